# Heteroscedastic regression: predict mean and log-variance; the loss (a log-likelihood) goes below zero.
import numpy as np
import keras
from keras import ops

keras.utils.set_random_seed(23)
x = np.random.uniform(-2, 2, (2000, 1)).astype("float32")
sigma = 0.03 + 0.08 * np.abs(x)
y = (np.sin(2 * x) * 0.5 + np.random.normal(size=x.shape) * sigma).astype("float32")


def gaussian_nll(y_true, y_pred):
    mu, log_var = y_pred[:, :1], y_pred[:, 1:]
    return ops.mean(0.5 * (log_var + ops.square(y_true - mu) / ops.exp(log_var)))


model = keras.Sequential([
    keras.layers.Input((1,)),
    keras.layers.Dense(32, activation="tanh"),
    keras.layers.Dense(32, activation="tanh"),
    keras.layers.Dense(2),
])
model.compile(keras.optimizers.Adam(0.005, clipnorm=1.0), loss=gaussian_nll)
model.fit(x, y, epochs=25, batch_size=64, validation_split=0.2, verbose=2)
mu, lv = model.predict(x, verbose=0).T
print("rmse", np.sqrt(np.mean((mu - y[:, 0]) ** 2)), "noise", np.sqrt(np.mean(sigma**2)),
      "spread correlation", np.corrcoef(np.exp(lv / 2), sigma[:, 0])[0, 1])
