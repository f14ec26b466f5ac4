"""The register of full data sets: `[data.full]` in an idea's project.toml.

    [data.full]
    folder = "imdb"                 # in $KERAS_HOME/datasets; "" is that folder itself
    folders = ["/usr/share/imdb"]   # where else whole copies of the files may lie
    licence = "..."
    train = 25000
    test = 25000

    [[data.full.files]]
    name = "aclImdb_v1.tar.gz"
    url = "https://..."
    size = 84125825                 # bytes
    sha256 = "..."                  # or md5; without either, the first copy is remembered
    unpack = true                   # .tgz, .tar.gz or .zip; members keep their paths
    unpacked_size = 300000000       # bytes on disk; 5 times `size` where it is not given

`size`, `sha256` and `md5` are those of the file as it is fetched, except for a .gz file that stays
packed: there they are those of its content, since packagers write different headers.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from tutor.catalog import Idea

GROWTH = 5
"""Bytes on disk for each byte of an archive, where the register does not say: texts unpack to
about three times their size, and many small files fill whole blocks."""


@dataclass(frozen=True)
class SourceFile:
    """One file as it is fetched; see the top of this module. Empty and 0 mean: not known."""

    name: str
    url: str
    size: int = 0
    sha256: str = ""
    md5: str = ""
    unpack: bool = False
    unpacked_size: int = 0

    @property
    def published(self) -> bool:
        """Whether a checksum is published for it."""
        return bool(self.sha256 or self.md5)

    @property
    def by_content(self) -> bool:
        """Whether size and checksum are those of its content."""
        return self.name.endswith(".gz") and not self.unpack

    @property
    def space(self) -> int:
        """Bytes that fetching it takes on the disk, 0 where that is not known."""
        return self.size + (self.unpacked_size or GROWTH * self.size) * self.unpack


@dataclass(frozen=True)
class FullSet:
    """A full data set: its files, and the folders in which they may already be.

    `embedded` tells whether the idea also has a set that needs no fetching.
    """

    idea: str
    files: tuple[SourceFile, ...]
    folder: str = ""
    folders: tuple[Path, ...] = ()
    embedded: bool = True
    licence: str = ""

    @property
    def home(self) -> Path:
        """Keras's folder of data sets."""
        home = os.environ.get("KERAS_HOME") or Path.home() / ".keras"
        return Path(home).expanduser() / "datasets"

    @property
    def target(self) -> Path:
        """Where a project, or Keras's loader, looks for the files."""
        return self.home / self.folder

    @property
    def size(self) -> int:
        """Bytes to fetch, 0 where the size of a file is not known."""
        sizes = [file.size for file in self.files]
        return sum(sizes) if all(sizes) else 0

    @property
    def meanwhile(self) -> str:
        """What can be done without it, as the second half of a sentence."""
        if self.embedded:
            return 'the embedded set works without a network (data.source = "embedded")'
        return "`dltutor ideas` tells which ideas bring their data with them"


def full_set(idea: Idea) -> FullSet | None:
    """The idea's full data set, None where the embedded one is all there is."""
    full = idea.data.get("full")
    if not full:
        return None
    return FullSet(
        idea=idea.name,
        files=tuple(SourceFile(**file) for file in full["files"]),
        folder=str(full.get("folder", "")),
        folders=tuple(Path(folder) for folder in full.get("folders", ())),
        embedded=idea.embedded,
        licence=str(full.get("licence", "") or idea.data.get("licence", "")),
    )
