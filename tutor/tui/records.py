"""How runs, edits, verdicts, predictions and hunches are said in the journal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from textual.content import Content

from tutor.experiment.schema import Changes
from tutor.journal import Record
from tutor.steps import wording
from tutor.tui.digest import RunDigest
from tutor.tui.rows import FAILED, PASSED, score
from tutor.tui.text import padded, plain

NO_RUNS = Content("No run yet. A step makes some: go back and press Enter in a step to run it.")

STEP_WIDTH = 14


def value_text(value: Any) -> str:
    """A value as it stands in experiment.toml."""
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{plain(value, 60)}"' if isinstance(value, str) else plain(value, 60)


def changes_text(changes: Changes) -> str:
    """`layers.widths = [64, 64], batch.size = 128`."""
    return ", ".join(f"{plain(path, 60)} = {value_text(v)}" for path, v in changes.items())


def moment(record: Record) -> str:
    """Day and minute in local time; empty where the record has none."""
    try:
        return datetime.fromisoformat(str(record["time"])).astimezone().strftime("%d %b %H:%M")
    except (KeyError, ValueError):
        return ""


def edit_row(record: Record, is_open: bool, width: int) -> Content:
    """One line: step, what changed, and whether it still stands."""
    changes = changes_text(record.get("changes", {}))
    state = "" if is_open else "undone  "
    step = padded(plain(record.get("step") or "by hand", STEP_WIDTH), STEP_WIDTH)
    room = max(10, width - STEP_WIDTH - len(state) - 2)
    return Content.assemble(
        (step, "$foreground-muted"),
        "  ",
        (state, "$watch"),
        (plain(changes, room), "" if is_open else "$foreground-disabled"),
    )


def verdict_row(record: Record, width: int) -> Content:
    """One line: mark, step and headline."""
    passed = bool(record.get("passed"))
    mark, colour = (PASSED, "$ok") if passed else (FAILED, "$watch")
    step = padded(plain(record.get("step", ""), STEP_WIDTH), STEP_WIDTH)
    return Content.assemble(
        (f"{mark} ", colour), step, plain(record.get("headline", ""), max(10, width - 16))
    )


def note_row(record: Record, width: int) -> Content:
    """One line: a prediction with right or wrong, or a hunch."""
    step = padded(plain(record.get("step") or "", STEP_WIDTH), STEP_WIDTH)
    if record["record"] == "hunch":
        kind, colour, text = "hunch", "$primary", record.get("text", "")
    else:
        right = record.get("right")
        kind = "no answer" if right is None else ("right" if right else "wrong")
        colour = {"right": "$ok", "wrong": "$watch"}.get(kind, "$foreground-muted")
        text = f"you predicted: {record.get('answer', '')}"
    return Content.assemble(
        (padded(kind, 11), colour),
        (step, "$foreground-muted"),
        plain(text, max(10, width - 11 - STEP_WIDTH)),
    )


def record_detail(record: Record) -> Content:
    """The whole of an edit, verdict or note."""
    kind = record["record"]
    head = Content.styled(
        "  ".join(filter(None, (moment(record), plain(record.get("step") or "", 30)))),
        "$foreground-muted",
    )
    if kind == "edit":
        before = record.get("before", {})
        lines = [
            Content.assemble(
                plain(path, 60),
                ("  ", ""),
                (value_text(before.get(path)), "$foreground-muted"),
                (" → ", "$foreground-muted"),
                (value_text(value), "bold"),
            )
            for path, value in record.get("changes", {}).items()
        ]
        reason = plain(record.get("reason", ""), 600)
        return Content("\n").join([head, *lines, Content(reason)])
    if kind == "verdict":
        return Content("\n").join([head, Content(plain(record.get("text", ""), 2000))])
    text = record.get("text") if kind == "hunch" else f"predicted: {record.get('answer')}"
    return Content("\n").join([head, Content(plain(text, 1000))])


def run_detail(digest: RunDigest) -> Content:
    """What was asked for and what came of it, in a few lines."""
    seen = digest.history
    changes = digest.run.request.get("changes") or {}
    head = Content.assemble(
        (plain(seen.label, 80) or plain(digest.run.id, 80), "bold"),
        (f"   {plain(digest.run.id, 60)}", "$foreground-muted"),
    )
    figures = []
    if seen.best_epoch is not None:
        best = seen.best_epoch
        figures.append(
            f"best epoch {best.number} of {len(seen.epochs)}: "
            + (f"validation loss {wording.loss(best.val_loss)}, " if best.val_loss else "")
            + f"{seen.metric.noun} "
            f"{score(best.score(seen.metric), seen.metric)}"
        )
    if seen.model is not None:
        figures.append(f"{seen.model.parameters:,} weights")
    if seen.seconds:
        figures.append(f"{seen.seconds:.1f} seconds")
    if seen.seed is not None:
        figures.append(f"seed {seen.seed}")
    lines = [
        head,
        Content("; ".join(figures)),
        Content.styled(
            f"changed for it: {changes_text(changes)}"
            if changes
            else "the experiment as it stood, unchanged",
            "$foreground-muted",
        ),
    ]
    reason = plain(seen.reason, 300)
    if seen.failure is not None:
        where = f"{plain(seen.failure.file, 80)}, line {seen.failure.line}: "
        reason = plain(
            f"{where if seen.failure.file else ''}{seen.failure.type}: {seen.failure.message}", 600
        )
    if reason:
        lines.append(Content.styled(reason, "$foreground" if seen.ok else "$problem"))
    return Content("\n").join(line for line in lines if line.plain)
