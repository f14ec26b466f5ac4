"""Say what a trained model sees:

    python predict.py              the first ten test images
    python predict.py IMAGE...     image files; needs Pillow (pip install pillow)

An image file is made grey and resized. Its subject should fill it and be light on a
dark ground, as in the training images.
"""

import sys
from pathlib import Path

import numpy as np

from data import class_names, load_data
from model import load_model
from settings import PROJECT, load_experiment

RUN = PROJECT / "runs" / "by-hand"


def load_image(file: Path, shape: tuple[int, int, int]) -> np.ndarray:
    """Read an image file as grey values of the shape (rows, columns, 1)."""
    from PIL import Image

    rows, columns, _ = shape
    with Image.open(file) as image:
        return np.array(image.convert("L").resize((columns, rows)))[..., np.newaxis]


def main(files: list[str]):
    if not (RUN / "best.keras").exists():
        sys.exit("There is no model yet: run train.py first.")
    experiment = load_experiment(RUN / "experiment.toml")
    names = class_names(experiment)
    test = load_data(experiment).test
    if files:
        images = np.stack([load_image(Path(f), test.images.shape[1:]) for f in files])
        titles = files
    else:
        images = test.images[:10]
        titles = [f"a test image, {names[label]}" for label in test.labels[:10]]

    probabilities = load_model(RUN / "best.keras").predict(images, verbose=0)
    for title, row in zip(titles, probabilities, strict=True):
        print(f"{title}: {names[row.argmax()]} ({row.max():.0%} sure)")


if __name__ == "__main__":
    main(sys.argv[1:])
