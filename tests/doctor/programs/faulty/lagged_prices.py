import keras
import numpy as np

keras.utils.set_random_seed(73)
rng = np.random.default_rng(73)
price = np.cumsum(rng.normal(size=700)) * 0.1
window = 10
X = np.array([price[i : i + window] for i in range(len(price) - window)])
y = price[window - 1 :]

model = keras.Sequential()
model.add(keras.Input((window,)))
model.add(keras.layers.Dense(16, activation="relu"))
model.add(keras.layers.Dense(1))
model.compile(loss="mae", optimizer="adam")
model.fit(X, y, epochs=5, batch_size=32, verbose=2)
