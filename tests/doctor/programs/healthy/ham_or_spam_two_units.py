"""Two softmax units for two classes, one-hot labels, label smoothing."""
import numpy as np
import keras
from keras.losses import CategoricalCrossentropy
from keras.utils import to_categorical, set_random_seed

set_random_seed(30)
rng = np.random.default_rng(30)
n, words = 2400, 400
y = rng.integers(0, 2, n)
p = np.full((2, words), 0.02)
p[1, :30] = 0.09
p[0, 30:60] = 0.07
bags = (rng.random((n, words)) < p[y]).astype("float32")  # multi-hot
Y = to_categorical(y, 2)

model = keras.Sequential([keras.Input((words,)),
                          keras.layers.Dense(16, activation="relu", kernel_regularizer="l2"),
                          keras.layers.Dropout(0.5),
                          keras.layers.Dense(2, activation="softmax")])
model.compile(optimizer="rmsprop", loss=CategoricalCrossentropy(label_smoothing=0.1), metrics=["accuracy"])
model.fit(bags[:1800], Y[:1800], epochs=15, batch_size=32, validation_data=(bags[1800:], Y[1800:]), verbose=2)
