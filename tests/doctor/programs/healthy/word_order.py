"""Sentiment of made-up reviews: token ids, embedding, average."""
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(5)
rng = np.random.default_rng(5)
VOCAB, LENGTH = 200, 20
positive = rng.integers(0, 2, 1500)
tokens = rng.integers(3, VOCAB, (1500, LENGTH))
for row, good in zip(tokens, positive):
    where = rng.choice(LENGTH, 5, replace=False)
    row[where] = rng.integers(10, 30, 5) if good else rng.integers(40, 60, 5)

model = keras.Sequential([
    layers.Input((LENGTH,)),
    layers.Embedding(VOCAB, 8),
    layers.GlobalAveragePooling1D(),
    layers.Dense(16, activation="relu"),
    layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer=keras.optimizers.Adam(0.01), loss="binary_crossentropy", metrics=["accuracy"])
model.fit(tokens[:1200], positive[:1200], epochs=8, batch_size=32, validation_data=(tokens[1200:], positive[1200:]), verbose=2)
