import tensorflow as tf
from sklearn.datasets import load_digits

tf.keras.utils.set_random_seed(23)
digits = load_digits()
x, y = digits.images / 16.0, digits.target
x_train, y_train, x_test, y_test = x[:1500], y[:1500], x[1500:], y[1500:]

model = tf.keras.models.Sequential(
    [
        tf.keras.layers.Input(shape=(8, 8)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(10),
    ]
)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, epochs=15, validation_data=(x_test, y_test), verbose=2)
model.evaluate(x_test, y_test, verbose=2)
