{% from "kinds.j2" import has_numbers, has_categories, has_texts, numbered, text_columns with context -%}
{% set about = cookiecutter.data -%}
{% set numbers = "NUMBERS" if has_numbers else "[]" -%}
{% set texts = "[*" ~ text_columns | join(", *") ~ "]" if text_columns | length > 1 else (text_columns + ["[]"])[0] -%}
def read_table(
    text: list[str], numbers: list[str], file: Path = PROJECT / FILE
) -> pd.DataFrame:
    """Read columns of a file: text as it stands there, and numbers.

    A missing text is "", a missing number NaN. A text among numbers counts as missing.
    """
{%- if cookiecutter.own_data %}
    if not file.is_file():
        raise FileNotFoundError(f"{file} is not there; if moved, set FILE in data.py")
{%- endif %}
    table = pd.read_csv(
        file,
        **FORMAT,
        usecols=[*text, *numbers],
        dtype=dict.fromkeys(text, str),
        na_values=MISSING,
        keep_default_na=False,
        skipinitialspace=True,
        nrows=MOST_ROWS,
    )
    if len(table) == MOST_ROWS:
        print(f"{file}: only the first {MOST_ROWS:,} rows are read, see data.py.")
    for column in text:
        table[column] = table[column].fillna("").str.strip()
    for column in numbers:
{%- if cookiecutter.data.get("decimal") == "," %}
        if table[column].dtype.kind not in "iuf":
            # A word among the numbers: pandas then reads none of the decimal commas.
            table[column] = table[column].astype(str).str.replace(",", ".")
{%- endif %}
        values = pd.to_numeric(table[column], errors="coerce").astype("float64")
        table[column] = values.where(np.isfinite(values))
    return table


{% if numbered -%}
def load_rows(file: Path, experiment: dict) -> dict[str, np.ndarray]:
    """Read the inputs of another file with the same columns, to predict its targets."""
    table = read_table(text=CATEGORIES, numbers={{ numbers }}, file=file)
    rows = Split(as_inputs(table), np.zeros(len(table)))
    return with_numbered_categories([split_table(experiment)[0], rows])[1].inputs
{%- else -%}
def load_rows(file: Path) -> dict[str, np.ndarray]:
    """Read the inputs of another file with the same columns, to predict its targets."""
    return as_inputs(read_table(text={{ texts }}, numbers={{ numbers }}, file=file))
{%- endif %}


def as_inputs(table: pd.DataFrame) -> dict[str, np.ndarray]:
    """Put the columns of each kind into an array (rows, columns)."""
    return {
{%- if about.get("numbers") %}
        "numbers": table[NUMBERS].to_numpy("float32"),
{%- endif %}
{%- if about.get("categories") %}
        "categories": table[CATEGORIES].to_numpy(object),
{%- endif %}
{%- if has_texts %}
        "texts": table[TEXTS].to_numpy(object),
{%- endif %}
    }


def group_equal_rows(table: pd.DataFrame) -> np.ndarray:
    """Number the rows so that equal rows have the same number, and only they."""
    hashes = pd.util.hash_pandas_object(table, index=False)
    return np.unique(hashes, return_inverse=True)[1]


def draw(
    rows: np.ndarray, share: float, groups: np.ndarray, kinds: np.ndarray, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Draw a share of the rows of each kind at random; return the drawn and the rest.

    Groups and kinds are those of the whole table. A group stays together: rows that are
    equal teach what they are tested by. A smaller share is a part of a larger one.
    """
    random = np.random.default_rng(seed)
    present, first = np.unique(groups[rows], return_index=True)
    kind_of = kinds[rows[first]]
    drawn = []
    for kind in np.unique(kind_of):
        of_kind = random.permutation(present[kind_of == kind])
        drawn.extend(of_kind[: max(1, round(share * len(of_kind)))])
    is_drawn = np.isin(groups[rows], drawn)
    return rows[is_drawn], rows[~is_drawn]


{% if numbered -%}
def with_numbered_categories(parts: list[Split]) -> list[Split]:
    """Number the categories by the first part's, where the backend has no text."""
    if has_text():
        return parts
    texts = [part.inputs["categories"] for part in parts]
    return [
        part._replace(inputs={**part.inputs, "categories": numbers})
        for part, numbers in zip(
            parts, number_categories(texts[0], *texts), strict=True
        )
    ]


{% endif -%}
def print_columns(table: pd.DataFrame):
    """Say of every column what it holds, and how much is missing."""
    left_out = len(read_table(text=[TARGET], numbers=[])) - len(table)
    print(f"rows left out for the sake of their target: {left_out}")
{%- if has_numbers %}
    for column in NUMBERS:
        values = table[column]
        span = f"{values.min():g} to {values.max():g}, median {values.median():g}"
        print(f"{column}: {span}, {values.isna().sum()} missing")
{%- endif %}
{%- if has_categories %}
    for column in CATEGORIES:
        values = table[column]
        print(f"{column}: {values.nunique()} values, {(values == '').sum()} missing")
{%- endif %}
