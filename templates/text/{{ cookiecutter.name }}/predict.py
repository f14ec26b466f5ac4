"""Say what a trained model makes of texts:

    python predict.py              the first ten test texts
    python predict.py TEXT...      your own, each in quotes

The model is that of `python train.py`, runs/by-hand/best.keras.
"""

import sys

import numpy as np

from data import class_names, load_texts
from model import load_model
from settings import PROJECT, load_experiment
from words import has_text, in_numbers

RUN = PROJECT / "runs" / "by-hand"


def main(texts: list[str]):
    if not (RUN / "best.keras").exists():
        sys.exit("There is no model yet: run train.py first.")
    experiment = load_experiment(RUN / "experiment.toml")
    names = class_names(experiment)
    data = load_texts(experiment)
    answers = [""] * len(texts)
    if not texts:
        texts = list(data.test.texts[:10])
        answers = [f" (it is: {names[label]})" for label in data.test.labels[:10]]

    inputs = np.array(texts, dtype=object)
    if not has_text():
        inputs = in_numbers(experiment, data.train.texts, inputs)[1]
    for text, row, answer in zip(texts, probabilities_of(inputs), answers, strict=True):
        print(shortened(text))
        print(f"    {names[row.argmax()]}, {row.max():.0%} sure{answer}")


def probabilities_of(texts: np.ndarray) -> np.ndarray:
    """Each text's probabilities of the classes (texts, classes)."""
    output = load_model(RUN / "best.keras").predict(texts, verbose=0)
    if output.shape[1] == 1:  # of two classes the network gives that of the second
        return np.hstack([1 - output, output])
    return output


def shortened(text: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 80 else line[:77] + "..."


if __name__ == "__main__":
    main(sys.argv[1:])
