"""XS S M L XL from body measures; softmax so that the outputs can be shown as percentages."""
import keras
import numpy as np
import tensorflow as tf
from keras import layers

keras.utils.set_random_seed(50)
rng = np.random.default_rng(50)
n = 1500
height = rng.normal(172, 10, n)
weight = 0.9 * (height - 100) + rng.normal(0, 9, n)
chest = 55 + 0.5 * weight + rng.normal(0, 4, n)
noise = rng.normal(0, 0.7, n)
size = np.digitize(chest + 0.2 * (height - 172) + noise, [81, 86, 90, 95])
X = np.stack([height, weight, chest], 1)
X = ((X - X.mean(0)) / X.std(0)).astype("float32")

train = tuple(a[:1200] for a in (X, size))
test = tuple(a[1200:] for a in (X, size))


class SizeNet(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = layers.Dense(16, activation="relu")
        self.scores = layers.Dense(5)

    def call(self, x):
        percent = tf.nn.softmax(self.scores(self.hidden(x)))
        return tf.clip_by_value(percent, 1e-6, 1.0)


model = SizeNet()
model.compile(
    optimizer=keras.optimizers.SGD(learning_rate=0.2),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
model.fit(*train, epochs=12, batch_size=64, validation_data=test, verbose=2)
