"""Columns that are easily taken for something else, and what the report says of them."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Table, proposed, refusal, rows, told


def sales(write: Callable[[int], str], count: int = 60, mark: str = ",") -> str:
    """A table of sizes and kinds, with a last column that `write` gives for a row."""
    chance = random.Random(9)
    lines = [mark.join(("size", "kind", "price"))]
    for row in range(count):
        cells = (str(chance.randint(20, 90)), chance.choice("uvw"), write(row))
        lines.append(mark.join(cells))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("write", "mark", "example"),
    [
        (lambda n: f"${1000 + 37 * n}", ",", "$1000"),
        (lambda n: f'"{1 + n},{200 + 7 * n}"', ",", "1,200"),
        (lambda n: f"{1 + n}.{200 + 7 * n},50", ";", "1.200,50"),
        (lambda n: f"{n + 3},5 €", ";", "3,5 €"),
        (lambda n: f"{n + 3}%", ",", "3%"),
        (lambda n: f"{n + 3} kg", ",", "3 kg"),
    ],
)
def test_numbers_with_signs_are_no_words(
    table: Table, write: Callable[[int], str], mark: str, example: str
) -> None:
    path = table(sales(write, mark=mark))
    proposal = proposed(path)
    assert proposal.data["target"] == "kind"
    assert proposal.data["ignored"] == ["price"]
    said = f'its numbers are written with signs, as "{example}"; write digits alone'
    assert [s.reason for s in proposal.suspicions] == [said]
    assert f'"price" cannot: {said}' in proposal.choices[0].reason
    assert said in refusal(path, target="price")


@pytest.mark.parametrize(
    "write",
    [
        lambda n: ["7%", "19%"][n % 2],
        lambda n: f"{n}{'abc'[n % 3]}",
        lambda n: f"W-{n}",
        lambda n: f"{n % 24:02}:{n % 60:02}",
    ],
)
def test_names_with_digits_stay_names(table: Table, write: Callable[[int], str]) -> None:
    assert "written with signs" not in told(table(sales(write)), target="kind")


def test_codes_with_leading_zeros_are_categories(table: Table) -> None:
    path = table(sales(lambda n: ["01067", "04109", "10115"][n % 3]))
    proposal = proposed(path, target="kind")
    assert proposal.data["categories"] == ["price"]
    assert proposed(path).family == "tabular"
    assert proposed(path).data["class_names"] == ["01067", "04109", "10115"]
    assert proposed(table(sales(lambda n: f"0.{n}"))).family == "regression"


def test_a_number_tells_nothing_by_being_different_in_every_row(table: Table) -> None:
    chance = random.Random(10)
    lines = [f"{chance.random():.6f},{chance.choice('uv')}" for _ in range(30)]
    assert "its size alone" not in told(table("\n".join(["size,kind", *lines])))


def test_y_beside_x_is_a_place(table: Table) -> None:
    path = table(rows(60, "x,y,kind"))
    assert proposed(path).data["target"] == "kind"
    assert proposed(table(rows(60, "x,z,y"))).data["target"] == "y"


def test_the_last_column_is_a_guess_that_can_be_bettered(table: Table) -> None:
    assert "--target names another" in told(table(rows(60, "width,height,fruit")))
    assert "--target" not in told(table(rows(60)), target="kind")


def test_columns_that_a_family_does_not_read_are_told(table: Table) -> None:
    chance = random.Random(11)
    lines = ["note,size,kind,stars"]
    for _ in range(80):
        note = " ".join(chance.choice(["good", "bad", "film", "plot"]) for _ in range(9))
        lines.append(f"{note},{chance.random():.4f},{chance.choice('ab')},{chance.randint(1, 5)}")
    path = table("\n".join(lines))
    notes = proposed(path, target="size").notes
    assert 'the text "note" left out: the family regression reads none' in notes
    notes = proposed(path, target="kind", family="text").notes
    assert any("--family wide-deep reads all columns" in note for note in notes)
    notes = proposed(path, target="kind").notes
    assert not any("left out" in note for note in notes)
    assert any("--family regression predicts them" in n for n in proposed(path).notes)


def test_all_texts_of_a_row_are_read(table: Table) -> None:
    chance = random.Random(12)

    def sentence(length: int) -> str:
        return " ".join(chance.choice(["good", "bad", "film", "plot"]) for _ in range(length))

    lines = [f"{sentence(6)},{sentence(20)},{chance.choice('ab')}" for _ in range(60)]
    proposal = proposed(table("\n".join(["title,body,kind", *lines])))
    assert (proposal.family, proposal.data["text"]) == ("text", ["title", "body"])
    numbers = [f"{line[:-1]}{n % 7},{line[-1]}" for n, line in enumerate(lines)]
    proposal = proposed(table("\n".join(["title,body,size,kind", *numbers])))
    assert (proposal.family, proposal.data["text"]) == ("wide-deep", ["title", "body"])


def test_a_folder_keeps_the_letters_of_the_file(table: Table) -> None:
    path = table(rows(40), "Weine (Größe 2021) [v1].csv")
    assert proposed(path).name() == "Weine-Grosse-2021-v1"


def test_few_rows_are_told_with_what_that_means(table: Table) -> None:
    said = told(table(rows(100)))
    assert "about 13 of them judge each choice" in said
    assert "in steps of 8%" in said
    assert "judge each choice, and a small" in told(table(rows(100)), target="width")
    assert "judge each choice" not in told(table(rows(500)))


def test_classes_are_numbered_anew_where_they_do_not_start_at_0(table: Table) -> None:
    for first, said in ((0, False), (1, True)):
        lines = [f"{n * 37 % 101 / 3:.3f},{first + n % 2}" for n in range(60)]
        assert ("numbered anew" in told(table("\n".join(["size,kind", *lines])))) is said


def test_a_path_has_no_way_back_in_it(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "data.csv").write_text(rows(40))
    winding = tmp_path / "here" / ".." / "data.csv"
    assert proposed(winding).data["file"] == str(tmp_path / "data.csv")
    # Behind a link the way back leads elsewhere.
    (tmp_path / "far" / "inside").mkdir(parents=True)
    (tmp_path / "far" / "data.csv").write_text(rows(50))
    (tmp_path / "link").symlink_to(tmp_path / "far" / "inside")
    assert proposed(tmp_path / "link" / ".." / "data.csv").data["rows"] == 50


@pytest.mark.parametrize("name", ["patient_id", "customerId", "user ID", "id"])
def test_identifiers_of_things_with_several_rows_are_told(table: Table, name: str) -> None:
    chance = random.Random(13)

    def visits(things: int) -> str:
        lines = [f"{n % things},{chance.random():.4f},{chance.choice('uv')}" for n in range(120)]
        return "\n".join([f"{name},size,kind", *lines])

    proposal = proposed(table(visits(40)))
    assert proposal.data["ignored"] == [name]
    assert "an identifier of 40 things" in proposal.suspicions[0].reason
    assert proposed(table(visits(40)), keep=(name,)).data["numbers"] == [name, "size"]
    assert not proposed(table(visits(4))).data["ignored"]


def test_other_words_that_end_in_id_are_no_identifiers(table: Table) -> None:
    chance = random.Random(14)
    for name in ("acid", "paid", "humid", "Covid"):
        lines = [f"{n % 40},{chance.random():.4f},{chance.choice('uv')}" for n in range(120)]
        text = "\n".join([f"{name},size,kind", *lines])
        assert proposed(table(text)).data["numbers"] == [name, "size"]


def test_dates_say_that_the_test_is_no_forecast(table: Table) -> None:
    lines = [f"2024-01-{1 + n % 28:02},{n * 37 % 101},{'uv'[n % 2]}" for n in range(60)]
    assert "no forecast" in told(table("\n".join(["day,size,kind", *lines])))


@pytest.mark.parametrize("title", ["# made by me\n", "Sales 2024,,\n", "# a\n# b\n"])
def test_a_title_above_the_names_is_told(table: Table, title: str) -> None:
    assert "remove what stands above the line of names" in refusal(table(title + rows(40)))


def test_a_rare_class_is_not_judged_by_accuracy(table: Table) -> None:
    for every, said in ((20, True), (4, False)):
        lines = [f"{n * 37 % 101},{'uv'[n % every == 0]}" for n in range(400)]
        assert ("look at auc" in told(table("\n".join(["size,kind", *lines])))) is said
