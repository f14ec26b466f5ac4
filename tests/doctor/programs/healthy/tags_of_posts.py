import keras
import numpy as np

keras.utils.set_random_seed(8)
rng = np.random.default_rng(8)
n_tags, n_words = 5, 60
about = rng.random((n_tags, n_words)) < 0.15
tags = (rng.random((1200, n_tags)) < 0.3).astype("float32")
words = (rng.random((1200, n_words)) < 0.04 + 0.5 * (tags @ about > 0)).astype("float32")

net = keras.Sequential()
net.add(keras.Input((n_words,)))
net.add(keras.layers.Dense(32, activation="relu"))
net.add(keras.layers.Dropout(0.2))
net.add(keras.layers.Dense(n_tags, activation="sigmoid"))
net.compile(optimizer="adam", loss="binary_crossentropy", metrics=[keras.metrics.BinaryAccuracy(), keras.metrics.AUC(multi_label=True)])
net.fit(words[:1000], tags[:1000], epochs=20, batch_size=32, validation_data=(words[1000:], tags[1000:]), verbose=2)
