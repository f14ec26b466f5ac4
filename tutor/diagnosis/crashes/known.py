"""One known error: how to recognize it, and what to say of it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tutor.history import Failure, History


@dataclass(frozen=True)
class Crash:
    """An error with the words of its message that matter.

    Attributes:
        words: the message without the frames, the arguments and the colours around it.
        match: of the pattern that recognized it, in `Type: words`.
        history: of the training that it stopped, None where there was none.
    """

    failure: Failure
    words: str
    match: re.Match[str]
    history: History | None = None

    def __getitem__(self, name: str) -> str:
        """The text of a named group, "" where it took no part."""
        return self.match.groupdict().get(name) or ""

    @property
    def code(self) -> str:
        """The learner's own line, "" where it is not known."""
        return self.failure.code or ""

    def sizes(self, name: str) -> tuple[int | None, ...]:
        """A group such as `(None, 28, 28)` as numbers."""
        return sizes(self[name])


Text = str | Callable[[Crash], str]
"""What to say: a text with the groups' names in braces, or a function of the crash."""


@dataclass(frozen=True)
class Known:
    """An error by its pattern: a regular expression searched for in `Type: words of the message`.

    `when` may look at more of the crash, `step` is the step of the process that it belongs to.
    """

    rule: str
    step: str
    pattern: str
    title: Text
    cause: Text
    advice: Text
    when: Callable[[Crash], bool] | None = None

    def recognizes(self, failure: Failure, words: str, history: History | None) -> Crash | None:
        """The crash, where this is it."""
        match = re.search(self.pattern, f"{failure.type}: {words}", re.DOTALL)
        if match is None:
            return None
        crash = Crash(failure, words, match, history)
        return crash if self.when is None or self.when(crash) else None


def said(text: Text, crash: Crash) -> str:
    """The text for this crash."""
    if callable(text):
        return text(crash)
    groups = crash.match.groupdict()
    # Not str.format: a mend may hold braces of its own.
    return re.sub(r"\{(\w+)\}", lambda m: (groups[m[1]] or "") if m[1] in groups else m[0], text)


def sizes(text: str) -> tuple[int | None, ...]:
    """`(None, 28, 28)` or `None 28 28` as a tuple."""
    return tuple(None if item == "None" else int(item) for item in re.findall(r"None|\d+", text))


def shape_said(shape: Iterable[int | None]) -> str:
    """A shape as code: `(28, 28, 1)`, with a trailing comma where it has one size."""
    listed = [str(size) for size in shape]
    return f"({listed[0]},)" if len(listed) == 1 else f"({', '.join(listed)})"


def nearest(word: str, names: Iterable[str]) -> str | None:
    """The name that was probably meant."""
    known = {name.lower(): name for name in names}
    found = difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    return known[found[0]] if found else None


def group(names: Mapping[str, str]) -> str:
    """The names as alternatives of a regular expression, the longest first."""
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))
