"""Every step's content checks itself: what it teaches, asks, plans, concludes and says."""

from __future__ import annotations

import importlib
import io
import random
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from rich.console import Console
from rich.markdown import Markdown

from tests.steps import builders
from tutor import steps
from tutor.experiment.spec import with_changes
from tutor.steps import wording
from tutor.steps.base import Check, Result, Verdict

LINES, COLUMNS, WORDS = 24, 80, 200
VERDICT_WORDS, HEADLINE_WORDS, USUAL = 110, 20, 85
"""What can be listened to: a verdict at most, its first sentence, a verdict of a new project."""
STARTS: dict[str, dict[str, object]] = {
    "new": {},
    "linear": {"layers.widths": []},
    "deep": {"layers.widths": [64] * 12, "layers.activation": "sigmoid"},
    "convolutional": {"layers.network": "convolutional", "layers.widths": [32, 64]},
    "two classes": {"data.classes": [3, 7]},
    "regularized": {
        "regularization.dropout": 0.25,
        "regularization.batch_normalization": True,
        "regularization.augmentation": "shift+flip",
    },
    "squared error": {"cost.function": "mean_squared_error"},
    "absurd": {"learning_rate.value": 100.0, "initialization.weights": "zeros"},
    "diverging": {"learning_rate.value": 1000.0, "learning_rate.optimizer": "sgd"},
    "single images": {"batch.size": 1},
    "everything at once": {"batch.size": 4096},
}

pytestmark = pytest.mark.parametrize("name", steps.NAMES)


def check_of(name: str) -> Check:
    module = importlib.import_module(f"tutor.steps.{name.replace('-', '_')}")
    check: Check = module.CHECK
    return check


def texts(verdict: Verdict) -> list[str]:
    shown = [verdict.headline, verdict.text, verdict.edit_reason]
    return [*shown, verdict.figure.summary if verdict.figure else ""]


def test_step_is_filed_under_its_name_and_number(name: str) -> None:
    step = steps.step(name)
    assert (step.name, step.number) == (name, steps.NAMES.index(name) + 1)
    assert step.title
    assert step.summary.endswith(".")
    assert set(step.sections) <= set(builders.START)


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("seen", [True, False])
def test_lesson_fits_a_screen(name: str, start: str, seen: bool) -> None:
    lesson = steps.step(name).lesson(builders.context(STARTS[start], seen))
    page = io.StringIO()
    Console(file=page, width=COLUMNS, color_system=None).print(Markdown(lesson))
    lines = page.getvalue().rstrip().splitlines()
    assert lesson.startswith("# ")
    assert len(lines) <= LINES
    assert len(lesson.split()) <= WORDS
    assert not re.search(r"[{}]|\bNone\b|\bnan\b", lesson)


def test_lesson_has_the_learners_own_numbers(name: str) -> None:
    lesson = steps.step(name).lesson
    assert lesson(builders.context()) != lesson(builders.context(STARTS["convolutional"]))


@pytest.mark.parametrize("seen", [True, False])
def test_prediction_is_a_choice(name: str, seen: bool) -> None:
    step = steps.step(name)
    start = builders.context(seen=seen)
    for question in (step.prediction(start), *step.options(start)):
        keys = [choice.key for choice in question.choices]
        assert question.text.rstrip().endswith("?")
        assert len(set(keys)) == len(keys) >= 2
        assert all(choice.label for choice in question.choices)
        assert question.default in ("", *keys)


@pytest.mark.parametrize("start", STARTS)
def test_hints_come_in_stages(name: str, start: str) -> None:
    step, beginning = steps.step(name), builders.context(STARTS[start])
    for results in ((), tuple(builders.walk(step, beginning))):
        hints = step.hints(beginning, results)
        assert len(set(hints)) == len(hints) >= 2
        assert all(hint and not re.search(r"[{}]|\bnan\b", hint) for hint in hints)


@pytest.mark.parametrize("start", STARTS)
def test_plan_ends_and_is_the_same_each_time(name: str, start: str) -> None:
    step, beginning = steps.step(name), builders.context(STARTS[start])
    first, second = builders.walk(step, beginning), builders.walk(step, beginning)
    assert [r.trial for r in first] == [r.trial for r in second]
    assert 1 < len(first) <= 24
    for result in first:
        with_changes(beginning.spec, result.trial.changes, "image")
        assert result.trial.label


@pytest.mark.parametrize("start", STARTS)
def test_every_choice_leads_to_a_verdict(name: str, start: str) -> None:
    step = steps.step(name)
    beginning = builders.context(STARTS[start])
    for question in step.options(beginning):
        for choice in question.choices:
            chosen = replace(beginning, answers={question.key: choice.key})
            verdict = step.judge(chosen, tuple(builders.walk(step, chosen)))
            with_changes(beginning.spec, verdict.edit, "image")


