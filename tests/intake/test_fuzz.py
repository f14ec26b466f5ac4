"""Random files and folders: whatever lies there, it is taken or refused in one sentence."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest

from tutor.errors import UsageError
from tutor.intake import look, report
from tutor.intake.proposal import Wishes

from .conftest import Pictures, rows

SEEDS = range(6)
EACH = 60

PIECES = (
    *(",", ";", "\t", "|", "\n", "\r\n", "\r", '"', '""', "'", " ", ".", "-", "?", "NA", "nan"),
    *(
        "inf",
        "1",
        "2.5",
        "1,5",
        "1e400",
        "-0",
        "0x1",
        "1_000",
        "٣",
        "é",
        "\u2028",
        "\ufeff",
        "\x1b",
    ),
    *("a", "target", "label", "id", "2024-01-01", "yes", "no", "word " * 7, "{{ x }}", "[/bold]"),
)


def looked(path: Path, **wishes: object) -> None:
    """Look, propose and report; UsageError is the only way out."""
    try:
        proposal = look.propose(look.look(path), Wishes(**wishes))  # type: ignore[arg-type]
    except UsageError as error:
        message = str(error)
        assert message
        assert "\n" not in message
        assert message.isprintable()
    else:
        assert report.lines(proposal)
        assert report.event(proposal)["proposal"]["family"]
        proposal.name()
        proposal.idea()


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The bytes with some of them cut out, changed, doubled or put in."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(changed) + 1)
        length = chance.choice([1, 1, 2, 8, 60])
        match chance.randrange(4):
            case 0:
                del changed[place : place + length]
            case 1:
                changed[place:place] = chance.randbytes(length)
            case 2:
                changed[place : place + length] = chance.randbytes(length)
            case _:
                changed[place:place] = changed[place : place + length]
    return bytes(changed)


@pytest.mark.parametrize("seed", SEEDS)
def test_tables(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    whole = rows(40).encode()
    path = tmp_path / "table.csv"
    for number in range(EACH):
        match number % 4:
            case 0:
                content = chance.randbytes(chance.randint(0, 300))
            case 1:
                content = "".join(chance.choices(PIECES, k=chance.randint(1, 200))).encode()
            case 2:
                content = damaged(whole, chance)
            case _:
                content = damaged(
                    whole.decode().encode(chance.choice(["utf-16", "cp1252"])), chance
                )
        path.write_bytes(content)
        looked(path)
        looked(path, target="kind", family=chance.choice(["", "regression", "tabular"]))


@pytest.mark.parametrize("seed", SEEDS)
def test_tables_of_odd_values(tmp_path: Path, seed: int) -> None:
    """Even rows, so that the look gets as far as the columns."""
    chance = random.Random(seed)
    path = tmp_path / "table.csv"
    values = [piece for piece in PIECES if not set(piece) & set(',\n\r"\t;|')] + ["", "  "]
    for _ in range(EACH // 2):
        width = chance.randint(2, 6)
        few = [chance.sample(values, chance.randint(1, 5)) for _ in range(width)]
        lines = [",".join(chance.choice(few[n]) for n in range(width)) for _ in range(40)]
        path.write_text("\n".join(lines), encoding="utf-8")
        looked(path)
        looked(path, family=chance.choice(["regression", "tabular", "wide-deep", "text"]))


@pytest.mark.parametrize("seed", SEEDS)
def test_gzip(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    packed = gzip.compress(rows(40).encode(), mtime=0)
    path = tmp_path / "table.csv.gz"
    for _ in range(EACH):
        path.write_bytes(damaged(packed, chance))
        looked(path)


@pytest.mark.parametrize("seed", SEEDS)
def test_images(pictures: Pictures, seed: int) -> None:
    chance = random.Random(seed)
    root = pictures(cats=4, dogs=4)
    whole = {file: file.read_bytes() for file in root.rglob("*.png")}
    for _ in range(EACH // 4):
        for file in chance.sample(sorted(whole), 1):
            file.write_bytes(damaged(whole[file], chance))
        looked(root)


@pytest.mark.parametrize("seed", SEEDS)
def test_texts(texts: Path, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(EACH // 4):
        for file in chance.sample(sorted(texts.rglob("*.txt")), 2):
            file.write_bytes(damaged(file.read_bytes(), chance))
        looked(texts)
