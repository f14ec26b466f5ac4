"""A small autoencoder of measured pulses."""
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(27)
rng = np.random.default_rng(27)
t = np.linspace(0, 1, 32)
phase, speed = rng.uniform(0, 6.28, (1200, 1)), rng.uniform(4, 9, (1200, 1))
pulses = np.sin(speed * t + phase).astype("float32")

encoder = keras.Sequential([layers.Input((32,)), layers.Dense(32, "relu"), layers.Dense(4)], name="encoder")
decoder = keras.Sequential([layers.Input((4,)), layers.Dense(32, "relu"), layers.Dense(32, "relu")], name="decoder")
pulse = keras.Input((32,))
autoencoder = keras.Model(pulse, decoder(encoder(pulse)))
autoencoder.compile(optimizer=keras.optimizers.Adam(2e-3), loss="mse")
autoencoder.fit(pulses[:1000], pulses[:1000], epochs=20, batch_size=50, validation_data=(pulses[1000:], pulses[1000:]), verbose=2)
print("error", autoencoder.evaluate(pulses[1000:], pulses[1000:], verbose=0), "variance", pulses[1000:].var())
