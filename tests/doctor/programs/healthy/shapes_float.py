import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(12)
rng = np.random.default_rng(12)


def draw(kind, size=16):
    img = rng.integers(0, 60, (size, size))
    r, c = rng.integers(3, size - 5, 2)
    if kind == 0:      # horizontal bar
        img[r : r + 2, 2:-2] += 170
    elif kind == 1:    # vertical bar
        img[2:-2, c : c + 2] += 170
    else:              # block
        img[r - 2 : r + 4, c - 2 : c + 4] += 170
    return img.astype("uint8")


kinds = rng.integers(0, 3, 900)
images = np.stack([draw(k) for k in kinds])[..., np.newaxis]

# normalise to 0..1
images = images.astype("float32") / 255
x_train, y_train = images[:700], kinds[:700]
x_test, y_test = images[700:], kinds[700:]

inputs = keras.Input((16, 16, 1))
x = layers.Conv2D(8, 3, activation="relu")(inputs)
x = layers.MaxPooling2D()(x)
x = layers.Conv2D(16, 3, activation="relu")(x)
x = layers.Flatten()(x)
outputs = layers.Dense(3, activation="softmax")(x)
model = keras.Model(inputs, outputs)
model.compile(optimizer=keras.optimizers.Adam(2e-3), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, epochs=8, validation_data=(x_test, y_test), verbose=2)
