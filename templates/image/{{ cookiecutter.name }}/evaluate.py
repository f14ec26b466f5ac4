"""Judge a trained model by the test images, which no training has seen:

    python evaluate.py [FOLDER]

FOLDER is a run, runs/by-hand if not given. Do this once, when every choice is made: a
choice made by the test images is a choice fitted to them.
"""

import sys
from pathlib import Path

from data import load_data, make_dataset
from model import load_model
from settings import PROJECT, load_experiment


def evaluate(experiment: dict, folder: Path) -> dict[str, float]:
    """Return the loss and the accuracy of folder/best.keras on the test images."""
    test = make_dataset(*load_data(experiment).test, experiment, shuffle=False)
    model = load_model(folder / "best.keras")
    return model.evaluate(test, verbose=0, return_dict=True)


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if sys.argv[1:] else PROJECT / "runs" / "by-hand"
    if not (folder / "best.keras").exists():
        sys.exit(f"There is no model in {folder} yet: run train.py first.")
    result = evaluate(load_experiment(folder / "experiment.toml"), folder)
    print(f"test loss {result['loss']:.4f}, test accuracy {result['accuracy']:.4f}")
