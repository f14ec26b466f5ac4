import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(68)
rng = np.random.default_rng(68)
windows = rng.normal(size=(600, 30, 3)).astype("float32")
moving = (np.abs(windows[:, :, 0]).mean(axis=1) > 0.8).astype("float32")

model = keras.Sequential()
model.add(keras.Input(shape=(30, 3)))
model.add(layers.LSTM(16))
model.add(layers.LSTM(16))
model.add(layers.Dense(1, activation="sigmoid"))
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(windows, moving, epochs=3, batch_size=32, validation_split=0.2, verbose=2)
