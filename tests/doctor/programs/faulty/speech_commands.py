"""Batches from a PyDataset; three words, 20 x 8 'spectrograms'."""
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(115)
rng = np.random.default_rng(115)


class Words(keras.utils.PyDataset):
    def __init__(self, n, batch_size=32, **kwargs):
        super().__init__(**kwargs)
        self.words = rng.integers(0, 3, n)
        base = np.outer(np.linspace(0, 1, 20), np.ones(8))
        self.spec = rng.normal(0, 0.4, (n, 20, 8))
        self.spec += np.stack([base, base[::-1], np.abs(base - 0.5) * 2])[self.words]
        self.batch_size = batch_size

    def __len__(self):
        return len(self.words) // self.batch_size

    def __getitem__(self, i):
        s = slice(i * self.batch_size, (i + 1) * self.batch_size)
        return self.spec[s], keras.utils.to_categorical(self.words[s], 3)


model = keras.Sequential([layers.Input((20, 8)), layers.LSTM(12), layers.Dense(2, activation="softmax")])
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(Words(640), epochs=4, validation_data=Words(160))
