"""The trials of a step, a row each: how far, how good, how long. The highlighted one is plotted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tutor.tui.rows import score_within
from tutor.tui.sessions import TrialState
from tutor.tui.text import padded, plain
from tutor.tui.widgets.strokes import duration, progress

BAR = 8
"""Cells of a row's progress bar; half as many where the row is narrow."""

WHOLE = 56
"""Cells of a row from which nothing is left out of it."""

MARKS = {
    "finished": ("✓", "$ok"),
    "stopped": ("■", "$watch"),
    "time_limit": ("✓", "$ok"),
    "diverged": ("!", "$problem"),
    "failed": ("!", "$problem"),
    "killed": ("■", "$watch"),
    "crashed": ("!", "$problem"),
    "running": ("▶", "$validation"),
    "queued": ("·", "$faint"),
}
"""How a run stands: a mark and its colour."""

WORDS = {
    "diverged": "diverged",
    "failed": "failed",
    "killed": "killed",
    "crashed": "crashed",
    "stopped": "stopped",
    "queued": "waits",
}
"""Said in a row instead of a score, where there is none."""


class TrialTable(OptionList, inherit_bindings=False):
    """Rows of trials; up and down choose which one is plotted. Enter is left to the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "cursor_up", "Run above", show=False),
        Binding("down", "cursor_down", "Run below", show=False),
    ]

    DEFAULT_CSS = """
    TrialTable {
        height: auto;
        scrollbar-gutter: stable;
        text-wrap: nowrap;
        & > .option-list--option { padding: 0 2; }
    }
    """

    @dataclass
    class Shown(Message):
        """The user wants to see this trial in the plot."""

        index: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._rows: list[Content] = []

    @property
    def row_width(self) -> int:
        """Cells of a row, without the padding of an option."""
        return self.scrollable_content_region.width - 4

    def show(self, trials: tuple[TrialState, ...], shown: int) -> None:
        """Bring the rows up to date; only rows that have changed are painted again."""
        rows = [trial_row(trial, max(20, self.row_width)) for trial in trials]
        if len(rows) != len(self._rows):
            with self.prevent(OptionList.OptionHighlighted):
                self.clear_options()
                self.add_options([Option(row) for row in rows])
        else:
            for index, (old, new) in enumerate(zip(self._rows, rows, strict=True)):
                if not old.is_same(new):
                    self.replace_option_prompt_at_index(index, new)
        self._rows = rows
        if trials and self.highlighted != shown:
            with self.prevent(OptionList.OptionHighlighted):
                self.highlighted = min(shown, len(trials) - 1)

    def action_cursor_up(self) -> None:
        super().action_cursor_up()
        self._tell()

    def action_cursor_down(self) -> None:
        super().action_cursor_down()
        self._tell()

    def _tell(self) -> None:
        """Only the user's own move chooses a run; the highlight also follows what trains."""
        if self.highlighted is not None:
            self.post_message(self.Shown(self.highlighted))

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Shown(event.option_index))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """A short list does not need the wheel; the pane around it does."""
        if not self.show_vertical_scrollbar:
            event.prevent_default()


def trial_row(trial: TrialState, width: int) -> Content:
    """One trial in `width` cells; narrow rows leave the bar and the seconds out."""
    history = trial.history
    mark, style = MARKS.get(history.status, MARKS["queued"])
    if not trial.run:
        mark, style = MARKS["queued"]
    right = _figures(trial, width)
    room = max(4, width - 2 - right.cell_length - 1)
    name = Content.styled(padded(_name(trial, room), room))
    return Content.assemble((f"{mark} ", style), name, " ", right)


def _name(trial: TrialState, room: int) -> str:
    """The label in so many cells; where it is cut, the seed behind it stays to be read."""
    label = plain(trial_label(trial), 80)
    if len(label) <= room:
        return label
    whole = plain(trial.trial.label, 80)
    seed = label.removeprefix(whole).replace("seed ", "") if label.startswith(whole) else ""
    return f"{whole[: max(1, room - 1 - len(seed))]}…{seed}"


def trial_label(trial: TrialState) -> str:
    """What the trial is called; the seed is named where the step has set it."""
    label = trial.trial.label
    seed = trial.trial.changes.get("training.seed")
    return label if seed is None or "seed" in label else f"{label}, seed {seed}"


def trial_header(width: int) -> Content:
    """The names of a row's figures, over their columns."""
    names = []
    if width >= 44:
        names.append("progress" if width >= WHOLE else "done")
    if width >= WHOLE:
        names.append("epoch")
    names.append("   score")
    if width >= 36:
        names.append("  time")
    return Content(" ".join(names).rjust(width))


def _bar(width: int) -> int:
    return BAR if width >= WHOLE else BAR // 2


def _figures(trial: TrialState, width: int) -> Content:
    history = trial.history
    parts: list[Content] = []
    if width >= 44:
        done, rest = progress(history.progress if trial.run else 0.0, _bar(width))
        parts.append(Content.assemble((done, "$primary"), (rest, "$faint")))
    trains = history.kind not in ("measure", "evaluate")
    if history.planned_epochs and trains and width >= WHOLE:
        epochs = f"{len(history.epochs)}/{history.planned_epochs}"
        parts.append(Content.styled(f"{epochs:>5}", "$muted"))
    elif width >= WHOLE:
        parts.append(Content("     "))
    parts.append(_score(trial))
    seconds = duration(history.seconds) if history.seconds else ""
    if width >= 36:
        parts.append(Content.styled(f"{seconds:>6}", "$muted"))
    return Content(" ").join(parts)


def _score(trial: TrialState) -> Content:
    history = trial.history
    if history.evaluation is not None:
        tested = score_within(
            history.evaluation.metrics.get(history.metric.name), history.metric, 8
        )
        return Content.styled(f"{tested:>8}", "bold $best")
    if history.score is not None and history.status != "diverged":
        told = score_within(history.score, history.metric, 8)
        return Content.styled(f"{told:>8}", "bold $validation")
    word = WORDS.get(history.status, "")
    if not trial.run:
        word = "waits"
    elif trial.trial.kind == "baseline" and history.ended and history.ok:
        word = "compared"
    elif trial.trial.kind == "measure" and history.ended and history.ok:
        word = "measured"
    elif history.status == "running" and not history.batch_losses:
        word = "starts"
    return Content.styled(f"{word:>8}", MARKS.get(history.status, ("", ""))[1])
