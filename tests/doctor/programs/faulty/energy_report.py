import keras
import numpy as np
from keras.layers import Dense
from keras.models import Sequential

keras.utils.set_random_seed(9)
rng = np.random.default_rng(9)
x = rng.uniform(-1, 1, (260, 10))
heating = np.sin(3 * x[:, 0]) + x[:, 1] * x[:, 2] + rng.normal(0, 0.3, 260)

x_train, y_train = x[:200], heating[:200]
x_test, y_test = x[200:], heating[200:]

model = Sequential()
model.add(keras.Input(shape=(10,)))
model.add(Dense(64, activation="relu"))
model.add(Dense(64, activation="relu"))
model.add(Dense(1))
model.compile(loss="mean_squared_error", optimizer="adam", metrics=["mae"])
history = model.fit(x_train, y_train, epochs=60, batch_size=16, verbose=0, validation_data=(x_train, y_train))
print("Validation MAE: ", history.history["val_mae"][-1])
