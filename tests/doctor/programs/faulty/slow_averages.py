import tensorflow as tf
from sklearn.datasets import load_digits
from tensorflow.keras import layers

tf.keras.utils.set_random_seed(57)
digits = load_digits()
x = digits.images[..., None].astype("float32") / 16.0
y = digits.target

model = tf.keras.Sequential(
    [
        layers.Input((8, 8, 1)),
        layers.Conv2D(16, 3, padding="same"),
        layers.BatchNormalization(momentum=0.9999),
        layers.Activation("relu"),
        layers.Conv2D(16, 3, padding="same"),
        layers.BatchNormalization(momentum=0.9999),
        layers.Activation("relu"),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    ]
)
model.compile(tf.keras.optimizers.Adam(0.003), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x[:1400], y[:1400], batch_size=64, epochs=4, validation_data=(x[1400:], y[1400:]), verbose=2)
print("val accuracy", model.evaluate(x[1400:], y[1400:], verbose=0)[1])
