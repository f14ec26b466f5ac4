import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

tf.keras.utils.set_random_seed(16)
rng = np.random.default_rng(16)
x = rng.uniform(-2, 2, (800, 2)).astype("float32")
y = (np.sin(x[:, :1]) * x[:, 1:] + rng.normal(0, 0.05, (800, 1))).astype("float32")

model = tf.keras.Sequential([layers.Input((2,)), layers.Dense(32, activation="tanh"), layers.Dense(1)])
optimizer = tf.keras.optimizers.Adam(0.02)
train = tf.data.Dataset.from_tensor_slices((x[:600], y[:600])).shuffle(600, seed=3).batch(50)


@tf.function
def train_step(xb, yb):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(xb, training=True) - yb) ** 2)
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
    return loss


for epoch in range(25):
    for xb, yb in train:
        loss = train_step(xb, yb)
    val = float(tf.reduce_mean((model(x[600:]) - y[600:]) ** 2))
    if epoch % 6 == 0:
        print(epoch, float(loss), val)
