"""A step that has no meaning in a family says so, and runs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tutor.steps.base import Choice, Context, Question, Result, Step, Trial, Verdict

ON = "on"


def sensible(step: Step) -> Step:
    """The step, made to speak where the project's family has no use for it."""

    def reason(context: Context) -> str | None:
        return context.kind.no_sense.get(step.name)

    def lesson(context: Context) -> str:
        told = reason(context)
        return step.lesson(context) if told is None else f"# {step.title}\n\n{told}"

    def prediction(context: Context) -> Question:
        if reason(context) is None:
            return step.prediction(context)
        text = "There is nothing to predict here."
        return Question("prediction", text, (Choice(ON, "go on"),), ON)

    def options(context: Context) -> tuple[Question, ...]:
        return step.options(context) if reason(context) is None else ()

    def plan(context: Context, results: Sequence[Result]) -> tuple[Trial, ...]:
        return step.plan(context, results) if reason(context) is None else ()

    def judge(context: Context, results: Sequence[Result]) -> Verdict:
        told = reason(context)
        if told is None:
            return step.judge(context, results)
        first, _, _ = told.partition(". ")
        return Verdict(step.name, True, f"{first.removesuffix('.')}.", told)

    def hints(context: Context, results: Sequence[Result]) -> tuple[str, ...]:
        told = reason(context)
        return step.hints(context, results) if told is None else (told,)

    return replace(
        step,
        lesson=lesson,
        prediction=prediction,
        options=options,
        plan=plan,
        judge=judge,
        hints=hints,
    )
