"""An image data set class by class: name, counts and a row of its pictures."""

from __future__ import annotations

from collections.abc import Sequence

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tutor.pictures import Gallery
from tutor.tui.text import plain
from tutor.tui.widgets.pictures import PictureGrid


def gallery_facts(gallery: Gallery, licence: str) -> Content:
    """Sizes, licence and chance level in a line or two."""
    shape = f"{gallery.image_rows} × {gallery.image_columns} grey pixels"
    size = f"{gallery.file_bytes / 1e6:.1f} MB"
    return Content.assemble(
        f"{gallery.train:,} images to train on and {gallery.test:,} to test, {shape}, {size}, ",
        f"licence {plain(licence, 60)}. Chance level ",
        (f"{gallery.chance:.3f}".removeprefix("0"), "bold $chance"),
        ": who always names the most frequent class is right that often.",
    )


class ClassRows(VerticalScroll, can_focus=True):
    """One row for each class; scrolls."""

    DEFAULT_CSS = """
    ClassRows {
        padding: 0 0 0 1;
        Static { height: auto; margin-bottom: 1; }
        PictureGrid { margin-bottom: 1; }
        .class-name { margin-bottom: 0; }
    }
    """

    async def show(self, gallery: Gallery, names: Sequence[str], licence: str) -> None:
        """Show the gallery; `names` are the classes in the order of their numbers."""
        await self.remove_children()
        await self.mount(Static(gallery_facts(gallery, licence), markup=False))
        for number, pictures in enumerate(gallery.pictures):
            name = plain(names[number], 40) if number < len(names) else f"class {number}"
            grid = PictureGrid()
            grid.max_rows = 1
            grid.show([""] * len(pictures), pictures)
            title = Content.assemble(
                (f"{number}  ", "$foreground-muted"),
                (name, "bold"),
                (
                    f"   {gallery.train_counts[number]:,} to train on, "
                    f"{gallery.test_counts[number]:,} to test",
                    "$foreground-muted",
                ),
            )
            await self.mount(Static(title, classes="class-name", markup=False), grid)
