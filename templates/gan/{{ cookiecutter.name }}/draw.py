"""Drawing: images out of noise, and pages of them, as a file or as characters."""

from pathlib import Path

import keras
import numpy as np

from model import GAN

SEED = 3
SHADES = " .:-=+*#%@"  # from black to white, on a dark terminal


def draw(
    model: GAN, count: int, label: int | None = None, seed: int = SEED
) -> tuple[np.ndarray, np.ndarray]:
    """Draw images, uint8 (count, rows, columns, 1), and tell the labels asked for.

    The same seed means the same noise. Without a label all classes are asked for in
    turn; a pair that is not conditional draws what it likes.
    """
    noise = np.random.default_rng(seed).normal(size=(count, model.latent))
    noise = noise.astype("float32")
    labels = np.full(count, label)
    if label is None:
        labels = np.arange(count) % model.classes
    batches = [slice(start, start + 100) for start in range(0, count, 100)]
    images = [np.array(model.draw(noise[part], labels[part])) for part in batches]
    return np.concatenate(images).round().astype("uint8"), labels


def page(images: np.ndarray, columns: int = 10) -> np.ndarray:
    """Put images beside and below one another: uint8 (rows, columns, 1)."""
    count, height, width, channels = images.shape
    rows = -(-count // columns)
    padding = np.zeros((rows * columns - count, height, width, channels), "uint8")
    grid = np.concatenate([images, padding]).reshape(rows, columns, height, width, -1)
    return grid.swapaxes(1, 2).reshape(rows * height, columns * width, channels)


def save_grid(images: np.ndarray, file: Path):
    """Save a page of images as a picture file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    keras.utils.save_img(file, page(images), scale=False)


def as_characters(images: np.ndarray, columns: int = 4) -> str:
    """A page of images for the terminal, one character for two pixels of a column."""
    grey = page(images, columns)[..., 0].astype(float)
    grey = np.pad(grey, ((0, len(grey) % 2), (0, 0)))
    shades = ((grey[0::2] + grey[1::2]) / 2 / 256 * len(SHADES)).astype(int)
    return "\n".join("".join(SHADES[shade] for shade in row).rstrip() for row in shades)
