"""Counts per hour with the Poisson loss and an exponential output."""
import numpy as np
import keras

keras.utils.set_random_seed(25)
rng = np.random.default_rng(25)
n = 3000
hour, rain, weekend = rng.uniform(0, 24, n), rng.random(n) < 0.3, rng.random(n) < 0.28
rate = np.exp(1.8 + 0.8 * np.sin((hour - 8) / 24 * 2 * np.pi) + 0.5 * rain - 0.4 * weekend)
trips = rng.poisson(rate)
X = np.column_stack([np.sin(hour / 24 * 2 * np.pi), np.cos(hour / 24 * 2 * np.pi), rain, weekend]).astype("float32")

model = keras.Sequential()
model.add(keras.Input(shape=(4,)))
model.add(keras.layers.Dense(24, activation="relu"))
model.add(keras.layers.Dense(1, activation="exponential"))
model.compile(loss="poisson", optimizer=keras.optimizers.Adam(0.005), metrics=["mae"])
model.fit(X[:2400], trips[:2400], validation_data=(X[2400:], trips[2400:]), epochs=20, batch_size=64, verbose=2)
p = model.predict(X[2400:], verbose=0)[:, 0]
print("correlation with the true rate", np.corrcoef(p, rate[2400:])[0, 1])
