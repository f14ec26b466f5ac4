"""What simple models make of the same images, on the same split:

    python baseline.py

They see an image as one long row of values. A network that does no better is not worth
its trouble. Printed is what they reach on the validation images; the test images are
for the end.
"""

import warnings
{%- if cookiecutter.own_data %}
from math import prod
{%- endif %}

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from data import {% if cookiecutter.own_data %}IMAGE_SHAPE, {% endif %}Split, load_data{% if cookiecutter.own_data %}, read_images{% endif %}
from settings import load_experiment

# No part has more values than these, which are 10,000 images of 28 by 28: from there on
# ten times the images bring two or three points, and cost minutes.
MOST_VALUES = 8_000_000


def baselines(experiment: dict) -> dict[str, dict[str, float]]:
    """Fit each simple model; return its accuracy on the validation and test images."""
    train, validation, test = map(as_rows, load_data(experiment))
    models = {
        "logistic regression": LogisticRegression(max_iter=100),
        "random forest": RandomForestClassifier(100, random_state=0, n_jobs=-1),
    }
    with warnings.catch_warnings():
        # The regression stops short of its minimum: its accuracy has settled by then.
        warnings.simplefilter("ignore", ConvergenceWarning)
        for model in models.values():
            model.fit(*train)
    return {
        name: {
            "validation": float(model.score(*validation)),
            "test": float(model.score(*test)),
        }
        for name, model in models.items()
    }


def as_rows(split: Split) -> tuple[np.ndarray, np.ndarray]:
    """Values from 0 to 1, shape (n, values of an image), and labels of n random images.

    These are all the images where MOST_VALUES allows it.
    """
{%- if cookiecutter.own_data %}
    most = max(1, MOST_VALUES // prod(IMAGE_SHAPE))
{%- else %}
    most = MOST_VALUES // split.images[0].size
{%- endif %}
    chosen = np.random.default_rng(0).permutation(len(split.labels))[:most]
{%- if cookiecutter.own_data %}
    images = read_images(split.images[chosen])
{%- else %}
    images = split.images[chosen]
{%- endif %}
    return images.reshape(len(chosen), -1) / np.float32(255), split.labels[chosen]


if __name__ == "__main__":
    experiment = load_experiment()
    counts = np.bincount(load_data(experiment).validation.labels)
    print("accuracy on the validation images")
    print(f"{'always the most frequent class':32}{counts.max() / counts.sum():.3f}")
    for name, scores in baselines(experiment).items():
        print(f"{name:32}{scores['validation']:.3f}")
