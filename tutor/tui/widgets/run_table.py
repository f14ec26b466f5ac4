"""All runs of a project as a table; up to two can be marked."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import DataTable

from tutor.history import History
from tutor.steps import wording
from tutor.tui.digest import RunDigest
from tutor.tui.rows import score_within
from tutor.tui.text import plain
from tutor.tui.widgets.palette import Palette

MARK = "◆"

WORDS = {
    "finished": "finished",
    "stopped": "stopped",
    "time_limit": "time is up",
    "diverged": "DIVERGED",
    "failed": "FAILED",
    "killed": "KILLED",
    "crashed": "CRASHED",
    "running": "▶ training",
    "queued": "waiting",
}
"""A run's status in a word; those that give no result shout."""


COLUMNS = {
    "": 1,
    "#": 3,
    "label": 0,
    "step": 13,
    "kind": 10,
    "status": 10,
    "val. loss": 9,
    "score": 9,
    "weights": 10,
    "seconds": 8,
}
"""Columns and their widths in cells; the label takes what is left."""

NUMBERS = ("#", "val. loss", "score", "weights", "seconds")
NEEDED_WIDTH = {"step": 72, "kind": 110, "weights": 110, "seconds": 110}
"""Width of the table from which there is room for a column."""


class RunTable(DataTable[Text]):
    """One row for each run, the latest first."""

    DEFAULT_CSS = """
    RunTable { scrollbar-gutter: stable; }
    """

    def __init__(self) -> None:
        super().__init__(cursor_type="row", zebra_stripes=False, cell_padding=1)
        self._shown: dict[str, RunDigest] = {}
        self._marked: list[str] = []
        self._widths: dict[str, int] = {}

    def on_mount(self) -> None:
        self._make_columns()

    def on_resize(self) -> None:
        self._make_columns()

    def _make_columns(self) -> None:
        """The columns that fit; what is left goes to the label."""
        widths = {
            name: width
            for name, width in COLUMNS.items()
            if self.size.width >= NEEDED_WIDTH.get(name, 0)
        }
        taken = sum(widths.values()) + 2 * self.cell_padding * len(widths)
        widths["label"] = max(10, min(60, self.size.width - taken - 1))
        if widths == self._widths:
            return
        self._widths = widths
        self.clear(columns=True)
        for name, width in widths.items():
            title = name.rjust(width) if name in NUMBERS else name
            self.add_column(Text(title), width=width, key=name)
        self.show(list(self._shown.values()))

    @property
    def chosen(self) -> RunDigest | None:
        """The run under the cursor."""
        if not self._shown or not 0 <= self.cursor_row < len(self._shown):
            return None
        return list(self._shown.values())[self.cursor_row]

    @property
    def marked(self) -> tuple[RunDigest, ...]:
        """The marked runs, the older first."""
        found = [self._shown[key] for key in self._marked if key in self._shown]
        return tuple(sorted(found, key=lambda digest: digest.number))

    def mark(self) -> None:
        """Mark the run under the cursor or take its mark; a third pushes the first out."""
        if self.chosen is None:
            return
        key = self.chosen.run.id
        if key in self._marked:
            self._marked.remove(key)
        else:
            self._marked = [*self._marked[-1:], key]
        self.show(list(self._shown.values()))

    def show(self, digests: list[RunDigest]) -> None:
        """Show these runs; the cursor stays on its run."""
        at = self.chosen.run.id if self.chosen else None
        self._shown = {digest.run.id: digest for digest in digests}
        palette = Palette.of(self.app)
        with self.prevent(DataTable.RowHighlighted):
            self.clear()
            for digest in digests:
                self.add_row(*self._cells(digest, palette), key=digest.run.id)
            if at in self._shown:
                self.move_cursor(row=list(self._shown).index(at), animate=False)

    def _cells(self, digest: RunDigest, palette: Palette) -> list[Text]:
        seen = digest.history
        weights = f"{seen.model.parameters:,}" if seen.model else ""
        columns = {
            "": (MARK if digest.run.id in self._marked else "", palette.accent),
            "#": (str(digest.number), palette.muted),
            "label": (seen.label, ""),
            "step": (seen.step or "", palette.muted),
            "kind": (seen.kind, palette.muted),
            "status": (WORDS.get(seen.status, seen.status), status_colour(seen, palette)),
            "val. loss": (loss(seen), ""),
            "score": (_score(digest), palette.best),
            "weights": (weights, palette.muted),
            "seconds": (f"{seen.seconds:.1f}", palette.muted),
        }
        return [self._cell(name, *columns[name]) for name in self._widths]

    def _cell(self, name: str, text: str, style: str) -> Text:
        width = self._widths[name]
        shown = plain(text, width)
        return Text(shown.rjust(width) if name in NUMBERS else shown, style=style)


def _score(digest: RunDigest) -> str:
    best = digest.best_score
    return "" if best is None else score_within(best, digest.history.metric, COLUMNS["score"])


def loss(history: History) -> str:
    """The best validation loss; of an evaluation the loss on the test data; else nothing."""
    if history.evaluation is not None:
        known = history.evaluation.loss
        return wording.loss(known) if known is not None else ""
    return wording.loss(history.best_val_loss) if history.best_val_loss is not None else ""


def status_colour(history: History, palette: Palette) -> str:
    """The colour beside the word of a status."""
    if not history.ended:
        return palette.validation
    return palette.muted if history.ok else palette.problem
