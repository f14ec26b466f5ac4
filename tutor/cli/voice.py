"""How the headless walk speaks: in sentences for people and screen readers, or in JSON lines."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tutor.cli.output import data, data_json, narrate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tutor.engine import Happening, MendJudged, StepJudged, Tutor
    from tutor.history import History
    from tutor.steps.base import Context, Row, Step, Verdict


COLUMNS = 80
"""Width of the lessons' lines."""


def plain(markdown: str) -> str:
    """A lesson as plain text: no marks, paragraphs and list items wrapped anew."""
    blocks: list[str] = []
    for block in re.split(r"\n\s*\n|\n(?=- |\d+\. )", markdown.strip()):
        text = re.sub(r"\*|`|^#+ ", "", " ".join(block.split()))
        item = re.match(r"- |\d+\. ", text)
        indent = " " * len(item.group()) if item else ""
        joint = "\n" if item and blocks and re.match(r"- |\d+\. ", blocks[-1].lstrip()) else "\n\n"
        wrapped = textwrap.fill(text, COLUMNS, subsequent_indent=indent, break_on_hyphens=False)
        blocks.append((joint if blocks else "") + wrapped)
    return "".join(blocks)


@dataclass(frozen=True)
class Ending:
    """What a walk has come to: the last training, its test, the simple models beside it."""

    trained: History
    tested: History
    baselines: Mapping[str, Mapping[str, float]]
    runs: int
    seconds: float


class PlainVoice:
    """Lessons, verdicts and edits on standard output, progress on standard error."""

    def step_starts(self, step: Step, context: Context) -> None:
        """Announce a step and give its lesson."""
        data(f"\nStep {step.number} of 7: {step.title}\n")
        data(plain(step.lesson(context)) + "\n")

    def skipped(self, step: Step) -> None:
        """Say that a step is left out."""
        narrate(f"step {step.name} is left out: the budget is spent")

    def happens(self, happening: Happening) -> None:
        """Tell of a run that has ended."""
        history = getattr(happening, "history", None)
        if history is None or not history.ended:
            return
        score = _scored(history)
        outcome = "" if history.status == "finished" else f" ({history.status}: {history.reason})"
        narrate(f"  {history.run}: {history.label}{score}, {history.seconds:.1f} s{outcome}")
        for finding in getattr(happening, "findings", ()):
            if finding.level == "problem":
                narrate(f"    problem: {finding.title}")

    def step_ends(self, judged: StepJudged) -> None:
        """Give the verdict, what was compared, what was found, and the edit."""
        for line in _verdict_lines(judged.verdict):
            data(line)

    def mend_ends(self, judged: MendJudged, kept: bool) -> None:
        """Say what a mend has done."""
        data(f"{judged.outcome.finding.title}.")
        data(judged.outcome.text + ("" if kept else " The edit is taken back."))

    def walk_ends(self, tutor: Tutor, ending: Ending) -> None:
        """Say what the walk has come to."""
        from tutor.steps.finish.closing import closing_words

        data("\nThe end of the walk\n")
        data(closing_words(tutor.context(), ending.trained, ending.tested, ending.baselines))
        narrate(
            f"\n{ending.runs} runs in {ending.seconds:.0f} s; the project is {tutor.project.path}"
        )


class JsonVoice(PlainVoice):
    """JSON lines on standard output; the narration stays on standard error."""

    def step_starts(self, step: Step, context: Context) -> None:
        """Announce a step."""
        narrate(f"\nstep {step.number}: {step.title}")

    def step_ends(self, judged: StepJudged) -> None:
        """One object for the step."""
        verdict = judged.verdict
        data_json(
            {
                "event": "step_finished",
                "step": verdict.step,
                "verdict": " ".join(_spoken(verdict)),
                "passed": verdict.passed,
                "runs": [result.run for result in judged.results],
                "edit": verdict.edit,
                "seconds": round(judged.seconds, 2),
            }
        )

    def mend_ends(self, judged: MendJudged, kept: bool) -> None:
        """One object for the mend."""
        data_json(mended(judged) | {"kept": kept})

    def walk_ends(self, tutor: Tutor, ending: Ending) -> None:
        """One object for the walk."""
        trained, evaluation = ending.trained, ending.tested.evaluation
        metrics = dict(evaluation.metrics) if evaluation else {}
        data_json(
            {
                "event": "walk_finished",
                "project": str(tutor.project.path),
                "best_run": trained.run,
                "metric": trained.metric.name,
                "chance": trained.chance,
                "validation": trained.score,
                "test": metrics.get(trained.metric.name),
                "seconds": round(ending.seconds, 2),
                "runs": ending.runs,
                "test_metrics": metrics,
                "baselines": {name: dict(of) for name, of in ending.baselines.items()},
            }
        )


def mended(judged: MendJudged) -> dict[str, Any]:
    """A mend as one JSON object."""
    outcome = judged.outcome
    return {
        "event": "mended",
        "rule": outcome.finding.rule,
        "edit": judged.record["changes"] if judged.record else {},
        "before": outcome.before.run,
        "after": outcome.after.run,
        "gone": outcome.gone,
        "better": outcome.better,
        "text": outcome.text,
    }


def _scored(history: History) -> str:
    """`, validation accuracy .873`, behind a run's name."""
    from tutor.steps import wording

    if history.score is None:
        return ""
    metric = history.metric
    return f", validation {metric.noun} {wording.score(history.score, metric)}"


def _spoken(verdict: Verdict) -> Iterator[str]:
    """The verdict, then what was compared, in sentences."""
    yield verdict.text
    rows = [row for row in verdict.rows if row.score.values]
    if rows:
        told = [", ".join(_of(row)) for row in rows]
        noun = rows[0].score.metric.noun
        yield f"Compared by validation {noun}: {'; '.join(told)}."


def _of(row: Row) -> Iterator[str]:
    """A row's name, score and note."""
    from tutor.steps import wording

    yield row.label
    yield wording.spread(row.score)
    if row.note:
        yield row.note


def _verdict_lines(verdict: Verdict) -> Iterator[str]:
    yield "\n\n".join(_spoken(verdict))
    for finding in verdict.findings:
        yield f"{finding.level.upper()}: {finding.title}. {finding.evidence} {finding.advice}"
    if verdict.edit:
        yield "Edit made in experiment.toml:"
        for path, value in verdict.edit.items():
            yield f"  {path} = {_toml(value)}"
        if verdict.edit_reason:
            yield verdict.edit_reason


def _toml(value: object) -> str:
    import tomlkit

    return tomlkit.item(value).as_string()
