import numpy as np
import keras

keras.utils.set_random_seed(54)
rng = np.random.default_rng(54)
X = rng.normal(size=(40000, 20)).astype("float32")
W = rng.normal(size=(20, 4))
Y = np.argmax(X @ W + 0.5 * (X ** 2) @ rng.normal(size=(20, 4)) + rng.gumbel(size=(40000, 4)) * 0.5, axis=1)

model = keras.Sequential([keras.layers.Input((20,)), keras.layers.Dense(64, activation="gelu"),
                          keras.layers.Dense(32, activation="gelu"), keras.layers.Dense(4)])
model.compile(optimizer=keras.optimizers.Adam(0.01), loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
              metrics=["accuracy"], jit_compile=True)
model.fit(X[:36000], Y[:36000], batch_size=2000, epochs=15, validation_data=(X[36000:], Y[36000:]), verbose=2)
