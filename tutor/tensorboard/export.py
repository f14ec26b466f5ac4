"""Writing runs as TensorBoard's event files, and going on with files written before.

A part's file is always the beginning of what all its events give, so what is new is appended. A
file that is not (it was damaged, or the run is another one) is replaced in one go. TensorBoard
waits for the rest of a record that a kill has torn; the next writing completes it.
"""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path

from tutor.errors import UsageError
from tutor.experiment.schema import Spec
from tutor.runs.folder import EVENTS, RunFolder
from tutor.runs.follow import Tail
from tutor.tensorboard.summaries import Part, Summaries

FOLDER = Path("runs") / "tensorboard"
"""Where the event files go in a project, if nothing else is said."""

NAME = "events.out.tfevents.0.dltutor"
"""Name of an event file: TensorBoard takes every file with `tfevents` in its name."""


class RunExport:
    """One run's event files. `update` writes what has been added to its events since.

    Args:
        run: the run's folder, which is only read.
        folder: a folder of the run's name is made in it.
    """

    def __init__(self, run: RunFolder, folder: Path) -> None:
        self.folder = folder / run.id
        self._tail = Tail(run.path / EVENTS)
        self._summaries = Summaries(run.request, _spec(run))
        self._whole: dict[str, bytes] = {}
        self._begun = False

    def update(self) -> None:
        """Write the new records. Raises OSError where the disk does not take them."""
        added: list[Part] = []
        if not self._begun:
            added += self._summaries.begin()
        for event in self._tail.new_events():
            added += self._summaries.of(event)
        self._begun = True
        fresh: dict[str, list[bytes]] = {}
        for part, record in added:
            fresh.setdefault(part, []).append(record)
        for part, found in fresh.items():
            self._write(part, b"".join(found))

    def _write(self, part: str, added: bytes) -> None:
        file = self.folder / part / NAME
        if part not in self._whole:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._whole[part] = self._summaries.first()
        self._whole[part] += added
        _bring_to(file, self._whole[part])


def export_runs(runs: Iterable[RunFolder], folder: Path) -> None:
    """Write these runs, each in a folder of its name. Raises UsageError for a file as a folder."""
    check_folder(folder)
    for run in runs:
        RunExport(run, folder).update()


def check_folder(folder: Path) -> None:
    """Refuse a place that cannot be a folder. Raises UsageError."""
    place = folder
    while not place.exists() and place != place.parent:
        place = place.parent
    if not place.is_dir():
        raise UsageError(f"{place} is a file; --tensorboard takes a folder")


def _bring_to(file: Path, content: bytes) -> None:
    """Append what is missing; replace the file where it is no beginning of the content."""
    before = file.read_bytes() if file.exists() else b""
    if before and content.startswith(before):
        if len(before) < len(content):
            with open(file, "ab") as stream:
                stream.write(content[len(before) :])
        return
    handle, temporary = tempfile.mkstemp(prefix=".new-", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _spec(run: RunFolder) -> Spec:
    """The frozen settings as they stand: an old run may have keys that are gone."""
    try:
        document = tomllib.loads(run.experiment.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}
    return {name: table for name, table in document.items() if isinstance(table, dict)}
