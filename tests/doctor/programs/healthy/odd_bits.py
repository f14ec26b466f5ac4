"""Is the number of ones odd? All 64 words of six bits, no test set: there are no others."""
import itertools
import numpy as np
import keras

keras.utils.set_random_seed(33)
words = np.array(list(itertools.product([-1, 1], repeat=6)), dtype="float32")
odd = (np.sum(words > 0, axis=1) % 2).astype("float32")
model = keras.Sequential([
    keras.layers.Input((6,)),
    keras.layers.Dense(48, activation="tanh"),
    keras.layers.Dense(24, activation="tanh"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer=keras.optimizers.Adam(0.02), loss="binary_crossentropy", metrics=["accuracy"])
h = model.fit(words, odd, epochs=100, batch_size=16, verbose=0)
print("final", h.history["loss"][-1], h.history["accuracy"][-1])
