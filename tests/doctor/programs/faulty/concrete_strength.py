"""Strength of concrete from its mix."""
import keras
import numpy as np
from keras.layers import Dense, Input
from keras.models import Sequential

keras.utils.set_random_seed(91)
rng = np.random.default_rng(91)
cement, water, ash, days = rng.uniform(1, 5, 900), rng.uniform(1.2, 2.5, 900), rng.uniform(0, 2, 900), rng.uniform(1, 90, 900)
strength = 1.2 * cement / water + 0.3 * ash + 0.5 * np.log(days) + rng.normal(0, 0.15, 900)
X = np.column_stack([cement, water, ash, np.log(days)])
X = (X - X.mean(0)) / X.std(0)

model = Sequential([Input((4,)), Dense(32, activation="relu"), Dense(1)])
model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse", metrics=["accuracy"])
model.fit(X[:700], strength[:700], epochs=20, batch_size=32, validation_data=(X[700:], strength[700:]), verbose=2)
