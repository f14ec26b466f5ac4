{% from "kinds.j2" import numbered with context -%}
"""Say what a trained model makes of rows:

    python predict.py              the first ten test rows
    python predict.py FILE         the rows of a file with the same columns

The file is read as data.py reads its own; it needs no column for the target.
"""

import sys
from pathlib import Path

import numpy as np

from data import UNIT, load_data, load_rows, make_dataset
from model import load_model
from settings import PROJECT, load_experiment

RUN = PROJECT / "runs" / "by-hand"


def main(files: list[str]):
    if not (RUN / "best.keras").exists():
        sys.exit("There is no model yet: run train.py first.")
    if files and not Path(files[0]).is_file():
        sys.exit(f"There is no file {files[0]}.")
    experiment = load_experiment(RUN / "experiment.toml")
    if files:
        inputs = load_rows(Path(files[0]){{ ", experiment" if numbered }})
        rows = len(next(iter(inputs.values())))
        titles = [f"row {number}" for number in range(1, rows + 1)]
    else:
        test = load_data(experiment).test
        inputs = {name: values[:10] for name, values in test.inputs.items()}
        titles = [f"a test row, {y:,.6g} {UNIT}".rstrip() for y in test.targets[:10]]
    # A data set, as Keras takes no arrays of text here; the targets in it are not read.
    dataset = make_dataset(inputs, np.zeros(len(titles)), experiment, shuffle=False)
    answers = load_model(RUN / "best.keras").predict(dataset, verbose=0)[:, 0]
    for title, answer in zip(titles, answers, strict=True):
        print(f"{title}: {answer:,.6g} {UNIT}".rstrip())


if __name__ == "__main__":
    main(sys.argv[1:])
