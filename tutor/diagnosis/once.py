"""Answers that are found once for each history."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from tutor.history import History

Answer = TypeVar("Answer")


def once(question: Callable[[History], Answer]) -> Callable[[History], Answer]:
    """The question, answered once for each history: rules share answers over thousands of epochs.

    A history never changes, so its answers may lie beside its fields, as with `cached_property`.
    """
    key = f"{question.__module__}.{question.__qualname__}"

    @wraps(question)
    def answered(history: History) -> Answer:
        answers = vars(history)
        if key not in answers:
            answers[key] = question(history)
        answer: Answer = answers[key]
        return answer

    return answered
