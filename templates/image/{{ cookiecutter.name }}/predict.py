"""Say what a trained model sees:

    python predict.py              the first ten test images
{%- if cookiecutter.own_data %}
    python predict.py IMAGE...     image files

An image file is read as those of the training are. What it shows should be as large in
it as there.
"""

import sys
from pathlib import Path

from data import class_names, load_data, read_images
{%- else %}
    python predict.py IMAGE...     image files; needs Pillow (pip install pillow)

An image file is made grey and resized. Its subject should fill it and be light on a
dark ground, as in the training images.
"""

import sys
from pathlib import Path

import numpy as np

from data import class_names, load_data
{%- endif %}
from model import load_model
from settings import PROJECT, load_experiment

RUN = PROJECT / "runs" / "by-hand"


{% if not cookiecutter.own_data -%}
def load_image(file: Path, shape: tuple[int, int, int]) -> np.ndarray:
    """Read an image file as grey values of the shape (rows, columns, 1)."""
    from PIL import Image

    rows, columns, _ = shape
    with Image.open(file) as image:
        return np.array(image.convert("L").resize((columns, rows)))[..., np.newaxis]


{% endif -%}
def main(files: list[str]):
    if not (RUN / "best.keras").exists():
        sys.exit("There is no model yet: run train.py first.")
    experiment = load_experiment(RUN / "experiment.toml")
    names = class_names(experiment)
    test = load_data(experiment).test
    if files:
        {%- if cookiecutter.own_data %}
        titles = files
    else:
        # Every tenth or so of them: they are in the order of their classes.
        some = range(0, len(test.images), max(1, len(test.images) // 10))[:10]
        files = [test.images[number] for number in some]
        titles = [
            f"{Path(test.images[number]).name}, {names[test.labels[number]]}"
            for number in some
        ]
        {%- else %}
        images = np.stack([load_image(Path(f), test.images.shape[1:]) for f in files])
        titles = files
    else:
        images = test.images[:10]
        titles = [f"a test image, {names[label]}" for label in test.labels[:10]]
        {%- endif %}

    {% if cookiecutter.own_data -%}
    images = read_images(files)
    {% endif -%}
    probabilities = load_model(RUN / "best.keras").predict(images, verbose=0)
    for title, row in zip(titles, probabilities, strict=True):
        print(f"{title}: {names[row.argmax()]} ({row.max():.0%} sure)")


if __name__ == "__main__":
    main(sys.argv[1:])
