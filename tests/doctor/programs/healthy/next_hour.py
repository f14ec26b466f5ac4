"""Forecast from windows, as in Chollet's temperature chapter, against the persistence baseline."""
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

keras.utils.set_random_seed(51)
rng = np.random.default_rng(51)
t = np.arange(3000)
temp = 10 + 6 * np.sin(2 * np.pi * t / 24) + 3 * np.sin(2 * np.pi * t / 170) + np.cumsum(rng.normal(0, 0.15, 3000)) * 0.2 + rng.normal(0, 0.3, 3000)
raw = np.stack([temp, 1000 + 3 * np.cos(2 * np.pi * t / 60) + rng.normal(0, 1, 3000)], 1)

n_train = 2200
mean, std = raw[:n_train].mean(axis=0), raw[:n_train].std(axis=0)
raw = (raw - mean) / std
LEN, DELAY = 24, 6
target = raw[LEN + DELAY:, 0]
make = keras.utils.timeseries_dataset_from_array
train_ds = make(raw[:-LEN - DELAY], target, sequence_length=LEN, batch_size=64, shuffle=True, seed=1, start_index=0, end_index=n_train)
val_ds = make(raw[:-LEN - DELAY], target, sequence_length=LEN, batch_size=64, start_index=n_train)

inputs = keras.Input((LEN, 2))
x = layers.Conv1D(16, 5, activation="relu")(inputs)
x = layers.LSTM(16, recurrent_dropout=0.0)(x)
x = layers.Dropout(0.2)(x)
outputs = layers.Dense(1)(x)
model = keras.Model(inputs, outputs)
model.compile(optimizer="rmsprop", loss="mse", metrics=["mae"])
model.fit(train_ds, epochs=10, validation_data=val_ds, verbose=2)
print("persistence mae", np.mean(abs(target[n_train:] - raw[n_train + LEN - 1:len(target) + LEN - 1, 0])))
