"""What a path is: a table, a folder of images, a folder of texts, or nothing that can be taken."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from tutor.errors import UsageError
from tutor.project import printable

TABLES = (".csv", ".tsv", ".tab", ".txt", ".data", ".dat", ".csv.gz", ".tsv.gz", ".txt.gz")
IMAGES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp")
TEXTS = (".txt", ".text", ".md")

_UNPACK = "unpack it and name the folder or the table in it"
_FROM_PANDAS = "save it as CSV, as with pandas.{}(...).to_csv(...)"
_MENDS = {
    ".npz": "save a table as CSV, or images as PNG files in one folder a class",
    ".npy": "save a table as CSV, or images as PNG files in one folder a class",
    ".xlsx": "save the sheet as CSV in your spreadsheet",
    ".xls": "save the sheet as CSV in your spreadsheet",
    ".ods": "save the sheet as CSV in your spreadsheet",
    ".parquet": _FROM_PANDAS.format("read_parquet"),
    ".feather": _FROM_PANDAS.format("read_feather"),
    ".json": _FROM_PANDAS.format("read_json"),
    ".jsonl": _FROM_PANDAS.format("read_json"),
    ".h5": "save a table as CSV, or images as PNG files in one folder a class",
    ".hdf5": "save a table as CSV, or images as PNG files in one folder a class",
    ".mat": "save a table as CSV, or images as PNG files in one folder a class",
    ".pkl": "a pickle can run code when it is opened; save the data as CSV",
    ".pickle": "a pickle can run code when it is opened; save the data as CSV",
    ".sqlite": "export the table as CSV",
    ".db": "export the table as CSV",
    ".zip": _UNPACK,
    ".tar": _UNPACK,
    ".tgz": _UNPACK,
    ".7z": _UNPACK,
    ".rar": _UNPACK,
    ".bz2": _UNPACK,
    ".xz": _UNPACK,
    ".svg": "an SVG is a drawing; export it as PNG",
    ".tif": "save the images as PNG",
    ".tiff": "save the images as PNG",
    ".pdf": "save its text as .txt files in one folder a class",
    ".wav": "sound is none of the kinds of data taken; save spectrograms as PNG",
    ".mp3": "sound is none of the kinds of data taken; save spectrograms as PNG",
    ".mp4": "films are none of the kinds of data taken; save single pictures as PNG",
}

_MAGIC = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a zip file or a spreadsheet"),
    (b"PAR1", "a Parquet file"),
    (b"\x89HDF", "an HDF5 file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"%PDF", "a PDF file"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"\x1f\x8b", "a gzip file"),
)


def absolute(path: Path) -> Path:
    """The path from the root on, without `..` where a link does not change what that means."""
    whole = path.expanduser().absolute()
    plain = Path(os.path.normpath(whole))
    try:
        return plain if plain.samefile(whole) else whole
    except (OSError, ValueError):
        return whole


def kind_of(path: Path) -> str:
    """`file` or `folder`. Raises UsageError for all that is neither, with the mend."""
    shown = cut(printable(path), 200)
    try:
        str(path).encode()
        mode = path.stat().st_mode
    except UnicodeEncodeError:
        raise UsageError(f"{shown}: the name is not valid UTF-8; rename it") from None
    except FileNotFoundError:
        raise UsageError(f"{shown} is not there; --data takes a file or a folder") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{shown} cannot be read: {why}; check the path") from None
    if stat.S_ISDIR(mode):
        if not os.access(path, os.R_OK | os.X_OK):
            raise UsageError(f"{shown} cannot be read: Permission denied; check its rights")
        return "folder"
    if not stat.S_ISREG(mode):
        raise UsageError(
            f"{shown} is {_special(mode)}, not a file; save the data to a file and name that"
        )
    if not os.access(path, os.R_OK):
        raise UsageError(f"{shown} cannot be read: Permission denied; check its rights")
    refuse_format(path)
    return "file"


def refuse_format(path: Path) -> None:
    """Raises UsageError where the suffix says that this is no table."""
    suffix = path.suffix.lower()
    if suffix in _MENDS:
        raise UsageError(
            f"{cut(printable(path), 200)} is a {suffix} file, which is not taken; {_MENDS[suffix]}"
        )
    if suffix in IMAGES:
        raise UsageError(
            f"{cut(printable(path), 200)} is one image; name a folder that has a folder of images "
            "for each class"
        )


def refuse_magic(path: Path, start: bytes) -> None:
    """Raises UsageError where the first bytes are those of another format."""
    for magic, what in _MAGIC:
        if start.startswith(magic):
            raise UsageError(
                f"{cut(printable(path), 200)} is {what} whatever its name says; "
                "save the table as CSV"
            )


def mend_of(suffix: str) -> str:
    """What to do about files of this suffix, empty where nothing is known."""
    return _MENDS.get(suffix, "")


def cut(text: str, most: int = 40) -> str:
    """The text without control characters and no longer than `most` characters."""
    clean = "".join(c if c.isprintable() else "?" for c in text)
    return clean if len(clean) <= most else clean[: most - 3] + "..."


def _special(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "a pipe"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a device"
