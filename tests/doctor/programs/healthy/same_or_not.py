"""Siamese net on pairs of digits with the contrastive loss (keras.io style)."""
import numpy as np
import keras
from keras import ops
from sklearn.datasets import load_digits

keras.utils.set_random_seed(18)
x, y = load_digits(return_X_y=True)
x = x.astype("float32") / 16
rng = np.random.default_rng(18)
mix = rng.permutation(len(x))
x, y = x[mix], y[mix]


def make_pairs(x, y, n):
    a = rng.integers(0, len(x), n)
    b = rng.integers(0, len(x), n)
    same = rng.random(n) < 0.5
    for i in np.where(same)[0]:
        b[i] = rng.choice(np.where(y == y[a[i]])[0])
    return x[a], x[b], (y[a] != y[b]).astype("float32")


a_tr, b_tr, t_tr = make_pairs(x[:1300], y[:1300], 6000)
a_te, b_te, t_te = make_pairs(x[1300:], y[1300:], 600)


def contrastive(margin=1.0):
    def loss(y_true, y_pred):
        return ops.mean((1 - y_true) * ops.square(y_pred) + y_true * ops.square(ops.maximum(margin - y_pred, 0)))
    return loss


tower = keras.Sequential([keras.Input((64,)), keras.layers.Dense(64, activation="relu"), keras.layers.Dense(16)])
left, right = keras.Input((64,)), keras.Input((64,))
distance = keras.layers.Lambda(
    lambda v: ops.sqrt(ops.maximum(ops.sum(ops.square(v[0] - v[1]), axis=1, keepdims=True), 1e-7)),
    output_shape=(1,))([tower(left), tower(right)])
siamese = keras.Model([left, right], distance)


def pair_accuracy(y_true, y_pred):
    return ops.mean(ops.equal(y_true > 0.5, y_pred > 0.5))


siamese.compile(loss=contrastive(), optimizer=keras.optimizers.RMSprop(1e-3), metrics=[pair_accuracy])
siamese.fit([a_tr, b_tr], t_tr[:, None], validation_data=([a_te, b_te], t_te[:, None]), epochs=8, batch_size=64, verbose=2)
