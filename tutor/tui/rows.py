"""How ideas and projects are said in rows and details: aligned columns of styled text."""

from __future__ import annotations

import textwrap

from textual.content import Content

from tutor.catalog import Idea
from tutor.steps import NAMES
from tutor.tui.digest import ProjectDigest
from tutor.tui.text import padded, plain, short_path

TITLE_WIDTH = 32
"""Cells of a title's column."""

PASSED, FAILED, OPEN = "✓", "!", "·"
"""Marks of a step: its project stands as the step wants it, it does not, or nobody has looked."""


def accuracy(value: float | None) -> str:
    """An accuracy as the field writes it, or an empty text where there is none."""
    if value is None:
        return ""
    text = f"{value:.3f}"
    return text[1:] if text.startswith("0.") else text


def heading(text: str) -> Content:
    """The heading of a group of rows."""
    return Content.styled(text, "bold $foreground-muted")


def idea_row(idea: Idea, width: int) -> Content:
    """Title, difficulty, size of the data and the figure to beat, as many as `width` cells hold."""
    beat = accuracy(idea.reference.get("value"))
    size = f"{idea.data.get('train', 0):,} images"
    return Content.assemble(
        "  ",
        _title(idea.title, width - 13),
        (f"  {padded(plain(idea.difficulty), 12)}" if width >= 74 else "", "$foreground-muted"),
        (f"  {padded(size, 13)}" if width >= 60 else "", "$foreground-muted"),
        (f"  beat {beat}" if beat else "", "$best"),
    )


def project_row(digest: ProjectDigest, width: int, first: bool) -> Content:
    """Title, where it stands, its best score, and whether something runs in it."""
    row = Content.assemble(("▸ " if first else "  ", "$primary"), _title(digest.title, width - 24))
    if digest.problem:
        return row + Content.styled("  cannot be read", "$problem")
    row += Content.assemble(
        (f"  {padded(_standing(digest), 14)}", "$foreground-muted"),
        (f"  {padded(accuracy(digest.best), 4)}", "$best"),
    )
    if digest.running and width >= 70:
        row += Content.styled("  ▶ training", "$validation")
    return row


def _title(title: str, room: int) -> str:
    width = max(12, min(TITLE_WIDTH, room))
    return padded(plain(title, width), width)


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


def idea_facts(idea: Idea) -> Content:
    """The data of an idea in a few lines."""
    data = idea.data
    image: list[int] = list(data.get("image") or [])
    shape = f", {image[0]} × {image[1]} grey pixels" if len(image) >= 2 else ""
    size = f"{data.get('train', 0):,} to train on, {data.get('test', 0):,} to test"
    lines = [
        fact("Data", f"{size}{shape}, {len(idea.class_names)} classes"),
        fact("Level", f"{plain(idea.difficulty)}, {plain(idea.family)}"),
        fact("Licence", plain(data.get("licence", "not stated"))),
    ]
    if data.get("full"):
        full = data["full"].get("train", 0)
        lines.append(fact("In full", f"{full:,} to train on, fetched when you ask for it"))
    return Content("\n").join(lines)


def hanging(name: Content, text: str, width: int, style: str = "") -> Content:
    """A name and a text that is wrapped beside it, not under it."""
    indent = name.cell_length
    lines = textwrap.wrap(text, max(20, width - indent)) or [""]
    return name + Content.styled(f"\n{' ' * indent}".join(lines), style)


def ladder(idea: Idea, width: int) -> Content:
    """The figures others reached on this data, the best first, and the one to beat among them."""
    figures = [
        (float(f["value"]), plain(f.get("what", ""), 120), False)
        for f in idea.about.get("figures", ())
    ]
    reference = idea.reference
    if reference:
        figures.append((float(reference["value"]), plain(reference.get("source", ""), 160), True))
    if len(idea.class_names) > 1:
        figures.append((1 / len(idea.class_names), "chance: naming one class always", False))
    lines = []
    for value, what, beat in sorted(figures, reverse=True):
        style, muted = ("bold $best", "") if beat else ("", "$foreground-muted")
        name = Content.styled(padded(accuracy(value), 9), style)
        lines.append(hanging(name, f"{'to beat: ' if beat else ''}{what}", width, muted))
    return Content("\n").join(lines)


def project_facts(digest: ProjectDigest) -> Content:
    """The state of a project in a few lines."""
    lines = [fact("Folder", short_path(digest.path, 100))]
    if digest.problem:
        return Content("\n").join([*lines, fact("Problem", plain(digest.problem, 400), "$problem")])
    best = accuracy(digest.best) or "no finished training yet"
    beat = f"   to beat {accuracy(digest.reference)}" if digest.reference else ""
    lines.append(fact("Best", Content.assemble((best, "bold $best"), (beat, "$foreground-muted"))))
    running = f", {digest.running} running" if digest.running else ""
    lines.append(fact("Runs", f"{digest.runs}{running}"))
    return Content("\n").join(lines)
