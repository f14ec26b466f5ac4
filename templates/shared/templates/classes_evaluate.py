"""Judge a trained model by the test {{ examples | default("rows") }}, which no training has seen:

    python evaluate.py [FOLDER]

FOLDER is a run, runs/by-hand if not given. Do this once, when every choice is made: a
choice made by the test {{ examples | default("rows") }} is a choice fitted to them.
"""

import sys
from pathlib import Path

from data import load_data, make_dataset
from model import load_model
from settings import PROJECT, load_experiment


def evaluate(experiment: dict, folder: Path) -> dict[str, float]:
    """Return the loss and the metrics of folder/best.keras on the test {{ examples | default("rows") }}."""
    test = make_dataset(*load_data(experiment).test, experiment, shuffle=False)
    model = load_model(folder / "best.keras")
    return model.evaluate(test, verbose=0, return_dict=True)


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if sys.argv[1:] else PROJECT / "runs" / "by-hand"
    if not (folder / "best.keras").exists():
        sys.exit(f"There is no model in {folder} yet: run train.py first.")
    result = evaluate(load_experiment(folder / "experiment.toml"), folder)
    print(", ".join(f"test {name} {value:.4f}" for name, value in result.items()))
