"""A run folder: `runs/<id>/` with what was asked for, the frozen experiment and the events.

The creator writes `request.json` and `experiment.toml` into a hidden folder and renames it, so a
run folder is whole from the moment it can be seen. From then on the trainer is its only writer.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import psutil
import tomlkit

from tutor import events, history
from tutor.errors import UsageError, WorkError
from tutor.experiment.schema import Changes, Spec
from tutor.files import locked
from tutor.history import History

REQUEST = "request.json"
EXPERIMENT = "experiment.toml"
TRAINER = "trainer.json"
EVENTS = "events.jsonl"
BEST = "best.keras"

FULL_BYTES = 2**20
"""Free space below which a disk counts as full; a model's file takes more."""

_ID = re.compile(r"(\d{4,})-[a-z0-9-]+\Z")


@dataclass(frozen=True)
class Process:
    """A process by number and start time, as numbers are used again."""

    pid: int
    start: float

    @classmethod
    def this(cls) -> Process:
        """The process that asks."""
        return cls(os.getpid(), psutil.Process().create_time())

    @property
    def alive(self) -> bool:
        """True while this very process runs (a zombie does not)."""
        try:
            process = psutil.Process(self.pid)
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            return abs(process.create_time() - self.start) < 1.0
        except psutil.Error:
            return False


@dataclass(frozen=True)
class Request:
    """One run as asked for. `changes` are the edits that led from the project's file to it."""

    kind: str
    label: str
    spec: Spec
    step: str | None = None
    changes: Changes | None = None
    seconds_limit: float | None = None
    of: str | None = None


class RunFolder:
    """One run on disk, read only; what it says is read afresh at each call."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def id(self) -> str:
        """The folder's name: a sequence number and a few words."""
        return self.path.name

    @property
    def number(self) -> int:
        """The sequence number, by which runs are ordered (clocks jump)."""
        return int(self.id.split("-", 1)[0])

    @cached_property
    def request(self) -> dict[str, Any]:
        """What was asked for; it never changes."""
        try:
            data = json.loads((self.path / REQUEST).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return data if isinstance(data, dict) else {}

    @property
    def trainer(self) -> Process | None:
        """The process that trains or trained it, None before it started."""
        try:
            data = json.loads((self.path / TRAINER).read_text(encoding="utf-8"))
            return Process(int(data["pid"]), float(data["start"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    @property
    def alive(self) -> bool:
        """True while someone will still write events: the trainer, or before it the creator."""
        if self.trainer is not None:
            return self.trainer.alive
        try:
            creator = self.request["creator"]
            return Process(int(creator["pid"]), float(creator["start"])).alive
        except (KeyError, ValueError, TypeError):
            return False

    def events(self) -> Iterator[events.Event]:
        """All whole events so far."""
        try:
            with open(self.path / EVENTS, encoding="utf-8", errors="replace") as file:
                yield from events.decode_lines(file)
        except FileNotFoundError:
            return

    def history(self) -> History:
        """The history so far; a run that nobody writes any more is said to have crashed."""
        return self.judged(self._named(history.fold(self.events())))

    def judged(self, seen: History) -> History:
        """The history, its status "crashed" where it has no end and no live trainer."""
        if seen.ended or self.alive:
            return seen
        reason = "the trainer is gone and left no end"
        if self._disk_full():
            reason = f"the disk is full, so {reason}; make room and start it again"
        return replace(seen, status="crashed", reason=reason)

    def _disk_full(self) -> bool:
        try:
            return shutil.disk_usage(self.path).free < FULL_BYTES
        except OSError:
            return False

    def _named(self, seen: History) -> History:
        """A run that has not started yet still has its name and label."""
        if seen.run:
            return seen
        request = self.request
        return replace(
            seen,
            run=self.id,
            kind=request.get("kind", "train"),
            step=request.get("step"),
            label=request.get("label", ""),
            seed=request.get("seed"),
        )

    @property
    def experiment(self) -> Path:
        """The frozen experiment of this run."""
        return self.path / EXPERIMENT


def list_runs(project: Path) -> list[RunFolder]:
    """The runs of a project in the order in which they were made."""
    folder = project / "runs"
    if not folder.is_dir():
        return []
    runs = [RunFolder(path) for path in folder.iterdir() if _ID.match(path.name) and path.is_dir()]
    return sorted(runs, key=lambda run: run.number)


def find_run(project: Path, name: str) -> RunFolder:
    """The run of this id, or of this number. Raises UsageError."""
    runs = list_runs(project)
    for run in runs:
        if name == run.id or (name.isdecimal() and int(name) == run.number):
            return run
    some = ", ".join(run.id for run in runs[-3:]) or "none yet"
    raise UsageError(f'no run "{_clean(name)}" in {project} (the latest: {some})')


def create(project: Path, request: Request, experiment_text: str | None = None) -> RunFolder:
    """A new run folder, whole when it appears. `experiment_text` keeps the file's own comments.

    Raises WorkError where the disk is full.
    """
    folder = project / "runs"
    try:
        return _create(folder, request, experiment_text)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise WorkError(f"the disk is full: there is no room for a new run in {folder}") from None


def _create(folder: Path, request: Request, experiment_text: str | None) -> RunFolder:
    folder.mkdir(exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
    try:
        draft.chmod(0o755)
        text = experiment_text or tomlkit.dumps(request.spec)
        (draft / EXPERIMENT).write_text(text, encoding="utf-8")
        # Two sessions may work on one project; a number is given once.
        with open(folder / ".lock", "w", encoding="utf-8") as lock, locked(lock):
            runs = list_runs(folder.parent)
            number = runs[-1].number + 1 if runs else 1
            name = f"{number:04d}-{_slug(request.label) or request.kind}"
            _write_request(draft, name, request)
            os.rename(draft, folder / name)
        return RunFolder(folder / name)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _write_request(draft: Path, name: str, request: Request) -> None:
    data = {
        "id": name,
        "kind": request.kind,
        "step": request.step,
        "label": request.label,
        "changes": request.changes or {},
        "seed": request.spec["training"]["seed"],
        "seconds_limit": request.seconds_limit,
        "of": request.of,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "creator": asdict(Process.this()),
    }
    (draft / REQUEST).write_text(json.dumps(data, indent=1), encoding="utf-8")


def _slug(label: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")
    return words[:40].rstrip("-")


def _clean(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)[:80]
