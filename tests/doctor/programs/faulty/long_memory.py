"""Sum of marked numbers in a sequence of 60."""
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(52)
rng = np.random.default_rng(52)
n, steps = 1000, 60
values = rng.uniform(0, 1, (n, steps))
marks = np.zeros((n, steps))
for row in marks:
    row[rng.choice(steps, 2, replace=False)] = 1
x = np.stack([values, marks], axis=-1).astype("float32")
y = (values * marks).sum(axis=1).astype("float32")

model = keras.Sequential()
model.add(keras.Input((steps, 2)))
model.add(layers.SimpleRNN(32, activation="relu", recurrent_initializer=keras.initializers.RandomNormal(stddev=0.5)))
model.add(layers.Dense(1))
model.compile(optimizer="adam", loss="mse")
model.fit(x[:800], y[:800], validation_data=(x[800:], y[800:]), epochs=12, batch_size=32, verbose=2)
print("mse", model.evaluate(x[800:], y[800:], verbose=0), "variance", y[800:].var())
