"""What the command palette offers: only what is possible now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from textual.app import App
from textual.binding import ActiveBinding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.screen import Screen

from tutor.tui.text import plain, short_path

if TYPE_CHECKING:
    from tutor.tui.app import DltutorApp


_SILENT = ("focus_next", "focus_previous", "copy_text", "command_palette")
"""Actions of Textual's own that every terminal user knows, or that are where one is already."""


class Command(NamedTuple):
    """One line of the palette."""

    name: str
    help: str
    run: Callable[[], Any]


def _line(text: object, limit: int = 60) -> str:
    """A user's text for the palette, which reads markup: without its brackets."""
    return plain(text, limit).replace("[", "(").replace("]", ")")


class TutorCommands(Provider):
    """The keys of the screen beneath, the places one can go to, and the looks."""

    def commands(self) -> Iterator[Command]:
        """What is possible now, the nearest first."""
        yield from self._actions()
        yield from self._places()
        app = self.app
        yield Command("Change the theme", "The colours of all screens", app.action_change_theme)
        yield Command(
            "Save a screenshot",
            "This screen as an SVG picture",
            # The palette must be gone before the picture is taken.
            lambda: app.set_timer(0.1, app.deliver_screenshot),
        )

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for command in self.commands():
            yield DiscoveryHit(command.name, command.run, help=command.help)

    async def search(self, query: str) -> Hits:
        """Those that match what is typed."""
        matcher = self.matcher(query)
        for command in self.commands():
            score = matcher.match(command.name)
            if score > 0:
                yield Hit(score, matcher.highlight(command.name), command.run, help=command.help)

    def _actions(self) -> Iterator[Command]:
        """Every key that does something now, so that none needs to be known."""
        for active in spoken_bindings(self.screen):
            binding = active.binding
            key = self.app.get_key_display(binding)
            said = active.tooltip or binding.tooltip or "On this screen"
            yield Command(
                binding.description,
                f"{said} (key {key})",
                partial(self.app.run_action, binding.action, active.node),
            )

    def _places(self) -> Iterator[Command]:
        from tutor import catalog, state

        app = cast("DltutorApp", self.app)
        if len(app.screen_stack) > 2:
            yield Command("Home", "All ideas and projects", app.action_home)
            yield Command("Clinic", "Find the fault of a training", app.open_clinic)
        for path in state.known_projects():
            yield Command(
                f"Open {_line(path.name)}",
                _line(short_path(path), 200),
                partial(app.open_project, path),
            )
        for idea in catalog.ideas():
            yield Command(
                f"New project: {_line(idea.title)}",
                _line(idea.summary, 200),
                partial(app.open_new_project, idea),
            )


def spoken_bindings(screen: Screen[Any]) -> Iterator[ActiveBinding]:
    """The bindings that do something now and need words, each action once.

    The arrows of a list need none: of a widget's own keys only those count that the footer shows.
    """
    seen: set[str] = set()
    for active in screen.active_bindings.values():
        binding = active.binding
        of_widget = not isinstance(active.node, Screen | App)
        if not active.enabled or not binding.description or binding.system:
            continue
        if binding.action in seen or (of_widget and not binding.show):
            continue
        if binding.action.endswith(_SILENT):
            continue
        seen.add(binding.action)
        yield active
