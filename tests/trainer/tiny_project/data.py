"""Noisy 8x8 pictures of four patterns, made on the spot; 500 training images by default."""

from typing import NamedTuple

import numpy as np
import tensorflow as tf

CLASS_NAMES = ["rows", "columns", "left", "top"]


class Data(NamedTuple):
    train: tuple
    validation: tuple
    test: tuple


def load_data(experiment):
    random = np.random.default_rng(7)
    grid = np.indices((8, 8))
    patterns = np.stack([grid[0] % 2, grid[1] % 2, grid[1] < 4, grid[0] < 4]).astype("float32")
    labels = random.integers(0, 4, size=experiment["data"]["samples"] + 300)
    noise = random.normal(scale=0.8, size=(len(labels), 8, 8))
    images = (np.clip(patterns[labels] + noise, 0, 1) * 255).astype("uint8")[..., None]
    return Data(
        train=(images[300:], labels[300:]),
        validation=(images[:200], labels[:200]),
        test=(images[200:300], labels[200:300]),
    )


def make_dataset(images, labels, experiment, shuffle):
    dataset = tf.data.Dataset.from_tensor_slices((images, labels))
    if shuffle:
        dataset = dataset.shuffle(len(images), seed=experiment["training"]["seed"])
    return dataset.batch(experiment["batch"]["size"]).prefetch(1)
