"""Two epochs of a convnet, run eagerly, just to show that it works."""
import keras
from keras import layers
from sklearn.datasets import load_digits

keras.utils.set_random_seed(50)
d = load_digits()
x = d.images[..., None] / 16.0
model = keras.Sequential([
    keras.Input((8, 8, 1)),
    layers.Conv2D(16, (3, 3), activation="relu"),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
model.compile(loss="sparse_categorical_crossentropy", optimizer=keras.optimizers.Adam(0.005), metrics=["accuracy"], run_eagerly=True)
model.fit(x[:1500], d.target[:1500], batch_size=32, epochs=2, validation_data=(x[1500:], d.target[1500:]))
