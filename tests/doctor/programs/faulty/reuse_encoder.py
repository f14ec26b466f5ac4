"""Small conv encoder with a new head on top."""
import keras
from keras import layers
from sklearn.datasets import load_digits

keras.utils.set_random_seed(93)
d = load_digits()
x = (d.images / 16.0)[..., None].astype("float32")
y = d.target

encoder = keras.Sequential(
    [
        layers.Input((8, 8, 1)),
        layers.Conv2D(4, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dense(6, activation="relu"),
    ],
    name="encoder",
)
encoder.trainable = False

inputs = keras.Input((8, 8, 1))
features = encoder(inputs)
outputs = layers.Dense(10, activation="softmax")(features)
model = keras.Model(inputs, outputs)
model.compile(optimizer=keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x[:1400], y[:1400], batch_size=32, epochs=12, validation_data=(x[1400:], y[1400:]), verbose=2)
