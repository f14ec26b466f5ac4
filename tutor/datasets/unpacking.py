"""Unpacking an archive from the network: files only, inside the folder, up to a limit."""

from __future__ import annotations

import gzip
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from tutor.datasets.checking import Damage

MAX_FILES = 250_000
"""More members than this are refused; IMDb's archive has 100,000."""

MAX_GROWTH = 30
"""Bytes unpacked for each packed byte. Text shrinks to a third or a quarter; a bomb to a
thousandth."""

MIN_LIMIT = 64 * 2**20
"""Bytes that any archive may unpack to, however small it is."""

_BLOCK = 2**20
_LONGEST_NAME = 400

_Member = tuple[str, Callable[[], IO[bytes] | None]]


def unpack(archive: Path, folder: Path, progress: Callable[[int], None] = lambda _: None) -> None:
    """Write the archive's files under the folder, which must be empty; hidden ones are left out.

    `progress` is told the bytes written so far. Raises Damage for an archive that is broken, or
    that holds links, devices, paths outside, a name twice, too many files or too many bytes;
    OSError where the disk does not take them.
    """
    limit = max(MIN_LIMIT, MAX_GROWTH * archive.stat().st_size)
    written = 0
    try:
        for number, (name, opened) in enumerate(_members(archive), start=1):
            if number > MAX_FILES:
                raise Damage(f"it holds more than {MAX_FILES:,} files")
            path = _inside(name)
            if path is None:
                continue
            source = opened()
            if source is None:
                raise Damage(f"{_shown(name)} cannot be read")
            with source:
                written = _copy(source, folder / path, written, limit, progress)
    except (
        tarfile.TarError,
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        gzip.BadGzipFile,
        EOFError,
        NotImplementedError,
        RuntimeError,
        UnicodeError,
    ) as error:
        raise Damage(f"it is a broken archive ({error})") from None
    if not any(folder.iterdir()):
        raise Damage("there is nothing in it")


def _members(archive: Path) -> Iterator[_Member]:
    if archive.name.endswith(".zip"):
        yield from _of_zip(archive)
    elif archive.name.endswith((".tgz", ".tar.gz", ".tar")):
        yield from _of_tar(archive)
    else:
        raise Damage("it is no .tgz, .tar.gz, .tar or .zip file")


def _of_tar(archive: Path) -> Iterator[_Member]:
    # Read as a stream: the members' list of a bomb never grows in memory.
    with tarfile.open(archive, "r|*") as tar:
        for member in tar:
            if member.isdir():
                continue
            if not member.isreg():
                raise Damage(f"{_shown(member.name)} in it is a link or a device")
            yield member.name, lambda member=member: tar.extractfile(member)  # type: ignore[misc]
            tar.members.clear()  # type: ignore[attr-defined]


def _of_zip(archive: Path) -> Iterator[_Member]:
    with zipfile.ZipFile(archive) as packed:
        for info in packed.infolist():
            kind = stat.S_IFMT(info.external_attr >> 16)
            if info.is_dir():
                continue
            if kind not in (0, stat.S_IFREG):
                raise Damage(f"{_shown(info.filename)} in it is a link or a device")
            yield info.filename, lambda info=info: packed.open(info)  # type: ignore[misc]


def _inside(name: str) -> PurePosixPath | None:
    """The member's path in the folder, None for one that is left out. Raises Damage for a path that
    leads elsewhere, here or on another system."""
    path = PurePosixPath(name)
    wrong = path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name
    if wrong or not path.parts or len(name) > _LONGEST_NAME or ":" in path.parts[0]:
        raise Damage(f"{_shown(name)} in it is no path inside a folder")
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in path.parts)
    return None if hidden else path


def _copy(
    source: IO[bytes], target: Path, written: int, limit: int, progress: Callable[[int], None]
) -> int:
    """Write one file; the bytes written in all."""
    with _created(target) as out:
        while block := source.read(_BLOCK):
            written += len(block)
            if written > limit:
                raise Damage(f"it unpacks to more than {limit:,} bytes")
            out.write(block)
            progress(written)
    return written


def _created(target: Path) -> IO[bytes]:
    """The file, new and open for writing."""
    try:
        try:
            return open(target, "xb")
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            return open(target, "xb")
    except (FileExistsError, NotADirectoryError):
        raise Damage(f"{_shown(target.name)} is in it twice") from None


def _shown(name: str) -> str:
    text = "".join(c if c.isprintable() else "?" for c in name)
    return f'"{text if len(text) <= 80 else text[:77] + "..."}"'
