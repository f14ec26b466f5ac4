import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

keras.utils.set_random_seed(71)
rng = np.random.default_rng(71)

# points in three shells around the origin
shell = rng.integers(0, 3, 900)
direction = rng.normal(0, 1, (900, 3))
direction /= np.linalg.norm(direction, axis=1, keepdims=True)
points = direction * (0.5 + shell + rng.uniform(-0.25, 0.25, 900))[:, None]

model = keras.Sequential()
model.add(layers.Input((3,)))
model.add(layers.Dense(32, activation="relu", bias_initializer=keras.initializers.Constant(-12.0)))
model.add(layers.Dense(32, activation="relu"))
model.add(layers.Dense(3, activation="softmax"))
model.compile(optimizer=keras.optimizers.SGD(0.05), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(points[:700], shell[:700], epochs=20, batch_size=32, validation_data=(points[700:], shell[700:]), verbose=2)
