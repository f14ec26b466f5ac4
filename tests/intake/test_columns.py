"""What a table's columns hold, which is the target, and what is odd about them."""

from __future__ import annotations

import random

import pytest

from .conftest import Table, proposed, refusal, rows, told


def made(count: int = 60, **columns: object) -> str:
    """A table with a number, a word, and columns given as functions of row and label."""
    chance = random.Random(3)
    lines = [",".join(["size", "colour", *columns, "kind"])]
    for number in range(count):
        label = chance.choice(["pear", "plum"])
        values = [f"{chance.random():.3f}", chance.choice(["red", "green", "blue"])]
        values += [str(function(number, label)) for function in columns.values()]  # type: ignore[operator]
        lines.append(",".join([*values, label]))
    return "\n".join(lines) + "\n"


def kinds(path, **wishes: object) -> dict[str, tuple[str, str]]:
    facts = proposed(path, **wishes).facts
    return {column["name"]: (column["kind"], column["role"]) for column in facts["columns"]}


def test_kinds_of_columns(table: Table) -> None:
    chance = random.Random(4)
    found = kinds(
        table(
            made(
                whole=lambda n, _: chance.randint(1, 9),
                yes=lambda n, _: chance.choice(["yes", "no"]),
                number_id=lambda n, _: n + 100,
                word_id=lambda n, _: f"x{n * 7919}",
                day=lambda n, _: f"2024-0{1 + n % 9}-11",
                same=lambda n, _: "x",
                blank=lambda n, _: "",
                note=lambda n, _: " ".join(chance.choice("abcdefgh") for _ in range(9)),
            )
        ),
        family="tabular",
    )
    assert found == {
        "size": ("number", "numbers"),
        "colour": ("category", "categories"),
        "whole": ("whole number", "numbers"),
        "yes": ("yes or no", "categories"),
        "number_id": ("identifier", "ignored"),
        "word_id": ("identifier", "ignored"),
        "day": ("date", "ignored"),
        "same": ("constant", "ignored"),
        "blank": ("constant", "ignored"),
        "note": ("text", "ignored"),
        "kind": ("category", "target"),
    }


def test_missing_values_are_counted_and_their_markers_kept(table: Table) -> None:
    marks = ["", "?", "NA", "null", "-", "NaN"]
    text = made(age=lambda n, _: marks[n] if n < len(marks) else n % 9 + 0.5)
    proposal = proposed(table(text))
    age = next(c for c in proposal.facts["columns"] if c["name"] == "age")
    assert (age["kind"], age["missing"]) == ("number", 6)
    assert set(proposal.data["missing"]) == {"?", "NA", "null", "-", "NaN"}
    assert any("median" in note for note in proposal.notes)


def test_infinite_numbers_and_words_among_numbers(table: Table) -> None:
    text = told(
        table(
            made(
                ratio=lambda n, _: "inf" if n == 3 else n % 7 / 2,
                big=lambda n, _: "1e400" if n == 3 else n % 7 / 2,
                price=lambda n, _: "n.d." if n < 3 else n % 7 / 2,
            )
        )
    )
    assert "ratio: 1 infinite values" in text
    assert "big: 1 infinite values" in text
    assert 'price: words among the numbers ("n.d.")' in text


@pytest.mark.parametrize(
    ("copy", "reason"),
    [
        (lambda n, label: "AB"[label == "pear"], "names the target always"),
        (lambda n, label: [1, 2][label == "pear"], "names the target always"),
    ],
)
def test_copies_of_the_target_are_ignored(table: Table, copy: object, reason: str) -> None:
    path = table(made(leak=copy))
    proposal = proposed(path)
    assert proposal.data["ignored"] == ["leak"]
    assert reason in "".join(s.reason for s in proposal.suspicions)
    assert "leak" not in proposed(path, keep=("leak",)).data["ignored"]


def test_a_number_that_tells_the_target_is_told_and_kept(table: Table) -> None:
    chance = random.Random(5)
    text = made(dose=lambda n, label: f"{chance.random() + 2 * (label == 'pear'):.5f}")
    proposal = proposed(table(text))
    assert [s.column for s in proposal.suspicions if s.what == "strong"] == ["dose"]
    assert "dose" in proposal.data["numbers"]


def test_a_number_in_other_units_is_a_copy(table: Table) -> None:
    chance = random.Random(6)
    lines = ["grams,noise,pounds"]
    for _ in range(60):
        weight = chance.random()
        lines.append(f"{weight * 453.59:.6f},{chance.random():.3f},{weight:.9f}")
    proposal = proposed(table("\n".join(lines)))
    assert proposal.family == "regression"
    assert proposal.data["ignored"] == ["grams"]


def test_equal_rows_are_counted(table: Table) -> None:
    assert "50 rows repeat an earlier one" in told(table(rows(50) + rows(50).split("\n", 1)[1]))


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [str(n) for n in range(1, 11)]),
        (["1.0", "2.0"], ["1.0", "2.0"]),
        (["b", "a", " c"], ["a", "b", "c"]),
        (["True", "False"], ["False", "True"]),
    ],
)
def test_labels_become_classes(table: Table, labels: list[object], names: list[str]) -> None:
    lines = [f"{n * 37 % 101 / 3:.3f},{labels[n % len(labels)]}" for n in range(200)]
    text = "\n".join(["size,kind", *lines])
    proposal = proposed(table(text))
    assert proposal.family == "tabular"
    assert proposal.data["class_names"] == names


