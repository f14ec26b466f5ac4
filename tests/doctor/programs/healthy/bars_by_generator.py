import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

keras.utils.set_random_seed(65)
rng = np.random.default_rng(65)


def patch():
    """A bright bar on a dark ground: lying (0), standing (1) or leaning (2)."""
    image = rng.integers(0, 90, (12, 12))
    kind, at = rng.integers(0, 3), rng.integers(3, 9)
    if kind == 0:
        image[at, :] += 120
    elif kind == 1:
        image[:, at] += 120
    else:
        image[np.arange(12), np.arange(12)] += 120
    return image[..., None], kind


def batches(size):
    while True:
        images, kinds = zip(*(patch() for _ in range(size)))
        yield np.array(images, dtype="float32") / 255.0, np.array(kinds)


model = keras.Sequential(
    [
        layers.Input((12, 12, 1)),
        layers.Conv2D(8, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(32, activation="relu"),
        layers.Dense(3, activation="softmax"),
    ]
)
model.compile(keras.optimizers.SGD(0.05, momentum=0.9), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(batches(32), steps_per_epoch=25, epochs=8, validation_data=batches(64), validation_steps=3, verbose=2)
print(model.evaluate(batches(64), steps=4, verbose=0))
