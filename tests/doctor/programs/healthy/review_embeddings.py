"""Sentiment of made-up reviews: embedding, mean pooling, a lot of dropout."""
import numpy as np
import keras
from keras import layers

keras.utils.set_random_seed(7)
rng = np.random.default_rng(7)
VOCAB, LENGTH, N = 500, 40, 3000
good, bad = np.arange(10, 60), np.arange(60, 110)
labels = rng.integers(0, 2, N)
reviews = rng.integers(110, VOCAB, (N, LENGTH))
for i in range(N):
    where = rng.choice(LENGTH, 6, replace=False)
    mostly, other = (good, bad) if labels[i] else (bad, good)
    reviews[i, where] = np.where(rng.random(6) < 0.85, rng.choice(mostly, 6), rng.choice(other, 6))
    reviews[i, rng.integers(25, LENGTH + 1):] = 0  # shorter ones are padded

model = keras.Sequential([
    keras.Input((LENGTH,), dtype="int32"),
    layers.Embedding(VOCAB, 16),
    layers.Dropout(0.5),
    layers.GlobalAveragePooling1D(),
    layers.Dense(16, activation="relu"),
    layers.Dropout(0.6),
    layers.Dense(1, activation="sigmoid"),
])
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
model.optimizer.learning_rate = 0.01
model.fit(reviews[:2500], labels[:2500], batch_size=32, epochs=5,
          validation_data=(reviews[2500:], labels[2500:]), verbose=2)
