import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(85)
rng = np.random.default_rng(85)
species = rng.integers(0, 4, 1000)
proto = rng.normal(0, 1.3, (4, 12))
leaves = proto[species] + rng.normal(0, 0.8, (1000, 12))

model = keras.Sequential()
model.add(layers.Input((12,)))
model.add(layers.Dense(32, activation="relu"))
model.add(layers.Dense(4, activation="softmax"))
model.add(layers.Dropout(0.5))
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(leaves[:800], species[:800], validation_data=(leaves[800:], species[800:]), epochs=15, batch_size=32, verbose=2)
