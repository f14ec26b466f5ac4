"""Learn digits 0-4, freeze the features, learn 5-9 on few examples, then fine-tune everything."""
import numpy as np
import keras
from keras import layers
from sklearn.datasets import load_digits

keras.utils.set_random_seed(31)
X, y = load_digits(return_X_y=True)
X = X.reshape(-1, 8, 8, 1).astype("float32") / 16
low, high = y < 5, y >= 5

base = keras.Sequential([
    layers.Input((8, 8, 1)),
    layers.Conv2D(16, 3, activation="relu"),
    layers.Conv2D(24, 3, activation="relu"),
    layers.MaxPooling2D(),
    layers.Flatten(),
], name="base")
source = keras.Sequential([base, layers.Dense(5, activation="softmax")])
source.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
source.fit(X[low], y[low], epochs=10, verbose=2)

xh, yh = X[high], y[high] - 5
rng = np.random.default_rng(0).permutation(len(xh))
xh, yh = xh[rng], yh[rng]
train, test = slice(0, 250), slice(250, None)

# stage one: only the new head
base.trainable = False
inputs = layers.Input((8, 8, 1))
x = base(inputs, training=False)
x = layers.Dropout(0.2)(x)
outputs = layers.Dense(5, activation="softmax")(x)
target = keras.Model(inputs, outputs)
target.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
target.fit(xh[train], yh[train], epochs=15, batch_size=32, validation_data=(xh[test], yh[test]), verbose=2)

# stage two: everything, gently
base.trainable = True
target.compile(keras.optimizers.Adam(4e-4), "sparse_categorical_crossentropy", metrics=["accuracy"])
target.fit(xh[train], yh[train], epochs=8, batch_size=32, validation_data=(xh[test], yh[test]), verbose=2)
