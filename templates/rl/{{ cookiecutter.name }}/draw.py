"""Pictures of an environment made of letters, from what the agent sees."""

import math

import gymnasium as gym
import numpy as np

WIDTH = 61
POLE = 6  # rows


def cart_pole(state: np.ndarray) -> str:
    """The cart on its rail, 2.4 to each side of the middle, and the pole upon it."""
    position, _, angle, _ = state
    rows = [[" "] * WIDTH for _ in range(POLE + 2)]
    cart = column(position, -2.4, 2.4)
    for height in range(POLE):
        # A letter is about twice as high as wide.
        put(rows, POLE - 1 - height, cart + 2 * (height + 1) * math.tan(angle), "o")
    for across in range(-3, 4):
        put(rows, POLE, cart + across, "#")
    rows[-1] = ["-"] * WIDTH
    degrees = math.degrees(angle)
    return text(rows) + f"\ncart {position:+.2f}, pole {degrees:+.1f} degrees"


def mountain_car(state: np.ndarray) -> str:
    """The valley between two hills, the car in it and the flag on the right one."""
    position, speed = state
    rows = [[" "] * WIDTH for _ in range(9)]
    for place in np.linspace(-1.2, 0.6, WIDTH):
        put(rows, row_of(place), column(place, -1.2, 0.6), ".")
    put(rows, row_of(0.5) - 1, column(0.5, -1.2, 0.6), "F")
    put(rows, row_of(position) - 1, column(position, -1.2, 0.6), "@")
    return text(rows) + f"\nplace {position:+.2f}, speed {speed:+.3f}"


def row_of(place: float) -> int:
    """The row of the ground, which has the height sin(3 place)."""
    return round(8 - 3.5 * (1 + math.sin(3 * place)))


def column(value: float, low: float, high: float) -> float:
    """Where a value between two bounds stands from left to right."""
    return (value - low) / (high - low) * (WIDTH - 1)


def put(rows: list[list[str]], row: int, column: float, letter: str):
    """Write a letter, if there is such a place in the picture."""
    if 0 <= row < len(rows) and 0 <= round(column) < WIDTH:
        rows[row][round(column)] = letter


def text(rows: list[list[str]]) -> str:
    """The rows below one another, without the blanks behind them."""
    return "\n".join("".join(row).rstrip() for row in rows)


PICTURES = {
    "CartPole-v0": cart_pole,
    "CartPole-v1": cart_pole,
    "MountainCar-v0": mountain_car,
}


def picture(name: str, observation: np.ndarray, env: gym.Env) -> str:
    """Draw what is seen; of other environments their own text, or the bare numbers."""
    if name in PICTURES:
        return PICTURES[name](observation)
    if "ansi" in env.metadata["render_modes"]:
        return env.render()
    return np.array2string(np.asarray(observation), precision=2)
