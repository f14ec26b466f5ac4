def read_parts(settings: dict) -> Data:
    """Read as much of train.csv as [data] asks for, and all of test.csv.

    train.csv is cut into SECTIONS of equal length. The end of each is validation data;
    of the rest the first part is read, as much as `fraction` says. So little of a large
    file is read where little is wanted, and no class is missed where they are sorted.
    """
    share = min(settings["validation_split"], MOST_VALIDATION / TRAIN_ROWS)
    kept = settings["fraction"] * (1 - share)
    classes = settings["classes"]
    return Data(
        train=read_rows("train.csv", 0, kept, classes),
        validation=read_rows("train.csv", 1 - share, 1, classes),
        test=read_rows("test.csv", 0, 1, classes),
    )


def read_rows(name: str, start: float, end: float, classes: list[int]) -> Split:
    """Read the rows from start to end, both shares of a section, of every section."""
    lines = read_lines(found(name), start, end)
    table = pd.read_csv(
        io.BytesIO(b"".join(lines)),
        **FORMAT,
        names=COLUMNS,
        dtype=str,
        keep_default_na=False,
    )
    number_of = numbers_of_labels(classes)
    table = table[table[TARGET].isin(number_of)]
    return Split(joined(table), table[TARGET].map(number_of).to_numpy("int64"))


def read_lines(file: Path, start: float, end: float) -> Iterator[bytes]:
    """Read a part of each section: the lines that begin in it. A row is a line."""
    section = file.stat().st_size / SECTIONS
    with file.open("rb") as stream:
        for number in range(SECTIONS):
            place = round((number + start) * section)
            last = round((number + end) * section)
            if place:
                stream.seek(place - 1)
                place += len(stream.readline()) - 1  # to where the next line begins
            while place < last and (line := stream.readline()):
                place += len(line)
                yield line


{% include "found.py" %}

{% include "joined.py" %}
