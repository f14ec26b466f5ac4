import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(28)
rng = np.random.default_rng(28)
x = rng.normal(0, 1, (1000, 8))
price = x[:, :3].sum(1) + 0.3 * x[:, 3] ** 2 + rng.normal(0, 0.2, 1000)
sold = (x[:, 4] - x[:, 5] + rng.normal(0, 0.3, 1000) > 0).astype("float32")

inp = keras.Input((8,), name="house")
h = layers.Dense(32, activation="relu")(inp)
out_price = layers.Dense(1, name="price")(h)
out_sold = layers.Dense(1, activation="sigmoid", name="sold")(h)
model = keras.Model(inp, {"price": out_price, "sold": out_sold})
model.compile("adam", loss={"price": "mse", "sold": "binary_crossentropy"}, metrics={"sold": ["accuracy"]})
model.fit(x[:800], {"price": price[:800], "sold": sold[:800]}, epochs=20, batch_size=32,
          validation_data=(x[800:], {"price": price[800:], "sold": sold[800:]}), verbose=2)
