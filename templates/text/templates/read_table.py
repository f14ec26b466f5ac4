def read_parts(settings: dict) -> Data:
    """Read the table and split it: a share of every class for each part."""
    table, labels = read_labelled(settings["classes"])
    rows = Split(joined(table), labels)
{%- if about.get("part") %}
    is_test = table[PART].to_numpy() == "test"
    test, train = chosen(rows, is_test), chosen(rows, ~is_test)
{%- else %}
    test, train = draw(rows, TEST_SHARE, TEST_SEED)
{%- endif %}
    validation, train = draw(train, settings["validation_split"], SPLIT_SEED)
    train, _ = draw(train, settings["fraction"], SPLIT_SEED)
    return Data(train, validation, test)


def read_labelled(classes: list[int]) -> tuple[pd.DataFrame, np.ndarray]:
    """Read the rows of some classes, [] for all, and number their classes from 0 on.

    A row without words, or without a label that is among LABELS, is left out.
    """
{%- if cookiecutter.own_data %}
    if not (PROJECT / FILE).is_file():
        raise FileNotFoundError(f"{FILE} is not there; if moved, set FILE in data.py")
{%- endif %}
    wanted = [*TEXT, TARGET{% if about.get("part") %}, PART{% endif %}]
    table = pd.read_csv(
        PROJECT / FILE,
        **FORMAT,
        usecols=wanted,
        dtype=str,
        keep_default_na=False,
        skipinitialspace=True,
        nrows=MOST_ROWS,
    )
    if len(table) == MOST_ROWS:
        print(f"{FILE}: only the first {MOST_ROWS:,} rows are read, see data.py.")
    number_of = numbers_of_labels(classes)
    table[TARGET] = table[TARGET].str.strip()
    table = table[table[TARGET].isin(number_of) & (joined(table) != "")]
{%- if cookiecutter.own_data %}
    if table.empty:
        raise ValueError(f"{FILE} has no row with one of LABELS: was it changed?")
{%- endif %}
    return table, table[TARGET].map(number_of).to_numpy("int64")


{% include "joined.py" %}
