"""fit, look, lower the rate, fit again, and again."""
import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(53)
x = np.linspace(-np.pi, np.pi, 400).reshape(-1, 1)
y = np.sin(x) + np.random.normal(0, 0.05, x.shape)
order = np.random.permutation(400)
x, y = x[order], y[order]

net = tf.keras.Sequential([tf.keras.layers.Input((1,)), tf.keras.layers.Dense(30, activation='tanh'),
                           tf.keras.layers.Dense(30, activation='tanh'), tf.keras.layers.Dense(1)])
net.compile(optimizer=tf.keras.optimizers.Adam(0.01), loss='mse')
for rate in (0.01, 0.003, 0.001):
    net.optimizer.learning_rate = rate
    net.fit(x[:360], y[:360], epochs=20, batch_size=16, validation_data=(x[360:], y[360:]), verbose=0)
    print(rate, net.evaluate(x[:360], y[:360], verbose=0), net.evaluate(x[360:], y[360:], verbose=0))
