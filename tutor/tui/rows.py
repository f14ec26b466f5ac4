"""How projects are said in rows and details: aligned columns of styled text."""

from __future__ import annotations

import textwrap

from textual.content import Content

from tutor.metric import ACCURACY, Metric, spoken
from tutor.steps import NAMES
from tutor.tui.digest import ProjectDigest
from tutor.tui.text import padded, plain, short_path

TITLE_WIDTH = 32
"""Cells of a title's column."""

PASSED, FAILED, OPEN = "✓", "!", "·"
"""Marks of a step: its project stands as the step wants it, it does not, or nobody has looked."""


def score(value: float | None, metric: Metric = ACCURACY) -> str:
    """A score as the field writes it, or an empty text where there is none."""
    return "" if value is None else spoken(value, metric)


def score_within(value: float | None, metric: Metric, width: int) -> str:
    """A score in so many cells: `-862063.188` becomes `-8.6e5`; "none" where there is none."""
    text = spoken(value, metric)
    if value is None or len(text) <= width:
        return text
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa}e{int(exponent)}"


def heading(text: str) -> Content:
    """The heading of a group of rows."""
    return Content.styled(text, "bold $foreground-muted")


def project_row(digest: ProjectDigest, width: int, first: bool) -> Content:
    """Title, where it stands, its best score, and whether something runs in it."""
    row = Content.assemble(("▸ " if first else "  ", "$primary"), _title(digest.title, width - 26))
    if digest.problem:
        return row + Content.styled("  cannot be read", "$problem")
    row += Content.assemble(
        (f"  {padded(_standing(digest), 14)}", "$foreground-muted"),
        (f"  {padded(_best(digest), 6)}", "$best"),
    )
    if digest.running and width >= 70:
        row += Content.styled("  ▶ training", "$validation")
    return row


def _title(title: str, room: int) -> str:
    width = max(12, min(TITLE_WIDTH, room))
    return padded(plain(title, width), width)


def _best(digest: ProjectDigest) -> str:
    return "" if digest.best is None else score_within(digest.best, digest.metric, 6)


def _standing(digest: ProjectDigest) -> str:
    if digest.running:
        return "▶ training" if not digest.last_verdict else f"▶ {digest.last_verdict['step']}"
    last = digest.last_verdict
    if last is None:
        return "not begun"
    mark = PASSED if last.get("passed") else FAILED
    return f"{mark} {plain(last['step'], 20)}"


def step_strip(digest: ProjectDigest) -> Content:
    """All steps in two lines, each with its mark."""
    parts = [_step(digest, name) for name in NAMES]
    half = (len(parts) + 1) // 2
    lines = (Content("   ").join(parts[:half]), Content("   ").join(parts[half:]))
    return Content("\n").join(lines)


def _step(digest: ProjectDigest, name: str) -> Content:
    record = digest.verdict_of(name)
    if record is None:
        return Content.styled(f"{OPEN} {name}", "$foreground-disabled")
    if record.get("passed"):
        return Content.styled(f"{PASSED} {name}", "$ok")
    return Content.styled(f"{FAILED} {name}", "$watch")


def step_table(digest: ProjectDigest, width: int) -> Content:
    """A line for each step with the headline of its last verdict."""
    lines = []
    for name in NAMES:
        record = digest.verdict_of(name)
        headline = plain(record.get("headline", ""), 300) if record else ""
        mark = _step(digest, name)
        mark = mark + Content(" " * (18 - mark.cell_length))
        lines.append(hanging(mark, headline, width, "$foreground-muted"))
    return Content("\n").join(lines)


def fact(name: str, value: str | Content, style: str = "") -> Content:
    """One line of a small table: a muted name and a value."""
    shown = value if isinstance(value, Content) else Content.styled(value, style)
    return Content.styled(padded(name, 9), "$foreground-muted") + shown


def hanging(name: Content, text: str, width: int, style: str = "") -> Content:
    """A name and a text that is wrapped beside it, not under it."""
    indent = name.cell_length
    lines = textwrap.wrap(text, max(20, width - indent)) or [""]
    return name + Content.styled(f"\n{' ' * indent}".join(lines), style)


def project_facts(digest: ProjectDigest) -> Content:
    """The state of a project in a few lines."""
    lines = [fact("Folder", short_path(digest.path, 100))]
    if digest.problem:
        return Content("\n").join([*lines, fact("Problem", plain(digest.problem, 400), "$problem")])
    best = score(digest.best, digest.metric)
    told = (best, "bold $best") if best else ("no finished training yet", "$foreground-muted")
    beat = f"   to beat {score(digest.reference, digest.metric)}" if digest.reference else ""
    lines.append(fact("Best", Content.assemble(told, (beat, "$foreground-muted"))))
    running = f", {digest.running} running" if digest.running else ""
    lines.append(fact("Runs", f"{digest.runs}{running}"))
    return Content("\n").join(lines)
