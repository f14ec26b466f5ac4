# softmax regression on digits with a big step size, no hidden layer
import keras
from keras import layers
from sklearn.datasets import load_digits

keras.utils.set_random_seed(1)
digits = load_digits()
x, y = digits.data / 16.0, digits.target
model = keras.Sequential([layers.Input((64,)), layers.Dense(10, activation="softmax")])
model.compile(optimizer=keras.optimizers.SGD(learning_rate=1.0), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x[:1400], y[:1400], epochs=15, batch_size=64, validation_data=(x[1400:], y[1400:]), verbose=2)
