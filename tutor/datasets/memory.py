"""What is remembered of data sets that were checked, so that a gigabyte is not hashed before each
run, and of files for which nobody publishes a checksum.

It lies in dltutor's own cache and not beside the data: who can change the data must not be able to
change what they are compared with.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tutor.datasets.sources import FullSet, SourceFile
from tutor.files import write_atomically
from tutor.paths import cache_dir


@dataclass(frozen=True)
class Checked:
    """A file, or what an archive was unpacked to, when it was last found whole.

    Attributes:
        entries: names of the files and folders in the set's folder.
        fingerprint: of their sizes, times and numbers (`checking.fingerprint`).
        content: of their bytes (`checking.content`).
    """

    entries: tuple[str, ...]
    fingerprint: str
    content: str


class Memory:
    """What is remembered of one data set. A broken or missing file of it is an empty memory."""

    def __init__(self, data: FullSet) -> None:
        self.path: Path = cache_dir() / "datasets" / f"{data.idea}.json"
        self._target = str(data.target)
        self._all: dict[str, Any] = {"checked": {}, "first": {}}
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
            self._all = {"checked": dict(found["checked"]), "first": dict(found["first"])}
        except (OSError, ValueError, KeyError, TypeError):
            pass

    def checked(self, file: SourceFile) -> Checked | None:
        """The file as it was last found whole, None where it never was."""
        try:
            found = self._all["checked"][self._target][file.name]
            return Checked(tuple(found["entries"]), str(found["fingerprint"]), found["content"])
        except (KeyError, TypeError):
            return None

    def remember(self, file: SourceFile, checked: Checked) -> None:
        """Keep how a whole file looks. Raises OSError where the cache cannot be written."""
        self._all["checked"].setdefault(self._target, {})[file.name] = asdict(checked)
        self._write()

    def first(self, file: SourceFile) -> tuple[str, str]:
        """Sha256 and day of the first copy of a file without a published checksum, else empty."""
        try:
            found = self._all["first"][file.url]
            return str(found["sha256"]), str(found["day"])
        except (KeyError, TypeError):
            return "", ""

    def remember_first(self, file: SourceFile, sha256: str) -> None:
        """Keep the checksum that later copies are compared with."""
        day = datetime.date.today().isoformat()
        self._all["first"][file.url] = {"sha256": sha256, "day": day}
        self._write()

    def _write(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(self.path, json.dumps(self._all, indent=1) + "\n")
