import numpy as np
import tensorflow as tf
from tensorflow.keras import layers, models

tf.keras.utils.set_random_seed(24)
rng = np.random.default_rng(24)
hour = rng.uniform(0, 1, 3000).astype("float32")
load = (0.6 * np.sin(6.28 * hour) + (0.1 + 0.3 * hour) * rng.gumbel(size=3000)).astype("float32")
features = np.stack([np.sin(6.28 * hour), np.cos(6.28 * hour), hour], 1)
QUANTILES = [0.1, 0.5, 0.9]


def pinball(q):
    def loss(y_true, y_pred):
        e = y_true - y_pred
        return tf.reduce_mean(tf.maximum(q * e, (q - 1) * e), axis=-1)
    return loss


inp = layers.Input((3,))
h = layers.Dense(32, activation='relu')(inp)
h = layers.Dense(32, activation='relu')(h)
outs = [layers.Dense(1, name=f'q{int(q * 100)}')(h) for q in QUANTILES]
model = models.Model(inp, outs)
model.compile('adam', loss=[pinball(q) for q in QUANTILES])
model.fit(features[:2500], [load[:2500, None]] * 3, epochs=12, batch_size=32, verbose=2,
          validation_data=(features[2500:], [load[2500:, None]] * 3))
for q, p in zip(QUANTILES, model.predict(features[2500:], verbose=0)):
    print(q, 'covers', np.mean(load[2500:] < p[:, 0]))
