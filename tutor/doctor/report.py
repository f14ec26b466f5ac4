"""An examination as a report for people; `answer.py` has it for programs."""

from __future__ import annotations

import math
import textwrap
import tokenize
from collections.abc import Iterator

import tomlkit
from rich.console import Console
from rich.text import Text

from tutor.diagnosis.finding import Finding
from tutor.doctor.curve import loss_curve
from tutor.doctor.mend import change
from tutor.doctor.record import Examination
from tutor.history import History
from tutor.project import Project

WIDEST = 100
"""Columns beyond which lines are hard to read."""

CURVE_ROWS = 12

NOTES = 5
"""Of what could not be observed, so many are told."""

LEVEL_STYLE = {"problem": "bold red", "watch": "bold yellow"}

TASKS = {
    "binary": "two classes",
    "multiclass": "classes",
    "multilabel": "several labels at once",
    "regression": "regression",
    "autoencoder": "autoencoder",
    "tagging": "a class for every position",
    "adversarial": "models trained against each other",
    "online": "targets that move while it learns",
}


def show(examination: Examination, console: Console) -> None:
    """Print the report for a person."""
    width = min(console.width, WIDEST)
    for line in _lines(examination, width, console):
        console.print(line, highlight=False, overflow="fold", soft_wrap=True)


def _lines(examination: Examination, width: int, console: Console) -> Iterator[Text]:
    colour, unicode = console.color_system is not None, console.encoding.startswith("utf")
    yield from _head(examination, width, "─" if unicode else "-")
    for history in _told(examination):
        yield Text()
        yield from _wrapped(_which(examination) + _summary(history), width, "  ")
        drawn = loss_curve(history, width, CURVE_ROWS, colour) if unicode else ""
        if drawn:
            yield Text.from_ansi(drawn)
    for number, finding in enumerate(examination.findings, 1):
        yield Text()
        yield from _finding_lines(finding, number, examination, width)
    yield Text()
    yield from _closing(examination, width)


def _head(examination: Examination, width: int, rule: str) -> Iterator[Text]:
    # Empty first: the script's last line may have no end.
    yield Text()
    yield Text(rule * width, style="dim")
    ending = {
        "finished": "ran to its end",
        "stopped": "was stopped",
        "crashed": "crashed",
    }.get(examination.status, examination.status)
    if examination.status == "finished" and examination.exit_status:
        ending = f"ended with exit status {examination.exit_status}"
    head = Text.assemble(("dltutor doctor  ", "bold"))
    head.append(f"{_clean(examination.script.name)} {ending}")
    yield from _folded(head, width)
    if examination.reason and examination.status != "finished" and not _says_why(examination):
        yield from _wrapped(_clean(examination.reason), width, "")


def _says_why(examination: Examination) -> bool:
    """True where a finding tells the error that the script ended with."""
    error = examination.failure.type if examination.failure is not None else ""
    return bool(error) and any(f.evidence.startswith(error) for f in examination.findings)


def _told(examination: Examination) -> list[History]:
    """The trainings whose curve is shown: the last."""
    return list(examination.histories[-1:])


def _which(examination: Examination) -> str:
    """Which training it is, where there were several."""
    seen = examination.trainings
    return f"training {len(examination.histories)} of {seen}: " if seen > 1 else ""


def _summary(history: History) -> str:
    model, call, compiled = history.model, history.call, history.compiled
    parts = []
    if model is not None:
        parts.append(f'model "{model.name}" with {model.parameters:,} parameters')
    if history.task in TASKS:
        classes = history.data.classes if history.data else 0
        count = f"{classes} " if history.task == "multiclass" and classes else ""
        parts.append(count + TASKS[history.task])
    samples = next((i.samples for i in history.inputs if i.samples), None)
    if samples:
        parts.append(f"{samples:,} samples")
    if compiled is not None and compiled.optimizer:
        rate = f" at {compiled.learning_rate:g}" if compiled.learning_rate else ""
        loss = f"{compiled.loss}, " if compiled.loss else ""
        parts.append(f"{loss}{compiled.optimizer}{rate}")
    if call is not None and call.batch_size:
        parts.append(f"batches of {call.batch_size}")
    return _clean("; ".join(parts))


