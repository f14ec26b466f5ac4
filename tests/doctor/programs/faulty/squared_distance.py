# regress r^2 from (x, y, z)
import numpy as np
from tensorflow import keras
from tensorflow.keras.layers import Dense, Input

keras.utils.set_random_seed(44)
pts = np.random.uniform(-1, 1, (1000, 3)).astype("float32")
r2 = (pts**2).sum(axis=1)
r2 = (r2 - r2.mean()) / r2.std()

inputs = Input(shape=(3,))
x = Dense(32, activation="linear")(inputs)
x = Dense(32, activation="linear")(x)
outputs = Dense(1, activation="linear")(x)
m = keras.Model(inputs=inputs, outputs=outputs)
m.compile(loss="mae", optimizer="adam")
m.fit(pts[:800], r2[:800], epochs=30, batch_size=32, validation_data=(pts[800:], r2[800:]), verbose=2)
