"""The list of the first screen: my projects, my own data, and the ideas by family."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tutor.catalog import Idea
from tutor.tui import idea_words, rows
from tutor.tui.digest import ProjectDigest
from tutor.tui.text import plain

NOTHING_YET = "No project yet. Choose an idea below and press Enter."

OWN = "own"
"""Id of the row for data of one's own."""


class HomeList(OptionList):
    """The list of projects and ideas; says in the footer what Enter does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Open", id="home.open"),
        Binding("left", "group(-1)", "Group before", show=False),
        Binding("right", "group(1)", "Group after", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._groups: list[int] = []

    @property
    def chosen(self) -> str | None:
        """The id of the row under the cursor."""
        option = self.highlighted_option
        return option.id if option else None

    def fill(
        self,
        projects: Mapping[str, ProjectDigest],
        ideas: Mapping[str, Idea],
        sought: str,
        width: int,
    ) -> None:
        """The rows anew, with the same row chosen; of `sought` words only what matches."""
        options = list(_found(projects, ideas, sought, width))
        places = {option.id: index for index, option in enumerate(options) if option.id}
        chosen = self.chosen
        # One's own data come before the ideas, but nobody starts there.
        wanted = (chosen, *projects, *(k for group in _ordered(ideas) for k in group), OWN)
        with self.prevent(OptionList.OptionHighlighted):
            self.clear_options()
            self.add_options(options)
            self._groups = [
                index + 1
                for index, option in enumerate(options[:-1])
                if option.disabled and not options[index + 1].disabled
            ]
            self.highlighted = next((places[key] for key in wanted if key in places), None)

    def action_group(self, by: int) -> None:
        """Go to the first row of the group before or after."""
        here = self.highlighted or 0
        if by > 0:
            ahead = [first for first in self._groups if first > here]
            self.highlighted = ahead[0] if ahead else here
        else:
            behind = [first for first in self._groups if first < here]
            self.highlighted = behind[-1] if behind else here
        if self.highlighted:
            # The heading is worth seeing as well.
            self.scroll_to(y=min(self.highlighted - 1, self.scroll_y), animate=False)


def _ordered(ideas: Mapping[str, Idea]) -> list[dict[str, Idea]]:
    return list(idea_words.by_family(ideas).values())


def _found(
    projects: Mapping[str, ProjectDigest], ideas: Mapping[str, Idea], sought: str, width: int
) -> list[Option]:
    words = sought.casefold().split()
    mine = {
        key: digest
        for key, digest in projects.items()
        if all(word in f"{digest.title} {digest.path.name}".casefold() for word in words)
    }
    found = {key: idea for key, idea in ideas.items() if idea_words.matches(idea, sought)}
    options: list[Option] = []
    if mine or not words:
        options += _project_rows(mine, width)
    if not words:
        options += [
            _heading(rows.heading("START A PROJECT")),
            Option(
                Content.assemble(
                    "  ",
                    "From your own data",
                    ("   a table, or a folder by class", "$foreground-muted"),
                ),
                id=OWN,
            ),
        ]
    for name, group in idea_words.by_family(found).items():
        options.append(_heading(idea_words.family_heading(name)))
        options += [Option(idea_words.idea_row(i, width), id=key) for key, i in group.items()]
    if not options:
        nothing = f'  Nothing matches "{plain(sought, 30)}"; Escape shows all again.'
        options = [_heading(Content.styled(nothing, "$foreground-muted"))]
    return options


def _project_rows(projects: Mapping[str, ProjectDigest], width: int) -> list[Option]:
    options = [_heading(rows.heading("MY PROJECTS"))]
    if not projects:
        options.append(_heading(Content.styled(f"  {NOTHING_YET}", "$foreground-muted")))
    options += [
        Option(rows.project_row(digest, width, index == 0), id=key)
        for index, (key, digest) in enumerate(projects.items())
    ]
    return [*options, _heading(Content())]


def _heading(text: Content) -> Option:
    return Option(text, disabled=True)
