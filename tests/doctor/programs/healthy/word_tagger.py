# A tag for every token; padding is masked by the embedding, softmax at each step.
import numpy as np
import keras
from keras import layers

keras.utils.set_random_seed(36)
rng = np.random.default_rng(36)
VOCAB, TAGS, LEN, N = 200, 5, 14, 1200
usual = rng.integers(1, TAGS, VOCAB)
tokens = np.zeros((N, LEN), "int32")
tags = np.zeros((N, LEN), "int32")
for i in range(N):
    n = rng.integers(5, LEN + 1)
    tokens[i, :n] = rng.integers(1, VOCAB, n)
    tags[i, :n] = usual[tokens[i, :n]]
    for t in range(1, n):  # words 1..40 take the tag class of the word before
        if tokens[i, t] <= 40:
            tags[i, t] = usual[tokens[i, t - 1]]

inp = keras.Input((LEN,), dtype="int32")
x = layers.Embedding(VOCAB, 24, mask_zero=True)(inp)
x = layers.Bidirectional(layers.LSTM(24, return_sequences=True))(x)
x = layers.Dropout(0.3)(x)
out = layers.Dense(TAGS, activation="softmax")(x)
tagger = keras.Model(inp, out)
tagger.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", weighted_metrics=["accuracy"])
tagger.fit(tokens[:1000], tags[:1000], batch_size=32, epochs=8, validation_data=(tokens[1000:], tags[1000:]), verbose=2)
pred = tagger.predict(tokens[1000:], verbose=0).argmax(-1)
real = tokens[1000:] > 0
print("right on real tokens", np.mean(pred[real] == tags[1000:][real]))
