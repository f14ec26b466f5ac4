"""A mend as a change to the learner's own line: the call found in the source, its arguments set."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from tutor.diagnosis.finding import Mend

POSITIONS: dict[str, tuple[str, ...]] = {
    "Dense": ("units", "activation", "use_bias", "kernel_initializer"),
    "Dropout": ("rate",),
    "Activation": ("activation",),
    "compile": ("optimizer", "loss", "loss_weights", "metrics"),
    "SGD": ("learning_rate", "momentum"),
    "Adam": ("learning_rate",),
    "RMSprop": ("learning_rate",),
    "Conv1D": ("filters", "kernel_size", "strides", "padding"),
    "Conv2D": ("filters", "kernel_size", "strides", "padding"),
}
"""The order in which users give these calls their arguments without a name (Keras 3 signatures)."""


@dataclass(frozen=True)
class Change:
    """Lines of a file before and after; `first` is the number of the first, from 1."""

    first: int
    before: tuple[str, ...]
    after: tuple[str, ...]


def change(source: str, mend: Mend) -> Change | None:
    """The mend as a change of these lines; None where the call cannot be found or is ambiguous."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return None
    calls = [node for node in ast.walk(tree) if _is_call(node, mend)]
    if len(calls) != 1:
        return None
    node = calls[0]
    assert isinstance(node, ast.Call)
    mended = source
    # From the end to the beginning, so that positions stay right.
    for start, end, text in sorted(_edits(source, node, mend), reverse=True):
        mended = mended[:start] + text + mended[end:]
    try:
        ast.parse(mended)
    except SyntaxError:
        return None
    return _changed_lines(source, mended)


def _is_call(node: ast.AST, mend: Mend) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else None
    name = node.func.id if isinstance(node.func, ast.Name) else name
    end = node.end_lineno or node.lineno
    return name == mend.call and node.lineno <= mend.line <= end


def _edits(source: str, node: ast.Call, mend: Mend) -> list[tuple[int, int, str]]:
    offsets = _Offsets(source)
    edits: list[tuple[int, int, str]] = []
    added: list[str] = []
    for name, text in mend.arguments.items():
        value = _given(node, mend.call, name)
        if value is not None:
            edits.append((*offsets.span(value), text))
        else:
            added.append(f"{name}={text}")
    if added:
        closing = offsets.span(node)[1] - 1
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        behind = max((offsets.span(value)[1] for value in given), default=None)
        comma = "" if behind is None else ", "
        position = closing if behind is None else behind
        edits.append((position, position, comma + ", ".join(added)))
    return edits


def _given(node: ast.Call, call: str, name: str) -> ast.expr | None:
    """The expression that a call gives for an argument, by name or by position."""
    for keyword in node.keywords:
        if keyword.arg == name:
            return keyword.value
    positions = POSITIONS.get(call, ())
    if name in positions and positions.index(name) < len(node.args):
        return node.args[positions.index(name)]
    return None


class _Offsets:
    """From ast's lines and byte columns to positions in the text."""

    def __init__(self, source: str) -> None:
        # Not splitlines(), which knows more ends of lines than Python's grammar does.
        self._lines = [f"{line}\n" for line in source.split("\n")]
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))

    def span(self, node: ast.expr) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return (
            self._at(node.lineno, node.col_offset),
            self._at(node.end_lineno, node.end_col_offset),
        )

    def _at(self, line: int, column: int) -> int:
        text = self._lines[line - 1].encode()[:column].decode(errors="replace")
        return self._starts[line - 1] + len(text)


def _changed_lines(before: str, after: str) -> Change | None:
    old, new = before.split("\n"), after.split("\n")
    pairs = list(zip(old, new, strict=False))
    first = next((i for i, (a, b) in enumerate(pairs) if a != b), None)
    if first is None:
        return None
    ends = list(zip(reversed(old[first:]), reversed(new[first:]), strict=False))
    same = next((i for i, (a, b) in enumerate(ends) if a != b), len(ends))
    return Change(
        first + 1, tuple(old[first : len(old) - same]), tuple(new[first : len(new) - same])
    )
