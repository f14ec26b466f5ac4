"""Judge what a trained generator draws by the test images, which no training has seen:

    python evaluate.py [FOLDER]

FOLDER is a run, runs/by-hand if not given. Do this once, when every choice is made: a
choice made by the test images is a choice fitted to them.
"""

import sys
from pathlib import Path

import numpy as np

from data import chosen_classes, load_data
from draw import draw
from judge import Standard, frechet_distance, load_judge
from model import load_model
from settings import PROJECT, load_experiment

DRAWN = 1000
SEED = 11  # other noise than in training


def evaluate(experiment: dict, folder: Path) -> dict[str, float]:
    """Return how folder/best.keras draws: its likeness to the test images, and more."""
    judge = load_judge(experiment)
    data = load_data(experiment)
    model = load_model(folder / "best.keras")
    images, asked = draw(model, DRAWN, seed=SEED)
    drawn = judge.look(images)
    test = Standard(judge, data.test.images, data.train.images.mean(axis=0))
    result = {
        "likeness": test.likeness(drawn),
        "frechet_distance": frechet_distance(drawn.cloud, test.real.cloud),
        "drawn_variety": test.variety(drawn),
        "drawn_confidence": drawn.confidence,
        "real_confidence": test.real.confidence,
        "drawn_entropy": drawn.entropy,
        "real_entropy": test.real.entropy,
    }
    if model.conditional:
        classes = np.array(chosen_classes(experiment))
        result["drawn_as_asked"] = float(np.mean(drawn.named == classes[asked]))
    return result


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if sys.argv[1:] else PROJECT / "runs" / "by-hand"
    if not (folder / "best.keras").exists():
        sys.exit(f"There is no model in {folder} yet: run train.py first.")
    result = evaluate(load_experiment(folder / "experiment.toml"), folder)
    for name, value in result.items():
        print(f"{name.replace('_', ' '):18}{value:9.4f}")
