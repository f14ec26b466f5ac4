import numpy as np
import tensorflow as tf
from sklearn.datasets import load_digits
from tensorflow.keras import layers, models, optimizers

tf.keras.utils.set_random_seed(14)
x, y = load_digits(return_X_y=True)
x = (x / 16.0).astype("float32")
x_test, y_test = x[1400:], y[1400:]
x, y = x[:1400], y[:1400]
# one folder per digit, read folder by folder
by_class = np.argsort(y, kind="stable")

train = tf.data.Dataset.from_tensor_slices((x[by_class], y[by_class]))
train = train.batch(32)

model = models.Sequential([layers.Input((64,)), layers.Dense(32, activation="relu"), layers.Dense(10, activation="softmax")])
model.compile(optimizers.SGD(0.2), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(train, epochs=8, validation_data=(x_test, y_test), verbose=2)
print("accuracy", model.evaluate(x_test, y_test, verbose=0)[1])
