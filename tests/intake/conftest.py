"""Small tables and folders of pictures and texts to look at."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tutor.errors import UsageError
from tutor.intake import look, report
from tutor.intake.proposal import Proposal, Wishes

Table = Callable[..., Path]
Pictures = Callable[..., Path]


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """`table("a,b\\n1,2\\n")` gives the path of a file with this text or these bytes."""

    def write(content: str | bytes, name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    """`pictures(cats=4, dogs=4)` gives a folder with so many different pictures of each class."""

    def paint(size: tuple[int, int] = (12, 10), root: str = "pictures", **classes: int) -> Path:
        chance = random.Random(1)
        for name, count in classes.items():
            folder = tmp_path / root / name
            folder.mkdir(parents=True, exist_ok=True)
            for number in range(count):
                picture(size, chance).save(folder / f"{number:03}.png")
        return tmp_path / root

    return paint


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A folder of twelve different texts in two classes."""
    for label in ("good", "bad"):
        folder = tmp_path / "texts" / label
        folder.mkdir(parents=True)
        for number in range(6):
            (folder / f"{number}.txt").write_text(f"a {label} film, and number {number}")
    return tmp_path / "texts"


def picture(size: tuple[int, int], chance: random.Random) -> Image.Image:
    """A picture of random colours."""
    width, height = size
    return Image.frombytes("RGB", size, chance.randbytes(3 * width * height))


def rows(count: int, header: str = "width,height,kind") -> str:
    """A harmless table: two numbers and one of two words."""
    chance = random.Random(2)
    lines = [
        f"{chance.random():.4f},{chance.randint(1, 60)},{chance.choice(['pear', 'plum'])}"
        for _ in range(count)
    ]
    return "\n".join([header, *lines, ""])


def proposed(path: Path, **wishes: object) -> Proposal:
    """What is proposed for these data."""
    return look.propose(look.look(path), Wishes(**wishes))  # type: ignore[arg-type]


def told(path: Path, **wishes: object) -> str:
    """The report on these data."""
    return "\n".join(report.lines(proposed(path, **wishes)))


def refusal(path: Path, **wishes: object) -> str:
    """The sentence with which these data are refused."""
    with pytest.raises(UsageError) as caught:
        proposed(path, **wishes)
    message = str(caught.value)
    assert "\n" not in message
    assert message.isprintable()
    assert len(message) < 700
    return message
