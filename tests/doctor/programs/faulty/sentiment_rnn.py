import numpy as np
from keras.layers import GRU, Dense, Embedding, Input
from keras.models import Sequential
from keras.utils import set_random_seed

set_random_seed(66)
rng = np.random.default_rng(66)
vocabulary, length = 200, 12
tokens = rng.integers(1, vocabulary, (1200, length))
# words 1-20 are kind, 21-40 unkind
mood = (tokens <= 20).sum(1) - ((tokens > 20) & (tokens <= 40)).sum(1)
keep = mood != 0
tokens, labels = tokens[keep], (mood[keep] > 0).astype("float32")
cut = int(0.8 * len(tokens))

model = Sequential()
model.add(Input((length,)))
model.add(Embedding(vocabulary, 12))
model.add(GRU(16))
model.add(Dense(1, activation="sigmoid"))
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(tokens[:cut], labels[:cut], epochs=15, batch_size=32, validation_data=(tokens[cut:], labels[cut:]), verbose=2)
print("accuracy", np.mean((model.predict(tokens[cut:], verbose=0)[:, 0] > 0.5) == labels[cut:]))
