def found(name: str) -> Path:
    """Find a file or folder of the data set, or one folder deeper, as archives have it.

    Raises FileNotFoundError where it is not there.
    """
    for place in (FOLDER, *sorted(FOLDER.glob("*/"))):
        if (place / name).exists():
            return place / name
    raise FileNotFoundError(
        f"there is no {name} in {FOLDER}: fetch the data with `dltutor data fetch "
        {{ quoted(cookiecutter.idea ~ "`, or unpack them there yourself") }}
    )
