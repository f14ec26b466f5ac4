import keras
import numpy as np
from keras import initializers, layers

keras.utils.set_random_seed(27)
rng = np.random.default_rng(27)
radius = np.concatenate([rng.uniform(0, 1, 400), rng.uniform(1.3, 2.2, 400)])
phi = rng.uniform(0, 2 * np.pi, 800)
data = np.stack([radius * np.cos(phi), radius * np.sin(phi)], axis=1)
target = np.repeat([0.0, 1.0], 400)
order = rng.permutation(800)
data, target = data[order], target[order]

init = initializers.Zeros()
model = keras.Sequential([
    layers.Input((2,)),
    layers.Dense(20, activation="relu", kernel_initializer=init),
    layers.Dense(20, activation="relu", kernel_initializer=init),
    layers.Dense(1, activation="sigmoid", kernel_initializer=init),
])
model.compile(optimizer=keras.optimizers.Adam(0.01), loss="binary_crossentropy", metrics=["accuracy"])
model.fit(data[:600], target[:600], validation_data=(data[600:], target[600:]), epochs=30, verbose=2)
