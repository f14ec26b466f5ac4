"""Feeds the table batch by batch from a PyDataset that mixes the rows anew every epoch."""
import keras
import numpy as np
from sklearn.datasets import make_blobs


class Rows(keras.utils.PyDataset):
    def __init__(self, x, y, batch_size, seed=0, **kwargs):
        super().__init__(**kwargs)
        self.x, self.y, self.batch_size = x, y, batch_size
        self.rng = np.random.default_rng(seed)
        self.on_epoch_end()

    def __len__(self):
        return int(np.ceil(len(self.x) / self.batch_size))

    def __getitem__(self, index):
        rows = slice(index * self.batch_size, (index + 1) * self.batch_size)
        return self.x[rows], self.y[rows]

    def on_epoch_end(self):
        order = self.rng.permutation(len(self.x))
        self.x, self.y = self.x[order], self.y[order]


keras.utils.set_random_seed(8)
x, y = make_blobs(n_samples=1500, centers=5, n_features=6, cluster_std=1.5, random_state=8)
x = (x - x.mean(0)) / x.std(0)

model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(32, "relu"), keras.layers.Dense(5, "softmax")])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(Rows(x[:1200], y[:1200], 32), validation_data=(x[1200:], y[1200:]), epochs=12, verbose=2)
print("accuracy", model.evaluate(x[1200:], y[1200:], verbose=0)[1])
