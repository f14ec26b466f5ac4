"""Stripes: horizontal, vertical, diagonal. Conv + batch norm + dropout, augmentation in the model."""
import tensorflow as tf
import numpy as np

tf.keras.utils.set_random_seed(27)
rng = np.random.default_rng(27)
u, v = np.meshgrid(np.arange(14), np.arange(14))
which = rng.integers(0, 3, 900)
waves = np.stack([u, v, (u + v) / 1.4])[which]
imgs = 0.5 + 0.3 * np.sin(waves * 1.2 + rng.uniform(0, 6, (900, 1, 1))) + rng.normal(0, 0.1, waves.shape)
imgs = np.clip(imgs, 0, 1)[..., None].astype("float32")

L = tf.keras.layers
model = tf.keras.Sequential([
    L.Input((14, 14, 1)),
    L.RandomTranslation(0.1, 0.1),
    L.Conv2D(8, 3, use_bias=False),
    L.BatchNormalization(),
    L.ReLU(),
    L.MaxPooling2D(),
    L.Flatten(),
    L.Dropout(0.3),
    L.Dense(3, activation="softmax"),
])
model.compile(tf.keras.optimizers.Adam(0.005), "sparse_categorical_crossentropy", metrics=["accuracy"])
ds = tf.data.Dataset.from_tensor_slices((imgs[:720], which[:720])).shuffle(720, seed=0).batch(32)
model.fit(ds, epochs=12, validation_data=(imgs[720:], which[720:]), verbose=2)
