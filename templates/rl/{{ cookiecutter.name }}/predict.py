"""Watch a trained agent play an episode without exploration, drawn as text:

    python predict.py [NUMBER]

NUMBER chooses the beginning, 0 if not given. In a terminal it plays as a film; in a
file or a pipe every tenth picture stands below the last.
"""

import sys
import time

import numpy as np

from data import TEST, make, observe, seeds
from draw import PICTURES, picture
from model import best_actions, load_model
from settings import PROJECT, load_experiment

RUN = PROJECT / "runs" / "by-hand"
PAUSE = 0.03  # seconds between two pictures


def main(number: int):
    if not (RUN / "best.keras").exists():
        sys.exit("There is no agent yet: run train.py first.")
    name = load_experiment(RUN / "experiment.toml")["data"]["environment"]
    # Beginnings of its own: the last episodes that evaluate.py may ask for come before.
    start = seeds(TEST, 1000 + number)[-1]
    env = make(name) if name in PICTURES else make(name, render_mode="ansi")
    choose = best_actions(load_model(RUN / "best.keras"))
    shape = observe(env).shape
    is_film = sys.stdout.isatty()

    observation, _ = env.reset(seed=start)
    total, steps, over = 0.0, 0, False
    while not over:
        show(picture(name, observation, env), steps, is_film)
        action = choose(np.reshape(observation, (1, *shape)))[0]
        observation, reward, terminated, truncated, _ = env.step(int(action))
        total, steps, over = total + reward, steps + 1, terminated or truncated
    show(picture(name, observation, env), 0, is_film)
    why = "the task ended" if terminated else "its time was over"
    print(f"return {total:g} after {steps} steps: {why}")


def show(text: str, step: int, is_film: bool):
    """Print a picture: over the last one in a film, else below it."""
    if is_film:
        print(f"\033[2J\033[H{text}", flush=True)  # clear the screen, go to its corner
        time.sleep(PAUSE)
    elif step % 10 == 0:
        print(text)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 0)
