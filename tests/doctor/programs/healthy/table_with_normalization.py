import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(7)
rng = np.random.default_rng(7)
n = 1000
km = rng.uniform(5_000, 220_000, n)
year = rng.integers(2001, 2024, n)
ccm = rng.choice([999, 1199, 1395, 1598, 1984, 2996], n)
price = 22_000 - 0.07 * km + 650 * (year - 2012) + 4.5 * (ccm - 1400) + rng.normal(0, 900, n)
X = np.column_stack([km, year, ccm]).astype("float32")

norm = layers.Normalization()
norm.adapt(X[:800])
inputs = keras.Input((3,))
x = norm(inputs)
x = layers.Dense(32, activation="relu")(x)
outputs = layers.Dense(1)(x)
model = keras.Model(inputs, outputs)
model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mae")
thousand = price / 1000
model.fit(X[:800], thousand[:800], epochs=40, batch_size=32, validation_data=(X[800:], thousand[800:]), verbose=2)
