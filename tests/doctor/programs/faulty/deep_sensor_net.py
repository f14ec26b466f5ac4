"""Deeper is better? Machine state from 10 sensors."""
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(39)
rng = np.random.default_rng(39)
centre = rng.normal(0, 1.5, (3, 10))
state = rng.integers(0, 3, 900)
sensors = centre[state] + rng.normal(0, 0.8, (900, 10))

x = inputs = keras.Input((10,))
for _ in range(14):
    x = layers.Dense(20, activation="sigmoid")(x)
outputs = layers.Dense(3, activation="softmax")(x)
model = keras.Model(inputs, outputs)
model.compile(optimizer=keras.optimizers.SGD(0.1), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(sensors[:700], state[:700], epochs=15, batch_size=32, validation_data=(sensors[700:], state[700:]), verbose=2)
