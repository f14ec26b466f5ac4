import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(41)
rng = np.random.default_rng(41)

n = 1500
age = rng.uniform(0, 15, n)
km = rng.uniform(0, 250_000, n)
power = rng.uniform(50, 250, n)
value = 28_000 * np.exp(-age / 8) + 60 * power - 0.03 * km + rng.normal(0, 500, n)

features = np.stack([age, km, power], axis=1)
features = (features - features.mean(axis=0)) / features.std(axis=0)
target = value
train, test = slice(0, 1200), slice(1200, None)

model = keras.Sequential([layers.Dense(64, activation="relu"), layers.Dense(64, activation="relu"), layers.Dense(1)])
model.compile(optimizer=keras.optimizers.Adam(0.001), loss="mse")
model.fit(features[train], target[train], epochs=25, batch_size=32, validation_data=(features[test], target[test]), verbose=2)

guess = model.predict(features[test], verbose=0)[:, 0]
r2 = 1 - np.sum((target[test] - guess) ** 2) / np.sum((target[test] - target[test].mean()) ** 2)
print("r2", r2)
