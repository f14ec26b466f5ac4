import keras
import numpy as np
from keras import layers
from sklearn.datasets import load_digits

keras.utils.set_random_seed(3)


def load_glyphs():
    """The scans as bytes, and which digit each of them shows."""
    digits = load_digits()
    pixels = (digits.images / 16 * 255).astype("uint8")
    return pixels[..., np.newaxis], digits.target


def prepare(images):
    return images.astype("float32") / 255.0


images, labels = load_glyphs()
order = np.random.permutation(len(images))
images, labels = prepare(images[order]), labels[order]

model = keras.Sequential(
    [
        keras.Input(shape=(8, 8, 1)),
        layers.Rescaling(1.0 / 255),
        layers.Flatten(),
        layers.Dense(64, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ]
)
model.compile(
    optimizer=keras.optimizers.SGD(learning_rate=0.1),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
model.fit(images[:1400], labels[:1400], validation_data=(images[1400:], labels[1400:]), epochs=12, verbose=2)
print("held-out:", model.evaluate(images[1400:], labels[1400:], verbose=0))
