import numpy as np
import keras
from keras import layers

keras.utils.set_random_seed(5)


def pictures(n, rng):
    """Stripes across, stripes down, or a checkerboard, in bytes with noise."""
    kinds = rng.integers(0, 3, n)
    out = np.zeros((n, 24, 24, 3), "uint8")
    r, c = np.mgrid[:24, :24]
    for i, k in enumerate(kinds):
        p = rng.integers(3, 6)
        s = rng.integers(0, 6)
        base = [(r + s) // p % 2, (c + s) // p % 2, ((r + s) // p + (c + s) // p) % 2][k]
        img = 60 + 110 * base[..., None] * rng.uniform(0.5, 1, 3)
        out[i] = np.clip(img + rng.normal(0, 25, img.shape), 0, 255)
    return out, kinds


rng = np.random.default_rng(5)
train_images, train_labels = pictures(700, rng)
val_images, val_labels = pictures(200, rng)

model = keras.Sequential([
    layers.Input((24, 24, 3)),
    layers.Rescaling(1.0 / 255),
    layers.Conv2D(12, 3, activation="relu"),
    layers.MaxPooling2D(),
    layers.Conv2D(16, 3, activation="relu"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(3),
])
model.compile(optimizer=keras.optimizers.Adam(0.005),
              loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
              metrics=["accuracy"])
model.fit(train_images, train_labels, validation_data=(val_images, val_labels), epochs=10, verbose=2)
