"""A bounded look into a text file: its encoding, and pieces of it spread over its length."""

from __future__ import annotations

import codecs
import gzip
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from tutor.errors import UsageError
from tutor.intake import source
from tutor.project import printable

MOST_BYTES = 64 * 2**20
"""No more of a file is read than this; a larger one is looked at in pieces."""

HEAD = 16 * 2**20
"""Of a larger file, its beginning is read in one piece,"""

BLOCK, BLOCKS = 2**20, 48
"""and so many blocks of so many bytes, spread over the rest."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Sample:
    """What was read of a file.

    Attributes:
        pieces: texts of whole lines; the first is the file's beginning.
        encoding: as Python names it.
        size: bytes of the file on disk.
        share: part of it that was read; 1 where it was read as a whole.
    """

    pieces: tuple[str, ...]
    encoding: str
    size: int
    share: float

    @property
    def whole(self) -> bool:
        """Whether the pieces are all there is."""
        return self.share == 1


def read(path: Path) -> Sample:
    """The sample of a regular file. Raises UsageError that names the byte and the mend."""
    shown = source.cut(printable(path), 200)
    try:
        raw, size, share = _packed(path) if path.suffix.lower() == ".gz" else _plain(path)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise UsageError(
            f"{shown} is a damaged gzip file ({error}); fetch or pack it again"
        ) from None
    except OSError as error:
        raise UsageError(
            f"{shown} cannot be read: {error.strerror or error}; check the file"
        ) from None
    if not any(piece.strip() for piece in raw):
        raise UsageError(f"{shown} is empty; it needs a line of names and rows of values")
    source.refuse_magic(path, raw[0][:16])
    encoding = _encoding(raw[0], shown)
    pieces = _decoded(raw, encoding, shown, share == 1)
    return Sample(tuple(pieces[1]), pieces[0], size, share)


def decode(data: bytes) -> tuple[str, str]:
    """A short text and its encoding: UTF-8, UTF-16 or cp1252. Raises ValueError: no text."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data.decode(name), name
    if b"\0" in data:
        raise ValueError(f"a NUL byte at position {data.index(0)}")
    for name in ("utf-8", "cp1252"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if len(_CONTROLS.findall(text[:10_000])) <= len(text[:10_000]) // 100:
            return text, name
    raise ValueError("neither UTF-8 nor Windows-1252")


def _plain(path: Path) -> tuple[list[bytes], int, float]:
    with path.open("rb") as file:
        size = path.stat().st_size
        if size <= MOST_BYTES:
            # A file may grow while it is read, or lie about its size.
            return [file.read(MOST_BYTES)], size, 1.0
        pieces = [file.read(HEAD)]
        for number in range(BLOCKS):
            # Even places, so that UTF-16 stays aligned.
            place = HEAD + (size - HEAD - BLOCK) * number // (BLOCKS - 1)
            file.seek(place & ~1)
            pieces.append(file.read(BLOCK))
        return pieces, size, sum(map(len, pieces)) / size


def _packed(path: Path) -> tuple[list[bytes], int, float]:
    """The beginning of what is packed: gzip cannot be read from the middle."""
    size = path.stat().st_size
    with path.open("rb") as packed, gzip.GzipFile(fileobj=packed) as file:
        data = file.read(MOST_BYTES)
        if not file.read(1):
            return [data], size, 1.0
        return [data], size, min(0.999, max(packed.tell() / max(size, 1), 1e-6))


def _encoding(start: bytes, shown: str) -> str:
    if start.startswith((codecs.BOM_UTF32_BE, codecs.BOM_UTF32_LE)):
        raise UsageError(f"{shown} is written in UTF-32; save it as UTF-8")
    for bom, name in _BOMS:
        if start.startswith(bom):
            return name
    zero = start.find(b"\0")
    if zero >= 0:
        # UTF-16 of western text without its mark: every second byte is 0.
        some = start[:2000]
        for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
            zeros, others = some[offset::2], some[1 - offset :: 2]
            if len(some) >= 4 and zeros.count(0) > 0.9 * len(zeros) and not others.count(0):
                return name
        raise UsageError(
            f"{shown} has a NUL byte at position {zero}: it is no text or a damaged one; "
            "save the table as CSV in UTF-8"
        )
    return "utf-8"


def _decoded(raw: list[bytes], encoding: str, shown: str, whole: bool) -> tuple[str, list[str]]:
    """The encoding that fits all pieces, and their texts."""
    tried = (encoding, "cp1252") if encoding == "utf-8" else (encoding,)
    fault: UnicodeDecodeError | None = None
    for name in tried:
        try:
            texts = [_text(piece, name, number, whole) for number, piece in enumerate(raw)]
        except UnicodeDecodeError as error:
            fault = error
            continue
        _refuse_controls(texts[0], shown)
        return name, texts
    assert fault is not None
    byte = fault.object[fault.start]
    raise UsageError(
        f"{shown}: the byte 0x{byte:02x} at position {fault.start} is neither UTF-8 nor "
        "Windows-1252; save the file as UTF-8"
        if encoding == "utf-8"
        else f"{shown}: position {fault.start} is no valid {encoding}; save the file as UTF-8"
    )


def _text(piece: bytes, encoding: str, number: int, whole: bool) -> str:
    """A piece as text, cut to whole lines where it is not all of the file."""
    if whole:
        return piece.decode(encoding)
    if encoding.startswith("utf-16"):
        if number and encoding == "utf-16":
            encoding = "utf-16-le"
        text = piece.decode(encoding, errors="replace")
        first, last = (text.find("\n") + 1 if number else 0), text.rfind("\n") + 1
        return text[first:last]
    first, last = (piece.find(b"\n") + 1 if number else 0), piece.rfind(b"\n") + 1
    return piece[first : last or None].decode(encoding, errors="strict" if last else "replace")


def _refuse_controls(text: str, shown: str) -> None:
    some = text[:100_000]
    found = _CONTROLS.findall(some)
    if "\0" in some or len(found) > len(some) // 100:
        place = _CONTROLS.search(some)
        position = place.start() if place else 0
        raise UsageError(
            f"{shown} is no text: it has control characters, the first at position {position}; "
            "save the table as CSV in UTF-8"
        )
