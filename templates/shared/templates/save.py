def save(model: keras.Model, file: Path):
    """Save under another name, then rename: whoever reads finds a whole file."""
    unfinished = file.with_name("unfinished.keras")
    model.save(unfinished)
    os.replace(unfinished, file)
