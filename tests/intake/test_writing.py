"""Encodings, delimiters, headers and damaged rows of tables; files that are no tables."""

from __future__ import annotations

import csv
import gzip
import os
import time
from pathlib import Path

import pytest

from tutor.intake import look, reading
from tutor.intake import table as tables

from .conftest import Table, proposed, refusal, rows

WORDS = "größe,café,kind\n" + "".join(
    f"{n % 9},{n % 7},{'süß' if n % 2 else 'herb'}\n" for n in range(30)
)


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
    ],
)
def test_encodings_are_found(table: Table, encoding: str, found: str) -> None:
    data = proposed(table(WORDS.encode(encoding)), target="kind").data
    assert data["encoding"] == found
    assert data["numbers"] == ["größe", "café"]
    assert data["class_names"] == ["herb", "süß"]


def test_nul_is_refused_with_its_place(table: Table) -> None:
    assert "NUL byte at position 15" in refusal(table(b"a,b,c\n1,2,3\n4,5\0,6\n" * 9))


def test_bytes_of_no_encoding_are_refused_with_their_place(table: Table) -> None:
    assert "0x81 at position 6" in refusal(table(b"a,b,c\n\x81,2,3\n" * 9))


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"PK\x03\x04", "a zip file"),
        (b"PAR1", "a Parquet file"),
        (b"SQLite format 3\0", "an SQLite database"),
    ],
)
def test_another_format_under_the_name_of_a_table(table: Table, start: bytes, what: str) -> None:
    assert what in refusal(table(start + os.urandom(500)))


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_delimiters_are_found(table: Table, mark: str) -> None:
    data = proposed(table(rows(30).replace(",", mark))).data
    assert (data["delimiter"], data["decimal"]) == (mark, ".")
    assert data["numbers"] == ["width", "height"]


def test_decimal_comma(table: Table) -> None:
    text = rows(30).replace(",", ";").replace(".", ",")
    data = proposed(table(text)).data
    assert (data["delimiter"], data["decimal"]) == (";", ",")
    assert data["numbers"] == ["width", "height"]


def test_packed_tables_and_quoted_fields(table: Table) -> None:
    text = 'name,kind\n"a, ""b""\nc",x\n' + "".join(
        f'"n {n % 9}, m",{"xy"[n % 2]}\n' for n in range(40)
    )
    path = table(gzip.compress(text.encode()), "table.csv.gz")
    assert proposed(path).data["rows"] == 41


def test_damaged_gzip(table: Table) -> None:
    assert "damaged gzip" in refusal(table(gzip.compress(rows(99).encode())[:99], "table.csv.gz"))
    assert "damaged gzip" in refusal(table(rows(9), "plain.csv.gz"))


def test_no_header(table: Table) -> None:
    proposal = proposed(table(rows(30).split("\n", 1)[1]))
    assert proposal.data["columns"] == ["column 1", "column 2", "column 3"]
    assert proposal.data["target"] == "column 3"
    assert proposal.data["rows"] == 30
    assert any("no line of names" in note for note in proposal.notes)


def test_header_of_a_table_of_words(table: Table) -> None:
    colours = ("red", "green", "blue", "pink", "black", "white", "grey", "brown")
    lines = [f"{colour},{'sweet' if colour < 'f' else 'sour'}" for colour in colours]
    text = "\n".join(["colour,taste", *lines * 9])
    assert "columns" not in proposed(table(text), keep=("colour",)).data
    assert "columns" in proposed(table(text.split("\n", 1)[1]), keep=("column 1",)).data


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (rows(20) + "1,2\n", "line 22: this row has 2 fields, the first one has 3"),
        (rows(20) + "1,2,pear,4\n", "line 22: this row has 4 fields"),
        (rows(20) + '1,2,"pear\n', "line 22: a quote is opened here and never closed"),
        (rows(20) + '1,2,"pear" x\n', "line 22: a quoted field goes on"),
        (rows(20, "kind,height,kind"), 'columns 1 and 3 have the same name "kind"'),
        ("width,height,kind\n", "no rows below it"),
        ("", "is empty"),
        ("\n\n  \n", "is empty"),
        ("\ufeff", "is empty"),
        ("a\n1\n2\n3\n", "only one column"),
        ("x" * 300_000, "no end"),
    ],
)
def test_damaged_tables_are_refused_with_the_row(table: Table, text: str, said: str) -> None:
    assert said in refusal(table(text))


