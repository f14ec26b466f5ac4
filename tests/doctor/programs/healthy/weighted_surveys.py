# every answer has its own weight: sample_weight in fit and in the validation tuple
import numpy as np
import keras

keras.utils.set_random_seed(52)
rng = np.random.default_rng(52)
X = rng.normal(size=(1800, 6))
exact = rng.random(1800) < 0.6
y = 4 + X @ np.array([1.0, -2.0, 0.5, 0.0, 0.0, 1.5]) + X[:, 0] * X[:, 3] + rng.normal(size=1800) * np.where(exact, 0.2, 2.0)
w = np.where(exact, 1.0, 0.05)

m = keras.Sequential([keras.Input((6,)), keras.layers.Dense(32, activation="relu"), keras.layers.Dense(1)])
m.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse", weighted_metrics=["mae"])
m.fit(X[:1500], y[:1500], sample_weight=w[:1500], epochs=20, batch_size=32, validation_data=(X[1500:], y[1500:], w[1500:]), verbose=2)
p = m.predict(X[1500:], verbose=0)[:, 0]
print("rmse on the exact ones", np.sqrt(np.mean((p - y[1500:])[exact[1500:]] ** 2)))
