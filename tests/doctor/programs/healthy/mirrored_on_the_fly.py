"""A Python generator that shifts and brightens pictures while training."""
import numpy as np
import keras
from keras import layers
from sklearn.datasets import load_digits

keras.utils.set_random_seed(43)
pics, names = load_digits().images / 16.0, load_digits().target
mixed = np.random.permutation(len(pics))
pics, names = pics[mixed], names[mixed]
train_x, train_y, test_x, test_y = pics[:1400], names[:1400], pics[1400:], names[1400:]


def augmented(x, y, batch):
    rng = np.random.default_rng(0)
    while True:
        at = rng.integers(0, len(x), batch)
        imgs = x[at].copy()
        for i in range(batch):
            imgs[i] = np.roll(imgs[i], rng.integers(-1, 2), axis=0)
        imgs *= rng.uniform(0.7, 1.2, (batch, 1, 1))
        imgs += rng.normal(0, 0.05, imgs.shape)
        yield imgs[..., None].astype("float32"), y[at]


model = keras.Sequential([
    layers.Input((8, 8, 1)),
    layers.Conv2D(24, 3, padding="same", use_bias=False),
    layers.BatchNormalization(momentum=0.9),
    layers.Activation("relu"),
    layers.MaxPooling2D(),
    layers.Conv2D(32, 3, padding="same", activation="relu"),
    layers.Flatten(),
    layers.Dropout(0.3),
    layers.Dense(10, activation="softmax"),
])
model.compile(optimizer=keras.optimizers.Nadam(0.003), loss="sparse_categorical_crossentropy", metrics=["acc"])
model.fit(augmented(train_x, train_y, 32), steps_per_epoch=45, epochs=10,
          validation_data=(test_x[..., None], test_y), verbose=2)
