{% set parts = cookiecutter.data.get("parts", {}) -%}
def find_parts() -> tuple[Split, Split]:
    """Find the files of the training part and of the test part."""
    {%- if parts.get("test") %}
    return find_files(TRAIN_FOLDERS), find_files(TEST_FOLDERS)
    {%- else %}
    test, train = split_by_class(find_files({{ "TRAIN_FOLDERS" if parts else '["."]' }}), TEST_SHARE)
    return train, test
    {%- endif %}


def find_files(folders: list[str]) -> Split:
    """Find the image files of every class in these folders; links are left out."""
    skipped = set(SKIPPED)
    files, labels = [], []
    for label, name in enumerate(CLASS_NAMES):
        for folder in folders:
            for file in sorted((FOLDER / folder / name).rglob("*")):
                place = file.relative_to(FOLDER)
                if (
                    file.suffix.lower() in SUFFIXES
                    and not any(part.startswith(".") for part in place.parts)
                    and place.as_posix() not in skipped
                    and file.is_file()
                    and not file.is_symlink()
                ):
                    files.append(str(file))
                    labels.append(label)
    if not files:
        raise FileNotFoundError(f"no images in {FOLDER}; if moved, set it in data.py")
    return Split(np.array(files), np.array(labels, dtype="int64"))


def read_image(file: str | Path) -> np.ndarray:
    """Read an image file, upright, as values of the shape IMAGE_SHAPE."""
    rows, columns, channels = IMAGE_SHAPE
    try:
        with Image.open(file, formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise ValueError("too many pixels")
            # A large JPEG is decoded at a half, a quarter or an eighth of its size.
            opened.draft(None, (2 * columns, 2 * rows))
            image = ImageOps.exif_transpose(opened)
    except Exception as error:  # a decoder may raise anything over a damaged file
        raise ValueError(
            f"{file} cannot be read ({error}); remove it, or add it to SKIPPED"
        ) from None
    if image.mode.startswith("I"):  # 16 bits a pixel
        image = Image.fromarray((np.asarray(image) // 256).astype("uint8"))
    elif image.has_transparency_data:
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image.convert("RGBA"))
    image = image.convert("L" if channels == 1 else "RGB").resize((columns, rows))
    return np.array(image).reshape(IMAGE_SHAPE)


def read_images(files: list[str] | np.ndarray) -> np.ndarray:
    """Read image files into one array (n, rows, columns, channels)."""
    return np.stack([read_image(file) for file in files])
