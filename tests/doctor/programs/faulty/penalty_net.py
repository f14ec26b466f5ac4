import keras
from keras import layers, regularizers
from sklearn.datasets import load_digits

keras.utils.set_random_seed(79)
digits = load_digits()
x = (digits.images / 16).reshape(-1, 64)
y = keras.utils.to_categorical(digits.target)

reg = regularizers.l2(1.0)
model = keras.Sequential([
    layers.Input((64,)),
    layers.Dense(64, activation="relu", kernel_regularizer=reg),
    layers.Dense(64, activation="relu", kernel_regularizer=reg),
    layers.Dense(10, activation="softmax", kernel_regularizer=reg),
])
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(x[:1400], y[:1400], batch_size=64, epochs=15, validation_data=(x[1400:], y[1400:]), verbose=2)
