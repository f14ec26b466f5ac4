# Mixture density network: two answers for each x (Bishop's example)
import numpy as np
import tensorflow as tf
from tensorflow import keras

keras.utils.set_random_seed(39)
rng = np.random.default_rng(39)
x = rng.uniform(-1, 1, (3000, 1)).astype("float32")
sign = rng.choice([-1.0, 1.0], (3000, 1))
y = (sign * (0.4 + 0.3 * x) + rng.normal(0, 0.05, x.shape)).astype("float32")
K = 4


def mdn_loss(y_true, params):
    pi, mu, log_s = tf.split(params, 3, axis=-1)
    z = (y_true - mu) / tf.exp(log_s)
    logp = tf.nn.log_softmax(pi) - 0.5 * z ** 2 - log_s - 0.919
    return -tf.reduce_logsumexp(logp, axis=-1)


model = keras.Sequential([keras.layers.Input((1,)), keras.layers.Dense(24, activation='tanh'),
                          keras.layers.Dense(3 * K, bias_initializer=keras.initializers.RandomNormal(stddev=0.5))])
model.compile(optimizer=keras.optimizers.Adam(0.01), loss=mdn_loss)
model.fit(x[:2500], y[:2500], batch_size=64, epochs=20, validation_data=(x[2500:], y[2500:]), verbose=2)
print("best possible about", -(np.log(0.5) - np.log(0.05) - 0.919 - 0.5))
