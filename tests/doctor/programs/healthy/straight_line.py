# y = 2x - 1
import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(18)
xs = np.array([-1.0, 0.0, 1.0, 2.0, 3.0, 4.0], dtype=float).reshape(-1, 1)
ys = np.array([-3.0, -1.0, 1.0, 3.0, 5.0, 7.0], dtype=float).reshape(-1, 1)

model = tf.keras.Sequential([tf.keras.layers.Input((1,)), tf.keras.layers.Dense(units=1)])
model.compile(optimizer="sgd", loss="mean_squared_error")
model.fit(xs, ys, epochs=400, verbose=0)
print(model.predict(np.array([[10.0]]), verbose=0))
