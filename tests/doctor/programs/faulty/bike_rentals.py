# Daily bike rentals from the weather. 2 years, made-up city.
import keras
import numpy as np

keras.utils.set_random_seed(5)
rng = np.random.default_rng(5)

days = np.arange(730)
temp = 12 + 10 * np.sin(2 * np.pi * (days - 100) / 365) + rng.normal(0, 3, 730)
humidity = np.clip(rng.normal(65, 15, 730), 10, 100)
wind = rng.gamma(2.0, 5.0, 730)
workday = (days % 7 < 5).astype(float)
rentals = 3000 + 120 * temp - 8 * humidity - 25 * wind + 400 * workday + rng.normal(0, 150, 730)

# the humidity sensor was off for some days
humidity[rng.choice(730, 25, replace=False)] = np.nan

features = np.stack([temp, humidity, wind, workday], axis=1)
features = (features - np.nanmean(features, axis=0)) / np.nanstd(features, axis=0)
target = (rentals - rentals.mean()) / rentals.std()

idx = rng.permutation(730)
train, val = idx[:600], idx[600:]

model = keras.Sequential([
    keras.layers.Input((4,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(1),
])
model.compile("adam", "mse", metrics=["mae"])
hist = model.fit(features[train], target[train], batch_size=32, epochs=20,
                 validation_data=(features[val], target[val]), verbose=0)
print("last losses", hist.history["loss"][-3:], hist.history["val_loss"][-3:])
