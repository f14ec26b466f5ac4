import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(89)
rng = np.random.default_rng(89)
pts = rng.uniform(-2, 2, (1500, 2)).astype("float32")
colour = ((np.floor(pts[:, 0]) + np.floor(pts[:, 1])) % 2).astype("float32")

model = tf.keras.Sequential([
    tf.keras.Input((2,)),
    tf.keras.layers.Dense(2, activation="relu"),
    tf.keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer=tf.keras.optimizers.Adam(0.01), loss="binary_crossentropy", metrics=["accuracy"])
model.fit(pts[:1200], colour[:1200], epochs=40, batch_size=32, validation_data=(pts[1200:], colour[1200:]), verbose=2)
