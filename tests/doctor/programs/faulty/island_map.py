import keras
import numpy as np
from keras.layers import Dense
from sklearn.datasets import make_circles

keras.utils.set_random_seed(29)
points, inside = make_circles(n_samples=1200, noise=0.08, factor=0.5, random_state=29)


class Map(keras.Model):
    def __init__(self):
        super().__init__()
        self.first = Dense(32)
        self.second = Dense(32)
        self.third = Dense(16)
        self.last = Dense(1, activation="sigmoid")

    def call(self, inputs):
        x = self.first(inputs)
        x = self.second(x)
        x = self.third(x)
        return self.last(x)


model = Map()
model.compile(optimizer=keras.optimizers.Adam(0.01), loss="binary_crossentropy", metrics=["accuracy"])
model.fit(points[:900], inside[:900], validation_data=(points[900:], inside[900:]), epochs=20, batch_size=32, verbose=2)
print("accuracy", np.mean((model.predict(points[900:], verbose=0)[:, 0] > 0.5) == inside[900:]))
