import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers, losses, optimizers

keras.utils.set_random_seed(24)
rng = np.random.default_rng(24)
n, steps = 900, 24
kind = rng.integers(0, 4, n)
t = np.arange(steps)
signal = np.sin(t[None] * (0.3 + 0.3 * kind[:, None]) + rng.uniform(0, 6, (n, 1))) + rng.normal(0, 0.3, (n, steps))
signal = signal[..., None].astype("float32")


class Activity(keras.Model):
    def __init__(self):
        super().__init__()
        self.filters = layers.Conv1D(24, 7, activation="relu")
        self.pool = layers.GlobalAveragePooling1D()
        self.hidden = layers.Dense(24, activation="relu")
        self.kinds = layers.Dense(4)

    def call(self, inputs):
        h = self.hidden(self.pool(self.filters(inputs)))
        return self.kinds(h)


model = Activity()
optimizer = optimizers.SGD(0.1)
loss_fn = losses.SparseCategoricalCrossentropy(from_logits=True)
data = tf.data.Dataset.from_tensor_slices((signal[:700], kind[:700])).shuffle(700).batch(32)

for epoch in range(15):
    total = 0.0
    for x, y in data:
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        total += float(loss)
    print("epoch", epoch + 1, "loss", round(total / len(data), 4))

guess = np.argmax(model(signal[700:]), axis=1)
print("accuracy", np.mean(guess == kind[700:]))
