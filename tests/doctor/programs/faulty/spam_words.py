# spam or ham from word counts
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(2)
rng = np.random.default_rng(2)
vocab = 60
p_ham, p_spam = rng.dirichlet(np.ones(vocab)), rng.dirichlet(np.ones(vocab))
labels = rng.integers(0, 2, 1000)
counts = np.stack([rng.multinomial(25, p_spam if s else p_ham) for s in labels])
x = np.log1p(counts).astype("float32")

model = keras.Sequential([
    layers.Input((vocab,)),
    layers.Dense(32, activation="relu"),
    layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(x[:800], labels[:800].reshape(-1, 1), epochs=10, batch_size=32,
          validation_data=(x[800:], labels[800:].reshape(-1, 1)), verbose=2)
