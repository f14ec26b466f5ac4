"""Every step in every family: what it teaches, asks, plans, decides and says there."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from rich.console import Console
from rich.markdown import Markdown

from tests.steps import builders, projects
from tests.steps.test_content import (
    COLUMNS,
    DAMAGE,
    HEADLINE_WORDS,
    LINES,
    VERDICT_WORDS,
    WORDS,
)
from tutor import families, steps
from tutor.experiment.spec import with_changes
from tutor.metric import ACCURACY
from tutor.steps.base import Context, Figure, Step, Verdict

FAMILIES = tuple(name for name in families.NAMES if name != "image")

STARTS: dict[str, dict[str, object]] = {
    "new": {},
    "linear": {"layers.widths": []},
    "deep": {"layers.widths": [64] * 8, "layers.activation": "sigmoid"},
    "zeros": {"initialization.weights": "zeros"},
    "wide": {"initialization.weights": "wide_normal"},
    "crawling": {"learning_rate.value": 1e-9},
    "diverging": {"learning_rate.value": 1000.0, "learning_rate.optimizer": "sgd"},
    "single samples": {"batch.size": 1},
    "everything at once": {"batch.size": 65536},
    "last weights": {"regularization.best_weights": False},
}

OWN: dict[str, dict[str, dict[str, object]]] = {
    "text": {
        "two classes": {"data.classes": [0, 1]},
        "squared error": {"cost.function": "mean_squared_error"},
        "recurrent": {"layers.network": "recurrent", "layers.bidirectional": True},
    },
    "tabular": {
        "squared error": {"cost.function": "mean_squared_error"},
        "regularized": {"regularization.dropout": 0.25, "regularization.batch_normalization": True},
    },
    "regression": {
        "absolute error": {"cost.function": "mean_absolute_error"},
        "Huber": {"cost.function": "huber"},
    },
    "wide-deep": {"wide": {"layers.legs": "wide"}, "no head": {"layers.head": 0}},
    "gan": {
        "hinge": {"cost.function": "hinge"},
        "one class": {"data.classes": [3]},
        "plain": {"regularization.batch_normalization": False},
    },
    "rl": {
        "actor-critic": {"cost.agent": "actor-critic"},
        "mountain": {"data.environment": projects.MOUNTAIN},
        "mountain at rest": {
            "data.environment": projects.MOUNTAIN,
            "initialization.weights": "zeros",
        },
    },
}

BROKEN = {
    "init": ("zeros", "wide"),
    "cost": (),
    "above-chance": ("zeros", "crawling", "diverging", "deep"),
    "layers": ("zeros", "crawling", "diverging", "deep"),
    "overfitting": ("zeros", "crawling", "diverging"),
    "learning-rate": ("crawling", "diverging"),
    "batch-size": ("zeros", "crawling", "everything at once"),
    "finish": ("zeros", "crawling", "diverging"),
}
"""Starts that a step must not pass, whatever the family."""

FOREIGN = {
    "text": r"images?|pixels?|rows?|R²|likeness|mean return|agent|generator|discriminator",
    "tabular": r"images?|pixels?|texts?|R²|likeness|mean return|agent|generator|discriminator",
    "regression": r"images?|pixels?|texts?|accuracy|softmax|sigmoid|class|classes|labels?"
    r"|cross-entropy|likeness|mean return|agent|generator|discriminator|sure of wrong",
    "wide-deep": r"images?|pixels?|R²|likeness|mean return|agent|generator|discriminator",
    "gan": r"texts?|rows?|R²|accuracy|softmax|mean return|agent|episodes?|linear model|overfits",
    "rl": r"images?|pixels?|texts?|rows?|accuracy|R²|softmax|likeness|labels|generator"
    r"|discriminator|test steps|range test suggests|overfits",
}
"""Words of other families, which a learner of this one should not meet."""

MEANT = (
    "Columns are no pixels",
    "Agents that see pixels",
    "no softmax, no sigmoid",
    "The discriminator's accuracy",
    "An agent's labels",
    "with sigmoid",
    "one-hot rows",
    "A range test would say nothing",
    "A text is a row of word numbers",
)
"""Where a word is meant as it stands; `with sigmoid` is the activation of a deep start."""


def cases() -> Iterator[tuple[str, str]]:
    for family in FAMILIES:
        for start in (*STARTS, *OWN[family]):
            yield family, start


def changes_of(family: str, start: str) -> dict[str, object]:
    return STARTS.get(start) or OWN[family].get(start, {})


def context_of(family: str, start: str = "new", seen: bool = True) -> Context:
    changes = changes_of(family, start)
    simple = families.family(family).has_baseline
    return builders.context(changes, seen, family, has_baseline=simple)


def judged(step: Step, beginning: Context) -> Verdict:
    return step.judge(beginning, tuple(builders.walk(step, beginning)))


def foreign(family: str, text: str) -> list[str]:
    for phrase in MEANT:
        text = text.replace(phrase, "")
    return re.findall(rf"\b(?:{FOREIGN[family]})\b", text)


def drawn(figure: Figure | None) -> list[str]:
    if figure is None:
        return []
    names = [series.name for series in figure.series]
    levels = [name for name, _ in figure.levels]
    return [figure.title, figure.summary, figure.x_label, figure.y_label, *names, *levels]


def said(verdict: Verdict) -> list[str]:
    rows = [text for row in verdict.rows for text in (row.label, row.note)]
    titles = [finding.title for finding in verdict.findings]
    return [verdict.text, verdict.edit_reason, *rows, *titles, *drawn(verdict.figure)]


@pytest.mark.parametrize("name", steps.WITH_FINISH)
@pytest.mark.parametrize(("family", "start"), cases())
@pytest.mark.parametrize("seen", [True, False])
def test_lesson_question_and_hints(name: str, family: str, start: str, seen: bool) -> None:
    step, beginning = steps.step(name), context_of(family, start, seen)
    lesson = step.lesson(beginning)
    page = io.StringIO()
    Console(file=page, width=COLUMNS, color_system=None).print(Markdown(lesson))
    assert lesson.startswith("# ")
    assert len(page.getvalue().rstrip().splitlines()) <= LINES
    assert len(lesson.split()) <= WORDS
    questions = (step.prediction(beginning), *step.options(beginning))
    for question in questions:
        keys = [choice.key for choice in question.choices]
        assert len(set(keys)) == len(keys) >= 1
        assert question.default in ("", *keys)
    asked = [q.text for q in questions] + [c.label for q in questions for c in q.choices]
    shown = [lesson, *asked, *step.hints(beginning, ()), *drawn(step.preview(beginning, ()))]
    for text in shown:
        assert not re.search(r"[{}]|\bNone\b|\bnan\b|\bthe the\b|-\.000", text), text
        assert not foreign(family, text), (foreign(family, text), text)


@pytest.mark.parametrize("name", steps.WITH_FINISH)
@pytest.mark.parametrize(("family", "start"), cases())
def test_verdict_can_be_spoken(name: str, family: str, start: str) -> None:
    step, beginning = steps.step(name), context_of(family, start)
    results = tuple(builders.walk(step, beginning))
    verdict = step.judge(beginning, results)
    assert verdict.text.startswith(verdict.headline)
    assert len(verdict.text.split()) <= VERDICT_WORDS + 20 * (name == "finish")
    assert len(verdict.headline.split()) <= HEADLINE_WORDS
    for text in (*said(verdict), *step.hints(beginning, results)):
        assert not re.search(r"[{}✓✗•→*_|]{2,}|[✓✗•→]|\bnan\b|\bNone\b|  |\.\.|!", text), text
        assert "-.000" not in text
        assert not foreign(family, text), (foreign(family, text), text)
    keys = {choice.key for choice in step.prediction(beginning).choices}
    assert verdict.answer is None or verdict.answer in keys
    changed = with_changes(beginning.spec, verdict.edit, family)
    assert bool(verdict.edit) == bool(verdict.edit_reason)
    assert not verdict.edit or changed != beginning.spec
    for result in results:
        with_changes(beginning.spec, result.trial.changes, family)


@pytest.mark.parametrize("name", steps.WITH_FINISH)
@pytest.mark.parametrize("family", FAMILIES)
def test_a_new_project_passes_and_a_broken_one_does_not(name: str, family: str) -> None:
    step = steps.step(name)
    assert judged(step, context_of(family)).passed
    if name in families.family(family).no_sense:
        return
    for start in BROKEN[name]:
        assert not judged(step, context_of(family, start)).passed, start


@pytest.mark.parametrize("name", steps.WITH_FINISH)
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("start", ["new", "diverging"])
@pytest.mark.parametrize("damage", DAMAGE)
def test_judge_copes_with_missing_results(name: str, family: str, start: str, damage: str) -> None:
    step = steps.step(name)
    for seen in (True, False):
        beginning = context_of(family, start, seen)
        results = tuple(DAMAGE[damage](builders.walk(step, context_of(family, start))))
        verdict = step.judge(beginning, results)
        step.preview(beginning, results)
        step.hints(beginning, results)
        step.plan(beginning, results)
        for text in said(verdict):
            assert not re.search(r"\bnan\b|\bNone\b|  |\.\.", text), text
            assert not foreign(family, text), (foreign(family, text), text)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_choice_leads_to_a_verdict(family: str) -> None:
    for step in steps.all_steps():
        beginning = context_of(family)
        for question in step.options(beginning):
            for choice in question.choices:
                chosen = builders.context(family=family, answers={question.key: choice.key})
                with_changes(chosen.spec, judged(step, chosen).edit, family)


@pytest.mark.parametrize("name", ["layers", "batch-size", "above-chance"])
@pytest.mark.parametrize("family", FAMILIES)
def test_chance_is_a_level_of_the_picture_even_at_0(name: str, family: str) -> None:
    beginning = context_of(family)
    figure = judged(steps.step(name), beginning).figure
    assert figure is not None
    assert figure.levels[0][0] == "chance"
    assert ("accuracy" in figure.summary) == (beginning.metric is ACCURACY)