def test_rows_without_a_label_are_left_out(table: Table) -> None:
    proposal = proposed(table(rows(40) + "1,2,\n1,3,?\n"))
    assert proposal.data["class_names"] == ["pear", "plum"]
    assert any("2 rows are left out" in note for note in proposal.notes)


def changed(kind: object, count: int = 40) -> str:
    lines = ["size,label"]
    lines += [f"{n * 37 % 101 / 3:.3f},{kind(n) if callable(kind) else kind}" for n in range(count)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (changed("same"), "same value in every row"),
        (changed(7), "same value in every row"),
        (changed("NA"), "every value is missing"),
        (changed(lambda n: "rare" if n == 3 else "ab"[n % 2]), 'class "rare" has 1 row,'),
        (changed(lambda n: f"x{n}"), "different in every row"),
        (changed(lambda n: f"2024-01-{n % 9 + 10}"), "it holds dates"),
        (changed(lambda n: ["1", "1.0", "2"][n % 3]), "the same number"),
        (changed(lambda n: n % 2, 2), "and 3 are needed"),
        ("a,b\n" + "1.5,2.5\n2.5,3.5\n", "at least 10 are needed"),
        ("label,id\n" + "".join(f"{'ab'[n % 2]},{n}\n" for n in range(40)), "no column is left"),
    ],
)
def test_targets_that_cannot_be_learned(table: Table, text: str, said: str) -> None:
    assert said in refusal(table(text))


def test_wishes_that_do_not_fit(table: Table) -> None:
    path = table(rows(40))
    assert 'did you mean "kind"' in refusal(path, target="kin")
    assert "has no column" in refusal(path, ignore=("nothing",))
    assert "is the target" in refusal(path, target="kind", ignore=("kind",))
    assert "no data for the family image" in refusal(path, family="image")
    assert 'did you mean "tabular"' in refusal(path, family="tabula")
    assert "regression predicts a number" in refusal(path, family="regression")
    assert proposed(path, target=" KIND ").data["target"] == "kind"
    assert proposed(path, ignore=("width",)).data["ignored"] == ["width"]


def test_families_by_target_and_columns(table: Table) -> None:
    chance = random.Random(7)

    def sentence(*_: object) -> str:
        return " ".join(chance.choice(["good", "bad", "film", "plot"]) for _ in range(9))

    words = "note,kind\n" + "".join(f"{sentence()},{'ab'[n % 2]}\n" for n in range(60))
    text = proposed(table(words))
    assert (text.family, text.data["text"]) == ("text", ["note"])
    both = proposed(table(made(note=sentence)))
    assert both.families == ("wide-deep", "text", "tabular")
    assert (both.data["text"], both.data["numbers"]) == (["note"], ["size"])
    number = proposed(table(rows(60)), target="width")
    assert (number.family, number.data["unit"]) == ("regression", "")
    few = proposed(table(changed(lambda n: n % 3)))
    assert few.families == ("tabular", "wide-deep", "regression")
    assert proposed(table(changed(lambda n: n % 3)), family="regression").family == "regression"


def test_uneven_and_alike_classes_are_told(table: Table) -> None:
    labels = ["yes"] * 90 + ["no"] * 6 + ["Yes"] * 4
    lines = [f"{n * 37 % 101 / 3:.3f},{label}" for n, label in enumerate(labels)]
    text = "\n".join(["size,label", *lines])
    said = told(table(text))
    assert 'always answering "yes" is right in 90%' in said
    assert "differ only in how they are written" in said
    assert "few examples" in said


def test_pandas_reads_what_was_seen(table: Table) -> None:
    """The project reads the file with pandas: names, numbers and gaps are the same."""
    import pandas as pd

    chance = random.Random(8)
    text = "size ; colour;count;kind\n" + "".join(
        f"{chance.random():.3f}; {chance.choice(['ré d', '?', 'x'])};{n % 5};{'ab'[n % 2]}\n"
        for n in range(50)
    ).replace(".", ",")
    path = table(text.encode("cp1252"))
    proposal = proposed(path)
    data = proposal.data
    frame = pd.read_csv(
        path,
        sep=data["delimiter"],
        encoding=data["encoding"],
        decimal=data["decimal"],
        na_values=["", *data["missing"]],
        keep_default_na=False,
        skipinitialspace=True,
    )
    columns = proposal.facts["columns"]
    assert list(frame.columns) == [column["name"] for column in columns]
    assert list(frame.isna().sum()) == [column["missing"] for column in columns]
    assert all(frame[name].dtype.kind in "if" for name in data["numbers"])


def test_a_class_of_equal_rows_cannot_be_divided(table: Table) -> None:
    text = changed(lambda n: "ab"[n % 2]) + "\n5,c" * 6
    assert 'of the 6 rows of the class "c" 1 differ' in refusal(table(text))
