# texture patches, conv + batch norm
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(87)
rng = np.random.default_rng(87)


def patch(kind):
    u, v = np.meshgrid(np.arange(12), np.arange(12))
    phase = rng.uniform(0, 6)
    wave = {0: u, 1: v, 2: (u + v) / 1.4}[kind]
    return 5 + 2 * np.sin(wave * 1.3 + phase) + rng.normal(0, 0.8, (12, 12))


kinds = rng.integers(0, 3, 500)
x = np.stack([patch(k) for k in kinds])[..., None].astype("float32")

model = keras.Sequential([
    layers.Input((12, 12, 1)),
    layers.Conv2D(8, 3),
    layers.BatchNormalization(momentum=0.9999),
    layers.Activation("relu"),
    layers.GlobalAveragePooling2D(),
    layers.BatchNormalization(momentum=0.9999),
    layers.Dense(3, activation="softmax"),
])
model.compile(optimizer=keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x[:400], kinds[:400], epochs=12, batch_size=32, validation_data=(x[400:], kinds[400:]), verbose=2)