@pytest.mark.parametrize("start", STARTS)
def test_verdict_can_be_spoken(name: str, start: str) -> None:
    verdict = builders.verdict(steps.step(name), STARTS[start])
    assert verdict.step == name
    assert verdict.text.startswith(verdict.headline)
    assert 12 < len(verdict.text.split()) <= VERDICT_WORDS
    assert len(verdict.headline.split()) <= HEADLINE_WORDS
    for text in texts(verdict):
        assert not re.search(r"[{}✓✗•→*_|]{2,}|[✓✗•→]|\bnan\b|\bNone\b|  |\.\.|!", text), text
        assert not re.search(r"\b(red|green|blue|yellow|above line|left panel)\b", text), text
    assert verdict.figure is None or verdict.figure.summary


def test_verdict_leaves_the_scores_to_the_table(name: str) -> None:
    verdict = builders.verdict(steps.step(name))
    assert len(verdict.text.split()) <= USUAL
    paragraphs = verdict.text.split("\n\n")
    assert paragraphs[0] == verdict.headline
    assert 2 <= len(paragraphs) <= 3
    listed = [row for row in verdict.rows if wording.spread(row.score) in verdict.text]
    assert not listed


@pytest.mark.parametrize("start", STARTS)
def test_edit_is_valid_and_explained(name: str, start: str) -> None:
    beginning = builders.context(STARTS[start])
    verdict = builders.verdict(steps.step(name), STARTS[start])
    changed = with_changes(beginning.spec, verdict.edit, "image")
    assert bool(verdict.edit) == bool(verdict.edit_reason)
    assert not verdict.edit or changed != beginning.spec


def test_answer_is_one_of_the_choices(name: str) -> None:
    step = steps.step(name)
    for changes in STARTS.values():
        beginning = builders.context(changes)
        answer = step.judge(beginning, tuple(builders.walk(step, beginning))).answer
        keys = {choice.key for choice in step.prediction(beginning).choices}
        assert answer is None or answer in keys


def test_start_fails_and_solution_passes(name: str) -> None:
    step, check = steps.step(name), check_of(name)
    assert not builders.verdict(step, check.start).passed
    assert builders.verdict(step, check.start | check.solution).passed


def test_step_has_a_picture(name: str) -> None:
    assert builders.verdict(steps.step(name)).figure is not None


def _all(change: Callable[[Result], Result]) -> Callable[[list[Result]], list[Result]]:
    return lambda results: [change(result) for result in results]


def _every_second(results: list[Result]) -> list[Result]:
    return [builders.failed(r, "diverged") if i % 2 else r for i, r in enumerate(results)]


def _some(results: list[Result]) -> list[Result]:
    return random.Random(3).sample(results, len(results) // 2)


DAMAGE: dict[str, Callable[[list[Result]], list[Result]]] = {
    "nothing": lambda _: [],
    "all failed": _all(builders.failed),
    "all diverged": _all(lambda result: builders.failed(result, "diverged")),
    "all empty": _all(builders.empty),
    "every second diverged": _every_second,
    "the first only": lambda results: results[:1],
    "the last only": lambda results: results[-1:],
    "half of them": _some,
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("seen", [True, False])
def test_judge_copes_with_missing_results(name: str, damage: str, start: str, seen: bool) -> None:
    step = steps.step(name)
    beginning = builders.context(STARTS[start])
    results = tuple(DAMAGE[damage](builders.walk(step, beginning)))
    if not seen:
        beginning = replace(beginning, data=None)
    verdict = step.judge(beginning, results)
    step.preview(beginning, results)
    step.hints(beginning, results)
    step.plan(beginning, results)
    assert verdict.text
    assert len(verdict.text.split()) <= VERDICT_WORDS
    for text in texts(verdict):
        assert not re.search(r"\bnan\b|\bNone\b|  |\.\.", text), text
    if damage.startswith("all") or damage == "nothing":
        assert not verdict.passed
        assert verdict.answer is None


def test_nothing_depends_on_seconds(name: str) -> None:
    step, beginning = steps.step(name), builders.context()
    quick = builders.walk(step, beginning)
    slow = [_slowed(result) for result in quick]
    first, second = step.judge(beginning, tuple(quick)), step.judge(beginning, tuple(slow))
    assert (first.passed, first.edit, first.answer) == (second.passed, second.edit, second.answer)
    assert not step.plan(beginning, tuple(slow))


def _slowed(result: Result) -> Result:
    history = result.history
    epochs = tuple(replace(e, seconds=97.0 * e.seconds) for e in history.epochs)
    return replace(result, history=replace(history, epochs=epochs))
