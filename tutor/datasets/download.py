"""Downloading one file: never waiting without end, going on where an earlier attempt stopped."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import queue
import re
import socket
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import asdict, dataclass
from io import FileIO
from pathlib import Path
from typing import Any

from tutor.datasets.sources import SourceFile
from tutor.errors import WorkError

OPEN_SECONDS = 8.0
"""Longest wait for a server's first answer, the look-up of its name and redirections included."""

SILENCE_SECONDS = 8.0
"""Longest silence of a server in the middle of a file."""

ATTEMPTS = 3
"""How often a connection that was cut is taken up again in one go."""

_BLOCK = 2**18

Progress = Callable[[str, int, int], None]
"""Told the file's name, the bytes so far and the bytes in all (0 where that is not known)."""


class _Cut(Exception):
    """The connection ended before the file did; says after how many bytes of this attempt."""

    def __init__(self, done: int) -> None:
        super().__init__(done)
        self.done = done


class _Changed(Exception):
    """The file is another one than that of which a part is here."""


@dataclass(frozen=True)
class _Origin:
    """What a part is a part of: without a validator nobody could tell whether it still is."""

    url: str
    validator: str
    total: int


def download(file: SourceFile, part: Path, progress: Progress) -> None:
    """Fetch the file to `part`, which may hold its beginning from before.

    Raises WorkError with the reason; what has come so far stays in `part`. Whether the content is
    right is for the caller to see.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _go_on(file, part, progress)
            break
        except _Changed:
            # What is here is of no use; without it, the next attempt asks for the whole file.
            forget(part)
            if attempt == ATTEMPTS:
                raise WorkError("the server's answers do not fit together") from None
        except _Cut as cut:
            if attempt == ATTEMPTS or not cut.done:
                raise WorkError("the connection was cut") from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise WorkError(_reason(error)) from None


def kept(file: SourceFile, part: Path) -> bool:
    """Whether a part is here from which the next attempt can go on."""
    return _origin(file, part) is not None and part.stat().st_size > 0


def forget(part: Path) -> None:
    """Throw a part away."""
    part.unlink(missing_ok=True)
    _origin_path(part).unlink(missing_ok=True)


def _go_on(file: SourceFile, part: Path, progress: Progress) -> None:
    """One attempt, from where the part ends."""
    origin = _origin(file, part)
    have = part.stat().st_size if origin else 0
    if origin and have == origin.total > 0:
        return
    request = urllib.request.Request(file.url, headers={"User-Agent": "dltutor"})
    if origin and have:
        request.add_header("Range", f"bytes={have}-")
        request.add_header("If-Range", origin.validator)
    try:
        answer = _open(request)
    except urllib.error.HTTPError as error:
        if error.code == 416 and have:
            raise _Changed from None
        raise
    with answer:
        have, total = _agreed(file, answer, origin, have)
        _keep_origin(part, _Origin(file.url, _validator(answer), total))
        # Unbuffered: a kill loses nothing, and a full disk is met here and not when it is closed.
        with open(part, "ab" if have else "wb", buffering=0) as out:
            _receive(file, answer, out, have, total, progress)


def _agreed(file: SourceFile, answer: Any, origin: _Origin | None, have: int) -> tuple[int, int]:
    """Where the answer begins in the file, and the bytes of the file in all (0: not known)."""
    if answer.status == 206:
        found = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", answer.headers.get("Content-Range", ""))
        same = found and origin and int(found[1]) == have and int(found[2]) == origin.total
        if not found or not same or _validator(answer) not in ("", origin and origin.validator):
            raise _Changed
        return have, int(found[2])
    total = int(answer.headers.get("Content-Length") or 0)
    if total and file.size and total != file.size and not file.by_content:
        raise ValueError(f"the server has {total:,} bytes where {file.size:,} are expected")
    if not (total or file.size or file.published):
        raise ValueError("nothing tells how long the file is, so nobody could see it cut")
    return 0, total


def _receive(
    file: SourceFile, answer: Any, out: FileIO, have: int, total: int, progress: Progress
) -> None:
    # What is packed may be a little longer than its content, never much.
    limit = total or (file.size + file.size // 10 + 2**20 if file.size else 0)
    done = have
    while True:
        try:
            block = answer.read1(_BLOCK)
        except (ConnectionError, http.client.IncompleteRead):
            raise _Cut(done - have) from None
        if not block:
            break
        done += len(block)
        if limit and done > limit:
            raise ValueError("the server sends more than the file has")
        _write(out, block)
        progress(file.name, done, total)
    if total and done < total:
        raise _Cut(done - have)


def _write(out: FileIO, block: bytes) -> None:
    left = memoryview(block)
    try:
        while left:
            left = left[out.write(left) :]
    except OSError as error:
        raise WorkError(
            f"{os.path.dirname(str(out.name))} takes no more ({error.strerror})"
        ) from None


def _open(request: urllib.request.Request) -> Any:
    """The server's answer. Raises TimeoutError after OPEN_SECONDS, whatever it is that hangs.

    A time-out of the socket counts for each address of a server alone and not for the look-up of
    its name, so the opening is done in a thread that can be left behind.
    """
    answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
    opener = urllib.request.build_opener(_StayEncrypted)

    def work() -> None:
        try:
            answers.put(opener.open(request, timeout=SILENCE_SECONDS))
        except Exception as error:
            answers.put(error)

    threading.Thread(target=work, daemon=True).start()
    try:
        answer = answers.get(timeout=OPEN_SECONDS)
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, Exception):
        raise answer
    return answer


class _StayEncrypted(urllib.request.HTTPRedirectHandler):
    """Follows no redirection that leaves https, or the web."""

    def redirect_request(
        self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        scheme = newurl.partition(":")[0].lower()
        if scheme != "https" and scheme != req.type:
            raise urllib.error.URLError(f"it redirects from {req.type} to {scheme[:20]}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _validator(answer: Any) -> str:
    """What tells this version of a file from others; empty where nothing sure does."""
    tag = str(answer.headers.get("ETag") or "")
    if tag and not tag.startswith("W/"):
        return tag
    return str(answer.headers.get("Last-Modified") or "")


def _origin(file: SourceFile, part: Path) -> _Origin | None:
    """Where the part is from, None where there is none that can be gone on with."""
    try:
        origin = _Origin(**json.loads(_origin_path(part).read_text(encoding="utf-8")))
        fits = part.is_file() and not part.is_symlink() and part.stat().st_size <= origin.total
    except (OSError, ValueError, TypeError):
        return None
    return origin if fits and origin.url == file.url and origin.validator else None


def _keep_origin(part: Path, origin: _Origin) -> None:
    with contextlib.suppress(OSError):
        _origin_path(part).write_text(json.dumps(asdict(origin)), encoding="utf-8")


def _origin_path(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _reason(error: Exception) -> str:
    """Why it failed, in a few words."""
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        return f"the server answers {error.code} {error.reason}"
    inner = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(inner, TimeoutError):
        return f"no answer for {max(OPEN_SECONDS, SILENCE_SECONDS):.0f} seconds"
    if isinstance(inner, socket.gaierror):
        return "its name cannot be looked up: is there a network?"
    if isinstance(inner, ssl.SSLCertVerificationError):
        return f"its certificate is not accepted: {inner.verify_message}"
    if isinstance(inner, ssl.SSLError):
        return f"no secure connection: {inner.reason}"
    if isinstance(inner, ConnectionRefusedError):
        return "the connection is refused"
    if isinstance(inner, http.client.HTTPException):
        return f"what answers is no web server ({type(inner).__name__})"
    text = (str(inner).strip() or type(inner).__name__).splitlines()[0]
    if text.startswith("Tunnel connection failed"):
        return f"the proxy refuses it:{text.partition(':')[2]}"
    return text[:120]