def test_empty_names_are_named_as_pandas_does(table: Table) -> None:
    text = "\n".join(
        f"{n - 1 if n else ''},{row}" for n, row in enumerate(rows(30).split("\n")[:-1])
    )
    proposal = proposed(table(text))
    assert proposal.data["ignored"] == ["Unnamed: 0"]


def test_a_field_of_ten_megabytes(table: Table) -> None:
    limit = csv.field_size_limit()
    text = rows(20) + f'1,"{"x" * 10_000_000}",pear\n'
    assert "line 22: a field has more than 1,000,000 characters" in refusal(table(text))
    assert csv.field_size_limit() == limit


def test_too_many_columns_are_refused_at_once(table: Table) -> None:
    started = time.monotonic()
    text = (",".join(f"c{n}" for n in range(200_000)) + "\n" + ",".join("1" * 200_000) + "\n") * 2
    assert "200,000 columns" in refusal(table(text))
    assert time.monotonic() - started < 5


def test_a_large_file_is_looked_at_in_pieces(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 100_000)
    monkeypatch.setattr(reading, "HEAD", 20_000)
    monkeypatch.setattr(reading, "BLOCK", 1000)
    count = 20_000
    found = look.look(table(rows(count)))
    assert isinstance(found, tables.Table)
    assert not found.exact
    assert found.rows == pytest.approx(count, rel=0.05)
    assert found.seen < 6000
    proposal = look.propose(found, look.Wishes())
    assert any("sample of" in note for note in proposal.notes)


def test_rows_are_kept_from_all_over_the_file(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 100)
    text = "place,kind\n" + "".join(f"{n}.5,{'ab'[n % 3 > 0]}\n" for n in range(5000))
    found = look.look(table(text))
    assert isinstance(found, tables.Table)
    places = [float(value) for value in found.columns[0].values]
    assert 50 <= found.seen <= 100
    assert found.rows == 5000
    assert places == sorted(places)
    assert places[-1] > 4800


def test_a_hole_of_five_gigabytes(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(rows(50))
    os.truncate(path, 5 * 2**30)
    started = time.monotonic()
    assert "NUL byte" in refusal(path)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/tty"])
def test_devices(device: str) -> None:
    assert "is a device" in refusal(Path(device))


def test_pipes_sockets_and_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert "is a pipe" in refusal(tmp_path / "pipe.csv")
    assert "is not there" in refusal(tmp_path / "none.csv")
    assert "is not there" in refusal(tmp_path / "pipe")
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    assert "cannot be read" in refusal(tmp_path / "loop.csv")
    assert "cannot be read" in refusal(tmp_path / ("x" * 300))


@pytest.mark.parametrize(
    "name",
    ["a.npz", "a.npy", "a.xlsx", "a.parquet", "a.json", "a.zip", "a.pkl", "a.h5", "a.svg", "a.png"],
)
def test_other_formats_are_refused_with_the_mend(table: Table, name: str) -> None:
    message = refusal(table(b"anything", name))
    assert "; " in message


def test_names_that_are_no_text_or_hostile(table: Table, tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path) + b"/\xff.csv"
    with open(folder, "wb") as file:
        file.write(rows(20).encode())
    assert "not valid UTF-8" in refusal(Path(os.fsdecode(folder)))
    path = table(rows(30, "[/bold],\x1b[2J,\u202e" + "n" * 10_000), "[red]\x1b[2J.csv")
    from .conftest import told

    text = told(path, target="[/bold]", family="regression")
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert max(map(len, text.splitlines())) < 200
