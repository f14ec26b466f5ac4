# pixels 0..255 as uint8, the model scales them
import numpy as np
from sklearn.datasets import load_digits
from tensorflow import keras
from tensorflow.keras import layers

keras.utils.set_random_seed(6)
d = load_digits()
images = np.clip(d.images * 16, 0, 255).astype("uint8")[..., None]
labels = d.target

model = keras.Sequential([
    keras.Input((8, 8, 1)),
    layers.Rescaling(1.0 / 255),
    layers.Conv2D(16, 3, activation="relu", padding="same"),
    layers.MaxPooling2D(),
    layers.Flatten(),
    layers.Dropout(0.25),
    layers.Dense(10, activation="softmax"),
])
model.compile(optimizer=keras.optimizers.Adam(0.003), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images[:1400], labels[:1400], epochs=10, validation_data=(images[1400:], labels[1400:]), verbose=2)
