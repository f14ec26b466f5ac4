{% from "kinds.j2" import numbered with context -%}
"""Say what a trained model makes of rows:

    python predict.py              the first ten test rows
    python predict.py FILE         the rows of a file with the same columns

The file is read as data.py reads its own; it needs no column for the target.
"""

import sys
from pathlib import Path

import numpy as np

from data import class_names, load_data, load_rows, make_dataset
from model import load_model
from settings import PROJECT, load_experiment

RUN = PROJECT / "runs" / "by-hand"


def main(files: list[str]):
    if not (RUN / "best.keras").exists():
        sys.exit("There is no model yet: run train.py first.")
    if files and not Path(files[0]).is_file():
        sys.exit(f"There is no file {files[0]}.")
    experiment = load_experiment(RUN / "experiment.toml")
    names = class_names(experiment)
    if files:
        inputs = load_rows(Path(files[0]){{ ", experiment" if numbered }})
        rows = len(next(iter(inputs.values())))
        titles = [f"row {number}" for number in range(1, rows + 1)]
    else:
        test = load_data(experiment).test
        inputs = {name: values[:10] for name, values in test.inputs.items()}
        titles = [f"a test row, {names[label]}" for label in test.labels[:10]]
    answers = probabilities_of(inputs, experiment)
    for title, row in zip(titles, answers, strict=True):
        print(f"{title}: {names[row.argmax()]} ({row.max():.0%} sure)")


def probabilities_of(inputs: dict[str, np.ndarray], experiment: dict) -> np.ndarray:
    """Each row's probabilities of the classes (n, classes), raw columns given."""
    # A data set, as Keras takes no arrays of text here; the labels in it are not read.
    labels = np.zeros(len(next(iter(inputs.values()))), "int64")
    dataset = make_dataset(inputs, labels, experiment, shuffle=False)
    output = load_model(RUN / "best.keras").predict(dataset, verbose=0)
    if output.shape[1] == 1:  # of two classes the network gives that of the second
        return np.hstack([1 - output, output])
    return output


if __name__ == "__main__":
    main(sys.argv[1:])
