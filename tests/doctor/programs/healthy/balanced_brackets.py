"""Did an A come before the last B? A bidirectional GRU on one-hot letters."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

tf.keras.utils.set_random_seed(35)
rng = np.random.default_rng(35)
N, T = 1500, 16
letters = rng.integers(0, 5, (N, T))
letters[(letters == 1) & (rng.random((N, T)) < 0.8)] = 4
letters[(letters == 0) & (rng.random((N, T)) < 0.6)] = 3
label = np.zeros(N)
for i, row in enumerate(letters):
    a, b = np.where(row == 0)[0], np.where(row == 1)[0]
    label[i] = len(a) > 0 and len(b) > 0 and a[0] < b[-1]
onehot = np.eye(5, dtype="float32")[letters]
print("share of ones", label.mean())

model = tf.keras.Sequential([
    layers.Input((T, 5)),
    layers.Bidirectional(layers.GRU(16)),
    layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer=tf.keras.optimizers.Adam(0.01, clipvalue=0.5), loss="binary_crossentropy", metrics=["accuracy"])
model.fit(onehot[:1200], label[:1200], epochs=8, batch_size=32, validation_data=(onehot[1200:], label[1200:]), verbose=2)
