"""Training loop with GradientTape, written down from the lecture."""
import numpy as np
import tensorflow as tf
from sklearn.datasets import make_moons
from tensorflow import keras

keras.utils.set_random_seed(55)
X, y = make_moons(800, noise=0.12, random_state=55)
X = X.astype("float32")
y = y.astype("float32").reshape(-1, 1)

model = keras.Sequential([
    keras.layers.Input((2,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
bce = keras.losses.BinaryCrossentropy()
lr = 0.1


@tf.function
def step(xb, yb):
    with tf.GradientTape() as tape:
        loss = bce(yb, model(xb, training=True))
    grads = tape.gradient(loss, model.trainable_variables)
    for w, g in zip(model.trainable_variables, grads):
        w.assign(w - lr * g)
    return loss


ds = tf.data.Dataset.from_tensor_slices((X[:600], y[:600])).shuffle(600, seed=0).batch(32)
for epoch in range(10):
    losses = [float(step(xb, yb)) for xb, yb in ds]
    acc = np.mean((model.predict(X[600:], verbose=0) > 0.5) == y[600:])
    print(epoch, np.mean(losses), acc)
