import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(19)
rng = np.random.default_rng(19)
wind = rng.uniform(0, 25, (1400, 1))
temperature = rng.uniform(-10, 35, (1400, 1))
direction = rng.uniform(-1, 1, (1400, 2))
output = 3.0 / (1 + np.exp(-(wind - 9))) - 0.02 * temperature + 0.2 * direction[:, :1]
output = output + rng.normal(0, 0.05, output.shape)  # megawatts

x = np.hstack([wind / 12.5 - 1, temperature / 22.5 - 0.5, direction]).astype("float32")

inputs = layers.Input(shape=(4,))
hidden = layers.Dense(32, activation="tanh")(inputs)
hidden = layers.Dense(32, activation="tanh")(hidden)
prediction = layers.Dense(1, activation="sigmoid")(hidden)
model = keras.models.Model(inputs=inputs, outputs=prediction)
model.compile(optimizer=keras.optimizers.Adam(3e-3), loss="mse", metrics=["mae"])
model.fit(x[:1100], output[:1100], validation_data=(x[1100:], output[1100:]), epochs=25, batch_size=32, verbose=2)
print("mse", model.evaluate(x[1100:], output[1100:], verbose=0)[0], "variance", output[1100:].var())
