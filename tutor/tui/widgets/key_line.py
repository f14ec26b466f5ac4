"""The keys that can be pressed now, in the last row.

Textual's Footer makes a widget for each key and all of them anew on every change, which costs more
than the change itself; this is one widget that draws one line.
"""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

Key = tuple[str, str, str]
"""The key, how it is shown, and what it does."""

ALWAYS = 2
"""The last keys, help and quit, which stay where there is no room for all."""


class KeyLine(Widget, can_focus=False):
    """Draws the bindings that are shown and possible; a click presses the key."""

    DEFAULT_CSS = """
    KeyLine {
        dock: bottom;
        height: 1;
        padding: 0 2;
        background: $footer-background;
        color: $foreground;
    }
    """

    keys: reactive[tuple[Key, ...]] = reactive(())
    """The keys in their order."""

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._update)
        self._update(self.screen)

    def _update(self, screen: Screen[object]) -> None:
        if not screen.is_current:
            return
        found: dict[str, Key] = {}
        for active in screen.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled and binding.description:
                display = self.app.get_key_display(binding)
                found.setdefault(binding.action, (binding.key, display, binding.description))
        self.keys = tuple(found.values())

    def _fitting(self) -> list[Key]:
        """All keys, or where they are too many the first of them and the last two."""
        keys = list(self.keys)
        while len(keys) > ALWAYS and _width(keys) > self.size.width:
            del keys[-ALWAYS - 1]
        return keys

    def render(self) -> Content:
        parts = [
            Content.assemble((display, "bold $primary"), (f" {words}", "$muted"))
            for _, display, words in self._fitting()
        ]
        return Content("  ").join(parts)

    async def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        left = 0
        for key, display, words in self._fitting():
            right = left + len(display) + 1 + len(words)
            if offset is not None and left <= offset.x < right:
                self.app.simulate_key(key)
                return
            left = right + 2


def _width(keys: list[Key]) -> int:
    return sum(len(display) + 3 + len(words) for _, display, words in keys) - 2
