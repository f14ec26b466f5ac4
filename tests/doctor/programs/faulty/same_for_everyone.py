import numpy as np
import keras
from keras import initializers, layers
from sklearn.datasets import make_moons

keras.utils.set_random_seed(35)
x, y = make_moons(1000, noise=0.15, random_state=35)
half = initializers.Constant(0.5)

inputs = keras.Input(shape=(2,))
h = layers.Dense(32, activation="tanh", kernel_initializer=half)(inputs)
h = layers.Dense(16, activation="tanh", kernel_initializer=half)(h)
outputs = layers.Dense(1, activation="sigmoid", kernel_initializer=half)(h)
model = keras.Model(inputs, outputs)
model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
model.fit(x[:800], y[:800], epochs=20, batch_size=32, validation_data=(x[800:], y[800:]), verbose=2)
print("accuracy", np.mean((model.predict(x[800:], verbose=0).ravel() > 0.5) == y[800:]))
