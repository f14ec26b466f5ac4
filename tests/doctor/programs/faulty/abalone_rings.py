import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(101)
rng = np.random.default_rng(101)
length = rng.uniform(0.1, 0.8, 500)
diameter = 0.8 * length + rng.normal(0, 0.02, 500)
weight = 3 * length**3 + rng.normal(0, 0.02, 500)
shell = 0.4 * weight
rings = 5 + 12 * length + rng.normal(0, 1, 500)
X = np.column_stack([length, diameter, weight, shell])
X = (X - X.mean(0)) / X.std(0)

model = keras.Sequential([layers.Input((5,)), layers.Dense(16, activation="relu"), layers.Dense(1)])
model.compile("adam", "mse")
model.fit(X, (rings - rings.mean()) / rings.std(), epochs=5, validation_split=0.2)
