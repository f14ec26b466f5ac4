"""Reading projects and runs for the lists that show them; no Textual here.

A run's events file is mostly batches and layer statistics, which a table does not show. They are
passed over before they are parsed, so that a project of a hundred runs is read in a blink.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tutor import events
from tutor.errors import DltutorError
from tutor.history import fold
from tutor.metric import of as metric_of
from tutor.project import Project
from tutor.runs.folder import EVENTS, RunFolder
from tutor.tui.digest import ProjectDigest, RunDigest

_SKIPPED = tuple(f'"event": "{name}"' for name in (events.BATCHES, events.LAYER_STATS))
_HEAD = 40
"""Characters of a line within which its event is named: the key `event` is written first."""


def digest_run(run: RunFolder) -> RunDigest:
    """Read one run."""
    seen = fold(_few_events(run.path / EVENTS))
    return RunDigest(run, run.judged(seen if seen.run else run.history()))


def digest_project(path: Path) -> ProjectDigest:
    """Read one project. Never raises: what is wrong with it is said in `problem`."""
    try:
        project = Project.open(path)
        digests = [digest_run(run) for run in project.runs()]
        verdicts = tuple(project.journal.latest_verdicts().values())
    except (DltutorError, OSError, ValueError, KeyError, TypeError) as error:
        return ProjectDigest(path, path.name, problem=str(error) or type(error).__name__)
    scores = [
        digest.history.score
        for digest in digests
        if digest.history.kind == "train" and digest.history.ok and digest.history.score is not None
    ]
    reference = project.reference.get("value")
    if project.reference.get("metric", "") not in ("", metric_of(project.family).name):
        reference = None
    return ProjectDigest(
        path=project.path,
        title=project.title,
        idea=project.idea,
        family=project.family,
        verdicts=verdicts,
        best=max(scores, default=None),
        runs=len(digests),
        running=sum(digest.history.status in ("queued", "running") for digest in digests),
        reference=float(reference) if isinstance(reference, int | float) else None,
    )


def _few_events(file: Path) -> Iterator[events.Event]:
    try:
        with open(file, encoding="utf-8", errors="replace") as lines:
            yield from events.decode_lines(
                line for line in lines if not line[:_HEAD].lstrip("{ ").startswith(_SKIPPED)
            )
    except FileNotFoundError:
        return
