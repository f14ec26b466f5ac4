"""Whether a data set is whole: by checksum, and quickly where nothing has changed since."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tutor.datasets.memory import Checked, Memory
from tutor.datasets.sources import FullSet, SourceFile

_BLOCK = 2**20

_Found = tuple[str, str, os.stat_result]
"""A file's name in the set's folder, its path, and what stat says of it."""


class Damage(Exception):
    """Says what is wrong with a file, as in `its checksum is wrong`."""


@dataclass(frozen=True)
class State:
    """How much of a set is here: the files that are missing, and those damaged, with the reason."""

    missing: tuple[str, ...] = ()
    damaged: dict[str, str] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """True where every file is in place and as published."""
        return not self.missing and not self.damaged

    @property
    def problem(self) -> str:
        """The first damage in words, empty where there is none."""
        return next((f"{name}: {why}" for name, why in self.damaged.items()), "")


def state(data: FullSet) -> State:
    """Look at what is in the set's folder. Only what has changed since the last time is hashed."""
    memory = Memory(data)
    missing: list[str] = []
    damaged: dict[str, str] = {}
    for file in data.files:
        known = memory.checked(file)
        entries = known.entries if known else (() if file.unpack else (file.name,))
        paths = [data.target / name for name in entries]
        if not paths or not any(os.path.lexists(path) for path in paths):
            missing.append(file.name)
            continue
        try:
            _check(data, file, memory)
        except Damage as damage:
            damaged[file.name] = str(damage)
    return State(tuple(missing), damaged)


def _check(data: FullSet, file: SourceFile, memory: Memory) -> None:
    """Raise Damage where the file in place, or what was unpacked from it, is not whole."""
    known = memory.checked(file)
    entries = known.entries if known else (file.name,)
    seen = fingerprint(data.target, entries)
    if known and seen and seen == known.fingerprint:
        return
    if not file.published or file.unpack:
        # No published checksum covers it, so nobody else must be able to change it.
        _refuse_strangers(data.target, entries)
    if file.unpack:
        if known is None or content(data.target, entries) != known.content:
            raise Damage("what was unpacked from it has been changed")
        found = known.content
    else:
        found = verify(data.target / file.name, file, memory)
    with contextlib.suppress(OSError):
        memory.remember(file, Checked(entries, seen, found))


def verify(path: Path, file: SourceFile, memory: Memory) -> str:
    """The sha256 of a whole copy of the file. Raises Damage that says why it is none.

    Where no checksum is published, it must be the same as the first copy; a first copy has to look
    like what its name says.
    """
    packed = not file.by_content
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            raise Damage("it is not a regular file")
        if packed and file.size and info.st_size != file.size:
            raise Damage(f"it has {info.st_size:,} bytes instead of {file.size:,}")
        sha256, md5 = _digests(path, unpack=not packed, md5=bool(file.md5))
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise Damage("it is cut or no gzip file") from None
    except OSError as error:
        raise Damage(f"it cannot be read: {error.strerror}") from None
    if file.published:
        if (sha256, md5) != (file.sha256 or sha256, file.md5 or md5):
            raise Damage("its checksum is wrong")
        return sha256
    first, day = memory.first(file)
    if first and sha256 != first:
        raise Damage(
            f"it is not the same as the copy of {day}; if the source has changed and you trust it, "
            f"remove {memory.path}"
        )
    if not first and (trouble := _looks_wrong(path)):
        raise Damage(trouble)
    return sha256


def fingerprint(folder: Path, entries: tuple[str, ...]) -> str:
    """A digest of sizes, times and numbers of all files, without reading them.

    Empty where it would prove nothing: a link may come to point elsewhere, and another user can
    change a file as they like.
    """
    digest = hashlib.sha256()
    if any((folder / entry).is_symlink() for entry in entries):
        return ""
    for name, _, info in _files(folder, entries):
        if strange(info):
            return ""
        # The time of the last change to the inode cannot be set back, unlike that of the content.
        facts = (name, info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino)
        digest.update(repr(facts).encode())
    return digest.hexdigest()


def content(folder: Path, entries: tuple[str, ...]) -> str:
    """A digest of the names and bytes of all files."""
    digest = hashlib.sha256()
    for name, path, _ in _files(folder, entries):
        try:
            digest.update(repr((name, _digests(path)[0])).encode())
        except OSError as error:
            raise Damage(f"{name} cannot be read: {error.strerror}") from None
    return digest.hexdigest()


def _files(folder: Path, entries: tuple[str, ...]) -> Iterator[_Found]:
    """Every file of the entries with its name and what stat says, in order; hidden ones are none of
    ours. Raises Damage for what is no file and no folder, and where an entry is missing."""
    for entry in sorted(entries):
        top = folder / entry
        try:
            info = top.stat()
        except OSError:
            raise Damage(f"{entry} is missing") from None
        if stat.S_ISDIR(info.st_mode):
            yield from _below(str(top), f"{entry}/")
        elif stat.S_ISREG(info.st_mode):
            yield entry, str(top), info
        else:
            raise Damage(f"{entry} is not a regular file")


def _below(folder: str, prefix: str) -> Iterator[_Found]:
    with os.scandir(folder) as found:
        children = sorted(found, key=lambda child: child.name)
    for child in children:
        name = f"{prefix}{child.name}"
        if child.name.startswith("."):
            continue
        if child.is_dir(follow_symlinks=False):
            yield from _below(child.path, f"{name}/")
        elif child.is_file(follow_symlinks=False):
            yield name, child.path, child.stat()
        else:
            raise Damage(f"{name} is a link or no regular file")


def _refuse_strangers(folder: Path, entries: tuple[str, ...]) -> None:
    for name in entries:
        if (folder / name).is_symlink():
            raise Damage(f"{name} is a symbolic link")
    for name, _, info in _files(folder, entries):
        if strange(info):
            raise Damage(f"{name} belongs to another user")


def strange(info: os.stat_result) -> bool:
    """Whether somebody else than this user and root owns it."""
    return hasattr(os, "getuid") and info.st_uid not in (os.getuid(), 0)


def _digests(path: Path | str, unpack: bool = False, md5: bool = False) -> tuple[str, str]:
    """Sha256 and, where asked for, md5 of a file or of what is packed in it."""
    first = hashlib.sha256()
    second = hashlib.md5(usedforsecurity=False)
    opener = gzip.open if unpack else open
    with opener(path, "rb") as source:
        while block := source.read(_BLOCK):
            first.update(block)
            if md5:
                second.update(block)
    return first.hexdigest(), second.hexdigest() if md5 else ""


_BEGINNINGS = {
    ".npy": b"\x93NUMPY",
    ".npz": b"PK",
    ".zip": b"PK",
    ".gz": b"\x1f\x8b",
    ".tgz": b"\x1f\x8b",
}


def _looks_wrong(path: Path) -> str:
    """Why a file cannot be what its name says, empty where it can: a log-in page of a network
    answers every address with HTML."""
    with open(path, "rb") as source:
        start = source.read(512)
    suffix = next((s for s in _BEGINNINGS if s in path.suffixes[-1:]), "")
    if not start:
        return "it is empty"
    if suffix and not start.startswith(_BEGINNINGS[suffix]):
        return f"it is no {suffix} file"
    if start.lstrip().lower().startswith((b"<!doctype", b"<html")):
        return "it is a web page"
    return ""
