def read_parts(settings: dict) -> Data:
    """Choose the files of each part, a share of every class, and read their texts."""
{%- if cookiecutter.own_data and not about.get("parts") %}
    files = list_files([PROJECT / FILE], settings["classes"])
    test, train = draw(files, TEST_SHARE, TEST_SEED)
{%- elif cookiecutter.own_data %}
    train, validation, test = (
        list_files([PROJECT / FILE / name for name in PARTS[part]], settings["classes"])
        for part in Data._fields
    )
{%- else %}
    train, test = (
        list_files([found(part)], settings["classes"]) for part in ("train", "test")
    )
{%- endif %}
{%- if about.get("parts") %}
    if not len(test.labels):
        test, train = draw(train, TEST_SHARE, TEST_SEED)
    if not len(validation.labels):
        validation, train = draw(train, settings["validation_split"], SPLIT_SEED)
{%- else %}
    validation, train = draw(train, settings["validation_split"], SPLIT_SEED)
{%- endif %}
    train, _ = draw(train, settings["fraction"], SPLIT_SEED)
    return Data(*(read_texts(part) for part in (train, validation, test)))


def list_files(roots: list[Path], classes: list[int]) -> Split:
    """List the files of texts in the folders of the classes, [] for all of them."""
    files, labels = [], []
    numbers = classes or range(len(LABELS))
    for label, number in enumerate(numbers):
        for root in roots:
            inside = sorted((root / LABELS[number]).rglob("*"))
            kept = [file for file in inside if is_text(file)]
            files += kept
            labels += [label] * len(kept)
{%- if cookiecutter.own_data %}
    if roots and not any(root.is_dir() for root in roots):
        raise FileNotFoundError(f"{FILE} is not there; if moved, set FILE in data.py")
{%- endif %}
    paths = np.empty(len(files), dtype=object)
    paths[:] = files
    return Split(paths, np.array(labels, dtype="int64"))


def is_text(file: Path) -> bool:
    """Whether a file is one of the texts{{ ", and not among SKIPPED" if cookiecutter.own_data }}."""
{%- if cookiecutter.own_data %}
    if file.relative_to(PROJECT / FILE).as_posix() in SKIPPED:
        return False
{%- endif %}
    return file.suffix.lower() in SUFFIXES and file.is_file() and not file.is_symlink()


def read_texts(part: Split) -> Split:
    """Read the files: of a long one the beginning, of a damaged one what is left."""
    texts = np.empty(len(part.texts), dtype=object)
    for number, file in enumerate(part.texts):
        with file.open(encoding=ENCODING, errors="replace") as stream:
            texts[number] = stream.read(MOST_CHARACTERS).strip()
    return chosen(Split(texts, part.labels), texts != "")
{%- if not cookiecutter.own_data %}


{% include "found.py" %}
{%- endif %}
