import numpy as np
from sklearn.datasets import load_digits
from tensorflow import keras
from tensorflow.keras import layers

keras.utils.set_random_seed(1)

data = load_digits()
x = (data.images * 15).astype("uint8")  # 0..240, as the scanner gives them
y = data.target

x = x // 255
x = x.reshape(len(x), 64)

x_train, x_test = x[:1300], x[1300:]
y_train, y_test = y[:1300], y[1300:]

model = keras.Sequential()
model.add(keras.Input((64,)))
model.add(layers.Dense(64, activation="relu"))
model.add(layers.Dense(32, activation="relu"))
model.add(layers.Dense(10, activation="softmax"))
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x_train, y_train, epochs=15, batch_size=64, validation_data=(x_test, y_test), verbose=0)

print("train", history.history["accuracy"][-1])
print("test ", history.history["val_accuracy"][-1], np.shape(x_test))