def _finding_lines(
    finding: Finding, number: int, examination: Examination, width: int
) -> Iterator[Text]:
    style = LEVEL_STYLE[finding.level]
    head = Text.assemble((f"{number}. {finding.level.upper()}  ", style))
    head.append(_clean(finding.title), style="bold")
    for index, line in enumerate(_folded(head, width - 3)):
        yield Text("   ").append_text(line) if index else line
    where = [finding.rule, f"step {finding.step}" if finding.step != "data" else "data"]
    if finding.layer:
        where.append(f"layer {_clean(finding.layer)}")
    if finding.line:
        elsewhere = finding.file not in (None, examination.script.name)
        where.append(f"{_clean(finding.file)}, " if elsewhere and finding.file else "")
        where[-1] += f"line {finding.line}"
    for part in textwrap.wrap(", ".join(where), width - 3, break_on_hyphens=False):
        yield Text(f"   {part}", style="dim")
    for name, text in (
        ("Evidence", finding.evidence),
        ("Why", finding.cause),
        ("Mend", finding.advice),
    ):
        if text:
            yield from _labelled(name, _clean(text), width)
    yield from _mend_lines(finding, examination, width)


def _mend_lines(finding: Finding, examination: Examination, width: int) -> Iterator[Text]:
    if finding.edit and Project.is_project(examination.script.parent):
        # In a project of ours the choices stand in one file, and the code reads them from there.
        for path, value in finding.edit.items():
            edit = f"{path} = {tomlkit.item(value).as_string()}"
            yield from _cut("   experiment.toml  ", edit, width, "green")
        return
    if finding.mend is None:
        return
    try:
        file = finding.file or examination.script.name
        # As Python reads it, with the encoding that its first line may name.
        with tokenize.open(examination.script.parent / file) as stream:
            source = stream.read()
    except (OSError, UnicodeDecodeError, SyntaxError):
        return
    found = change(source, finding.mend)
    if found is None:
        return
    for sign, style, lines in (("-", "red", found.before), ("+", "green", found.after)):
        for offset, line in enumerate(lines):
            label = f"   {found.first + offset:>5} {sign} "
            yield from _cut(label, _clean(line), width, style)


def _cut(label: str, code: str, width: int, style: str) -> Iterator[Text]:
    """A line of code, cut where it is too long for the screen."""
    room = max(20, width - len(label))
    for start in range(0, max(1, len(code)), room):
        yield Text((" " * len(label) if start else label) + code[start : start + room], style=style)


def _closing(examination: Examination, width: int) -> Iterator[Text]:
    if examination.trainings:
        yield from _judgement(examination, width)
    elif examination.status == "finished":
        yield from _wrapped(
            "No training of a Keras model was seen: the doctor looks at fit(), "
            "train_on_batch() and loops that apply an optimizer.",
            width,
            "",
        )
    else:
        yield from _wrapped("It ended before any training of a Keras model began.", width, "")
    for note in examination.notes[:NOTES]:
        yield from _wrapped(f"Note: {_clean(note)}", width, "  ")


def _judgement(examination: Examination, width: int) -> Iterator[Text]:
    """What all the findings come to, and how the model does."""
    if not examination.findings:
        yield Text("OK: nothing to find fault with.", style="bold green")
    elif examination.worst == "watch":
        yield Text("No problem found; the above may be as you want it.", style="bold")
    for history in _told(examination):
        told = _standing(history)
        if told:
            yield from _wrapped(told, width, "")
    if len(examination.findings) > 1:
        yield from _wrapped("Begin with finding 1: others may follow from it.", width, "")


def _standing(history: History) -> str:
    """How the model does beside answers that need no network."""
    score = history.score_card
    if score is None or (score.validation is None and score.train is None):
        return ""
    held = score.validation is not None
    own = score.validation if held else score.train
    if own is None or not math.isfinite(own):
        return ""
    name = "accuracy" if score.metric == "accuracy" else "R² (1 is perfect, 0 a constant answer)"
    others = [
        f"{label} {value:.2f}"
        for label, value in (
            ("the best constant answer", score.constant),
            ("a linear model", score.linear),
            ("nearest neighbours", score.neighbours),
        )
        if value is not None and math.isfinite(value)
    ]
    part = f"{score.validation_samples} held-out" if held else f"{score.samples} training"
    beside = f"; {', '.join(others)}" if others else ""
    return f"Its {name} on {part} samples is {own:.2f}{beside}."


def _labelled(name: str, text: str, width: int) -> Iterator[Text]:
    indent = 13
    lines = textwrap.wrap(text, max(30, width - indent), break_on_hyphens=False) or [""]
    for index, line in enumerate(lines):
        label = f"   {name:<{indent - 3}}" if index == 0 else " " * indent
        yield Text.assemble((label, "cyan"), line)


def _wrapped(text: str, width: int, indent: str) -> Iterator[Text]:
    for line in textwrap.wrap(text, width, subsequent_indent=indent, break_on_hyphens=False):
        yield Text(line)


def _folded(text: Text, width: int) -> Iterator[Text]:
    for line in text.wrap(Console(width=width), width):
        line.rstrip()
        yield line


def _clean(text: str) -> str:
    """Without control characters, which could rewrite the terminal."""
    return "".join(c if c.isprintable() else " " for c in text)
