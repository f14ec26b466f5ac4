"""What `dltutor clinic` says: texts for people and screen readers, values for programs."""

from __future__ import annotations

import math
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tutor.cli.output import is_terminal
from tutor.clinic.exercise import LEVELS, Exercise
from tutor.clinic.figures import FIGURES, value
from tutor.clinic.progress import Progress
from tutor.steps import wording

if TYPE_CHECKING:
    from tutor.clinic.answers import Feedback
    from tutor.clinic.checking import Checked
    from tutor.history import Epoch, History

COLUMNS = 80
"""Width of the texts' lines."""

CURVE_ROWS = 18


def wrapped(text: str, indent: str = "") -> str:
    """Paragraphs in lines of 80 columns."""
    return "\n\n".join(
        textwrap.fill(paragraph, COLUMNS, initial_indent=indent, subsequent_indent=indent)
        for paragraph in text.split("\n\n")
    )


# --- the list ------------------------------------------------------------------------------------


def listing(found: Sequence[Exercise], known: Mapping[str, Progress]) -> Iterator[str]:
    """The exercises by level, each with how far it is."""
    width = max(len(one.name) for one in found)
    for level, name in LEVELS.items():
        yield f"{name}:"
        for one in found:
            if one.level == level:
                state = known.get(one.name, Progress()).words
                yield f"  {one.name:<{width}}  {state:<6}  {one.title}"
    mended = sum(bool(known.get(one.name, Progress()).mended) for one in found)
    yield f"{mended} of {len(found)} mended; `dltutor clinic start NAME` begins one"


def entry(one: Exercise, known: Progress | None) -> dict[str, Any]:
    """An exercise of the list."""
    state = known or Progress()
    return {
        "name": one.name,
        "title": one.title,
        "level": one.level,
        "idea": one.idea,
        "step": one.step,
        "state": state.words,
        "guesses": list(state.guesses),
        "hints": state.hints,
        "project": state.project or None,
    }


# --- the start -----------------------------------------------------------------------------------


def opening(wanted: Exercise) -> str:
    """The title and the symptom."""
    return f"\n{wanted.title} ({wanted.level_name})\n\n{wrapped(wanted.symptom)}\n"


def epoch_line(epoch: Epoch, seen: History) -> str:
    """An epoch in one line; four places, as some faults show in the last of them."""
    parts = [f"epoch {epoch.number} of {seen.planned_epochs}: loss {epoch.loss:.4f}"]
    if epoch.accuracy is not None:
        parts.append(f"accuracy {wording.accuracy(epoch.accuracy)}")
    if epoch.val_loss is not None:
        parts.append(f"validation loss {epoch.val_loss:.4f}")
    if epoch.val_accuracy is not None:
        parts.append(f"validation accuracy {wording.accuracy(epoch.val_accuracy)}")
    return ", ".join(parts)


def curve(seen: History) -> str:
    """The run as a picture, where a terminal shows it, and its figures in words."""
    from tutor.doctor.curve import loss_curve

    drawn = ""
    if is_terminal(sys.stdout):
        drawn = loss_curve(seen, COLUMNS, CURVE_ROWS, colour=False) + "\n\n"
    names = ("initial_loss", "expected_loss", "loss", "val_loss", "accuracy", "last_score")
    told = [f"{FIGURES[name].words} {_figure(name, seen)}" for name in (*names, "chance")]
    ended = "" if seen.status == "finished" else f"The training {seen.status}: {seen.reason}\n"
    return drawn + ended + wrapped(f"{wording.capital('; '.join(told))}.")


def question(wanted: Exercise) -> str:
    """The choices, and what to do next."""
    lines = ["", "What is wrong?", ""]
    lines += [f"  {n}  {choice.text}" for n, choice in enumerate(wanted.choices, start=1)]
    lines += [
        "",
        f"Answer with `dltutor clinic guess {wanted.name} NUMBER`; "
        f"`dltutor clinic hint {wanted.name}` helps.",
    ]
    return "\n".join(lines)


def started(wanted: Exercise, path: Path, seen: History) -> dict[str, Any]:
    """The same for programs."""
    return {
        "exercise": wanted.name,
        "project": str(path),
        "run": seen.run,
        "status": seen.status,
        "symptom": wanted.symptom,
        "figures": _figures(seen),
        "choices": [{"key": choice.key, "text": choice.text} for choice in wanted.choices],
    }


# --- guesses, checks, solutions ------------------------------------------------------------------


def answer(wanted: Exercise, feedback: Feedback, project: Path) -> str:
    """What there is to say about a guess, and what to do next."""
    if not feedback.right:
        again = "Look again; `hint` helps."
        return f"{wrapped(f'No. {feedback.why}')}\n\n{again}"
    mend = f"Now mend it in {project}, then: dltutor clinic check {wanted.name}"
    return f"{wrapped(f'Yes. {feedback.why}')}\n\n{mend}"


def verdict(wanted: Exercise, checked: Checked) -> str:
    """Whether the mend has passed, and if not, why."""
    lines = [
        textwrap.fill(
            f"{'OK' if point.met else 'NOT YET'}  {point.words}", COLUMNS, subsequent_indent="    "
        )
        for point in checked.points
    ]
    if not checked.passed:
        return "\n".join([*lines, "", "Not mended yet."])
    step = f"The step that teaches it: {wanted.step}."
    return "\n".join([*lines, "", "Mended.", "", wrapped(wanted.explanation), "", step])


def judged(wanted: Exercise, checked: Checked, seen: History) -> dict[str, Any]:
    """The same for programs."""
    return {
        "exercise": wanted.name,
        "passed": checked.passed,
        "points": [{"met": point.met, "words": point.words} for point in checked.points],
        "run": seen.run,
        "figures": _figures(seen),
    }


def solution(wanted: Exercise) -> str:
    """The fault, the mend in code, and why."""
    lines = [f"The fault: {wanted.right.text}", ""]
    lines += [
        f"experiment.toml: {path} = {_toml(v)}" for path, v in wanted.solution.settings.items()
    ]
    for replace in wanted.solution.replace:
        lines += [f"{replace.file}: replace", _code(replace.old, "- "), _code(replace.new, "+ ")]
    return "\n".join([*lines, "", wrapped(wanted.explanation)])


def solved(wanted: Exercise) -> dict[str, Any]:
    """The same for programs."""
    return {
        "exercise": wanted.name,
        "fault": wanted.right.key,
        "settings": dict(wanted.solution.settings),
        "replace": [
            {"file": one.file, "old": one.old, "new": one.new} for one in wanted.solution.replace
        ],
        "explanation": wanted.explanation,
        "step": wanted.step,
    }


def _code(text: str, mark: str) -> str:
    return "\n".join(f"  {mark}{line}" for line in text.splitlines())


def _toml(setting: object) -> str:
    import tomlkit

    return tomlkit.item(setting).as_string()


def _figure(name: str, seen: History) -> str:
    found = FIGURES[name].of(seen)
    if found is None or not math.isfinite(found):
        return "no number"
    return FIGURES[name].write(found)


def _figures(seen: History) -> dict[str, float | None]:
    return {name: value(name, seen) for name in FIGURES}
