"""The full data sets: where they may be, whether they are whole, and fetching them when asked.

Keras's loaders look into `$KERAS_HOME/datasets`, pass no checksum for some sets and wait for a
server without end. So dltutor finds or fetches the original files itself, checks them, and puts
them where Keras looks; a project then needs no more than `keras.datasets`.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os
import shutil
import tempfile
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutor.catalog import Idea
from tutor.errors import UsageError, WorkError
from tutor.project import printable

TIMEOUT_SECONDS = 10
"""Longest silence of a server before the fetch is given up."""

_BLOCK = 2**20


@dataclass(frozen=True)
class SourceFile:
    """One original file. `sha256` is that of its content unpacked where it ends in .gz."""

    name: str
    sha256: str
    url: str


@dataclass(frozen=True)
class FullSet:
    """A full data set: its files, and the folders in which they may already be."""

    idea: str
    files: tuple[SourceFile, ...]
    keras_folder: str
    folders: tuple[Path, ...]

    @property
    def target(self) -> Path:
        """Where Keras's loader looks for the files."""
        home = os.environ.get("KERAS_HOME") or Path.home() / ".keras"
        return Path(home).expanduser() / "datasets" / self.keras_folder


def full_set(idea: Idea) -> FullSet | None:
    """The idea's full data set, None where the embedded one is all there is."""
    full = idea.data.get("full")
    if not full:
        return None
    return FullSet(
        idea=idea.name,
        files=tuple(SourceFile(f["name"], f["sha256"], f["url"]) for f in full["files"]),
        keras_folder=str(full.get("keras_folder", "")),
        folders=tuple(Path(folder) for folder in full.get("folders", ())),
    )


def in_place(data: FullSet) -> bool:
    """True where every file is where Keras looks, and whole."""
    return all(_whole(data.target / file.name, file) for file in data.files)


def provide(data: FullSet, folder: Path | None = None) -> bool:
    """Put whole local copies where Keras looks; False where some are not to be found.

    Looks into `folder`, then the folders known for this set. Raises UsageError where `folder` was
    given and does not hold the files.
    """
    if in_place(data):
        return True
    for place in (folder,) if folder else data.folders:
        if all(_whole(place / file.name, file) for file in data.files):
            for file in data.files:
                with _replacing(data.target / file.name) as temporary:
                    shutil.copyfile(place / file.name, temporary)
            return True
    if folder:
        names = ", ".join(file.name for file in data.files)
        raise UsageError(f"{printable(folder)} does not hold whole copies of {names}")
    return False


def fetch(data: FullSet, progress: Callable[[str, int, int], None]) -> None:
    """Download what is missing; `progress(name, bytes so far, bytes in all)` is told.

    Raises WorkError where the server cannot be reached or sends something else.
    """
    for file in data.files:
        if _whole(data.target / file.name, file):
            continue
        with _replacing(data.target / file.name) as temporary:
            _download(file, temporary, progress)
            if not _whole(temporary, file):
                raise WorkError(
                    f"{file.url} sent something else than {file.name} (its checksum is wrong); "
                    "the embedded set can be used meanwhile"
                )


def ensure_for(experiment: dict[str, Any], idea: Idea) -> None:
    """See that the data an experiment names can be loaded. Raises UsageError with the mend."""
    if experiment["data"]["source"] != "full":
        return
    data = full_set(idea)
    if data is None:
        raise UsageError(f'data.source: {idea.name} has no larger set than "embedded"')
    if not provide(data):
        raise UsageError(
            f"the full set of {idea.name} is not on this machine; `dltutor data fetch {idea.name}` "
            'downloads it, or set data.source = "embedded"'
        )


def _download(file: SourceFile, target: Path, progress: Callable[[str, int, int], None]) -> None:
    try:
        with (
            urllib.request.urlopen(file.url, timeout=TIMEOUT_SECONDS) as answer,
            open(target, "wb") as out,
        ):
            total, done = int(answer.headers.get("Content-Length") or 0), 0
            while block := answer.read(_BLOCK):
                out.write(block)
                done += len(block)
                progress(file.name, done, total)
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise WorkError(
            f"{file.url} cannot be fetched ({reason}); the embedded set works without a network, "
            "and --from FOLDER takes files that you have"
        ) from None


def _whole(path: Path, file: SourceFile) -> bool:
    """True where the file is there, a regular file, and its content has the right checksum."""
    if path.is_symlink() and not path.resolve().is_file():
        return False
    digest = hashlib.sha256()
    # Headers of .gz files differ between packagers, so what is packed is compared.
    opener = gzip.open if path.suffix == ".gz" or file.name.endswith(".gz") else open
    try:
        with opener(path, "rb") as content:
            while block := content.read(_BLOCK):
                digest.update(block)
    except (OSError, EOFError, zlib.error):
        return False
    return digest.hexdigest() == file.sha256


@contextlib.contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """A temporary file that takes the path's place only when all went well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    try:
        yield Path(name)
        os.replace(name, path)
    finally:
        Path(name).unlink(missing_ok=True)
