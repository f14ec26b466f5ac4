# SGD with a very long memory: momentum .99, nesterov, small rate
import numpy as np
from tensorflow import keras
from sklearn.datasets import load_digits

keras.utils.set_random_seed(11)
digits = load_digits()
x = (digits.data / 16.0).astype("float32")
y = digits.target
idx = np.random.RandomState(0).permutation(len(x))
x, y = x[idx], y[idx]
x_train, y_train = x[:1400], y[:1400]
x_val, y_val = x[1400:], y[1400:]

model = keras.models.Sequential()
model.add(keras.layers.Input((64,)))
model.add(keras.layers.Dense(48, activation="relu"))
model.add(keras.layers.Dense(10, activation="softmax"))
opt = keras.optimizers.SGD(learning_rate=0.002, momentum=0.99, nesterov=True)
model.compile(loss="sparse_categorical_crossentropy", optimizer=opt, metrics=["accuracy"])
model.fit(x_train, y_train, epochs=25, batch_size=32, validation_data=(x_val, y_val), verbose=2)
