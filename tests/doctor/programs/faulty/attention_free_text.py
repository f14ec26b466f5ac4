"""Topic of short messages written with a small vocabulary of token numbers."""
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

keras.utils.set_random_seed(33)
rng = np.random.default_rng(33)
vocabulary, length, topics = 400, 16, 6
words_of = rng.dirichlet(np.full(vocabulary, 0.05), topics)
topic = rng.integers(0, topics, 1400)
noise = rng.integers(1, vocabulary, (1400, length))
tokens = np.stack([rng.choice(vocabulary, length, p=words_of[k]) for k in topic])
tokens = np.where(rng.random(tokens.shape) < 0.4, noise, tokens)

model = keras.Sequential(
    [
        layers.Input((length,), dtype="int32"),
        layers.Embedding(vocabulary, 16),
        layers.GlobalAveragePooling1D(),
        layers.Dense(48, activation="softmax"),
        layers.Dense(48, activation="softmax"),
        layers.Dense(topics, activation="softmax"),
    ]
)
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(tokens[:1100], topic[:1100], validation_data=(tokens[1100:], topic[1100:]), epochs=20, batch_size=32, verbose=2)
print("accuracy", model.evaluate(tokens[1100:], topic[1100:], verbose=0)[1])
