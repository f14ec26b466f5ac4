"""Mean and spread of a noisy signal, fitted by maximum likelihood."""
import numpy as np
import tensorflow as tf
from tensorflow import keras

keras.utils.set_random_seed(44)
x = np.random.uniform(-1, 1, (1024, 2)).astype("float32")
y = (x[:, :1] * 1.5 - np.sin(3 * x[:, 1:]) + np.random.normal(0, 0.2, (1024, 1))).astype("float32")

model = keras.Sequential(
    [keras.layers.Input((2,)), keras.layers.Dense(32, activation="tanh"), keras.layers.Dense(1)]
)
optimizer = keras.optimizers.SGD(learning_rate=0.02)
data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(1024).batch(64)


def log_likelihood(target, mean):
    return -0.5 * tf.square(target - mean)


@tf.function
def step(inputs, target):
    with tf.GradientTape() as tape:
        loss = -tf.reduce_mean(log_likelihood(target, model(inputs, training=True)))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss


for epoch in range(10):
    losses = [float(step(inputs, target)) for inputs, target in data]
    print(f"epoch {epoch}: {np.mean(losses):.4f}")
print("mse", float(tf.reduce_mean(tf.square(y - model(x)))), "variance", y.var())
