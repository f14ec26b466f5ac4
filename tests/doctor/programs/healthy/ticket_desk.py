"""Two inputs, two outputs: keras.io's ticket example, small."""
import numpy as np
import keras
from keras import layers

keras.utils.set_random_seed(37)
rng = np.random.default_rng(37)
n = 2000
title = rng.integers(10, 300, (n, 10))
extra = rng.normal(size=(n, 6)).astype("float32")
department = rng.integers(0, 4, n)
for i in range(n):
    title[i, rng.choice(10, 3, replace=False)] = 10 + department[i] * 20 + rng.integers(0, 20, 3)
priority = (0.5 + 0.3 * np.tanh(extra[:, 0] - extra[:, 1]) + 0.05 * department + rng.normal(0, 0.05, n)).astype("float32")

title_in = keras.Input((10,), dtype="int32", name="title")
extra_in = keras.Input((6,), name="extra")
t = layers.Embedding(300, 16)(title_in)
t = layers.GlobalMaxPooling1D()(t)
x = layers.concatenate([t, extra_in])
x = layers.Dense(32, activation="relu")(x)
dep = layers.Dense(4, name="department")(x)
pri = layers.Dense(1, name="priority")(x)
model = keras.Model([title_in, extra_in], {"department": dep, "priority": pri})
model.compile(
    optimizer=keras.optimizers.RMSprop(3e-3),
    loss={"department": keras.losses.SparseCategoricalCrossentropy(from_logits=True), "priority": "mse"},
    loss_weights={"department": 0.3, "priority": 1.0},
    metrics={"department": ["accuracy"], "priority": ["mae"]},
)
k = 1600
model.fit({"title": title[:k], "extra": extra[:k]}, {"department": department[:k], "priority": priority[:k]},
          validation_data=({"title": title[k:], "extra": extra[k:]}, {"department": department[k:], "priority": priority[k:]}),
          epochs=15, batch_size=32, verbose=2)
