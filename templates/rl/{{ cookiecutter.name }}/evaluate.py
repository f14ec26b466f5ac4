"""Judge a trained agent by episodes that no training has seen:

    python evaluate.py [FOLDER]

FOLDER is a run, runs/by-hand if not given. Do this once, when every choice is made: a
choice made by these episodes is a choice fitted to them.
"""

import sys
from pathlib import Path

from data import TEST, TEST_EPISODES, mean_and_error, play, seeds
from model import best_actions, load_model
from settings import PROJECT, load_experiment


def evaluate(experiment: dict, folder: Path) -> dict[str, float]:
    """Return the mean return of folder/best.keras, its error, and the episodes."""
    choose = best_actions(load_model(folder / "best.keras"))
    starts = seeds(TEST, TEST_EPISODES)
    returns = play(experiment["data"]["environment"], starts, choose)
    mean, error = mean_and_error(returns)
    return {"mean_return": mean, "mean_return_error": error, "samples": len(returns)}


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if sys.argv[1:] else PROJECT / "runs" / "by-hand"
    if not (folder / "best.keras").exists():
        sys.exit(f"There is no agent in {folder} yet: run train.py first.")
    result = evaluate(load_experiment(folder / "experiment.toml"), folder)
    print(
        f"mean return {result['mean_return']:.2f} in {result['samples']} episodes, "
        f"standard error {result['mean_return_error']:.2f}"
    )
