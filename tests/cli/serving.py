"""A server on this machine that serves files well, or in one of the ways in which servers fail."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LOGIN_PAGE = b"<!DOCTYPE html><title>Log in</title>" + b" " * 200


class Server(ThreadingHTTPServer):
    """Serves `content` at every path.

    `mode` says how: whole, no-range, no-length, redirect, elsewhere, cut (once half-way, then
    whole), lies (a length that never comes), stall, silent, page (a log-in page), garbage (no
    HTTP), or a status as 404. `asked` keeps the Range header of each request.
    """

    daemon_threads = True

    def __init__(self, content: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.content = content
        self.mode = "whole"
        self.tag = '"one"'
        self.asked: list[str] = []
        self.over = threading.Event()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def serving(content: bytes) -> Iterator[Server]:
    """A server that runs until the block ends."""
    server = Server(content)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, format: str, *args: object) -> None:
        """Tests are silent."""

    def do_CONNECT(self) -> None:
        self.send_error(403, "Forbidden")

    def do_GET(self) -> None:
        server, mode = self.server, self.server.mode
        server.asked.append(self.headers.get("Range", ""))
        if mode.isdigit():
            self.send_error(int(mode))
        elif mode == "silent":
            server.over.wait(10)
        elif mode == "garbage":
            self.wfile.write(b"SSH-2.0-OpenSSH\r\n\r\n")
        elif mode == "redirect" and self.path != "/moved":
            self._head(302, 0, Location=f"{server.address}/moved")
        elif mode == "elsewhere":
            self._head(302, 0, Location="ftp://127.0.0.1/file")
        elif mode == "page":
            self._send(200, LOGIN_PAGE)
        else:
            self._file(mode)

    def _file(self, mode: str) -> None:
        content, half = self.server.content, len(self.server.content) // 2
        found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        fresh = self.headers.get("If-Range") == self.server.tag
        if mode == "no-length":
            self._head(200, None)
            self.wfile.write(content)
        elif mode == "lies":
            self._head(200, len(content) + 1000)
            self.wfile.write(content)
        elif mode in ("cut", "stall"):
            self._head(200, len(content))
            self.wfile.write(content[:half])
            if mode == "cut":
                self.server.mode = "whole"
            else:
                self.server.over.wait(10)
        elif found and fresh and mode != "no-range":
            start = int(found[1])
            if start >= len(content):
                self.send_error(416)
                return
            span = f"bytes {start}-{len(content) - 1}/{len(content)}"
            self._head(206, len(content) - start, **{"Content-Range": span})
            self.wfile.write(content[start:])
        else:
            self._send(200, content)

    def _send(self, status: int, content: bytes) -> None:
        self._head(status, len(content))
        self.wfile.write(content)

    def _head(self, status: int, length: int | None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("ETag", self.server.tag)
        if length is not None:
            self.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
