"""See what each leg gives alone and what both give together:

    python compare_legs.py [SEEDS]

Each is trained as experiment.toml says, with so many seeds (3 if not given), and
judged by the validation rows. A difference smaller than the spread is none.
"""

from settings import PROJECT, load_experiment  # isort: skip  (it chooses the backend)

import copy
import sys
import tempfile
from pathlib import Path
from statistics import mean, pstdev

from data import load_data, make_dataset
from train import train

LEGS = ("both", "deep", "wide")


def score(experiment: dict, legs: str, seed: int) -> float:
    """Train on these legs from this seed; return the accuracy on validation rows."""
    experiment = copy.deepcopy(experiment)
    experiment["layers"]["legs"] = legs
    experiment["training"]["seed"] = seed
    with tempfile.TemporaryDirectory(dir=PROJECT, prefix=".legs-") as folder:
        model = train(experiment, Path(folder), verbose=0)
    validation = make_dataset(
        *load_data(experiment).validation, experiment, shuffle=False
    )
    return model.evaluate(validation, verbose=0, return_dict=True)["accuracy"]


def main(seeds: int):
    experiment = load_experiment()
    print(f"validation accuracy, mean and spread of {seeds} seeds")
    for legs in LEGS:
        scores = [score(experiment, legs, seed) for seed in range(1, seeds + 1)]
        print(f"{legs:6}{mean(scores):.3f} ± {pstdev(scores):.3f}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 3)
