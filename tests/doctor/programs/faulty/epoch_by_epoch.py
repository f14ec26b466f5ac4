import keras
import numpy as np
from keras import layers
from sklearn.datasets import make_regression

keras.utils.set_random_seed(63)
x, y = make_regression(n_samples=960, n_features=12, n_informative=8, noise=4.0, random_state=63)
y = (y - y.mean()) / y.std()

model = keras.Sequential([keras.Input((12,)), layers.Dense(64, activation="relu"), layers.Dense(1)])
model.compile(optimizer=keras.optimizers.SGD(learning_rate=1.0), loss="mse")

batch_size = 32
for epoch in range(12):
    order = np.random.permutation(800)
    losses = []
    for first in range(0, 800, batch_size):
        rows = order[first : first + batch_size]
        losses.append(model.train_on_batch(x[rows], y[rows]))
    print(f"epoch {epoch}: loss {np.mean(losses):.4f}, test {model.test_on_batch(x[800:], y[800:]):.4f}")
