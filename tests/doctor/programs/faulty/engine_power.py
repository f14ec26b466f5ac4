# horsepower from displacement, cylinders, weight, year
import numpy as np
from tensorflow.keras import Sequential, layers, utils

utils.set_random_seed(19)
rng = np.random.default_rng(19)
n = 600
cyl = rng.choice([3, 4, 5, 6, 8], n, p=[0.05, 0.5, 0.05, 0.2, 0.2])
disp = cyl * 28 + rng.normal(0, 15, n)
wt = 1.2 + disp / 250 + rng.normal(0, 0.15, n)
year = rng.integers(70, 83, n)
hp = (20 + 8 * cyl + 0.25 * disp - 0.8 * (year - 70) + rng.normal(0, 6, n)) / 10
X = np.column_stack([cyl, disp, wt, year]).astype("float32")
X = (X - X.mean(axis=0)) / X.std(axis=0)
print("target from", hp.min().round(1), "to", hp.max().round(1), "(tens of hp)")

reg = Sequential([
    layers.Input((4,)),
    layers.Dense(24, activation="relu"),
    layers.Dense(24, activation="relu"),
    layers.Dense(1, activation="sigmoid"),
])
reg.compile(optimizer="adam", loss="mse", metrics=["mae"])
reg.fit(X[:450], hp[:450], validation_data=(X[450:], hp[450:]), epochs=30, batch_size=16, verbose=2)
