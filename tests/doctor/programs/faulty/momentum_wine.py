from sklearn.datasets import load_wine
from sklearn.preprocessing import scale
from sklearn.utils import shuffle
from tensorflow.keras import layers, models, optimizers, utils

utils.set_random_seed(63)
X, y = load_wine(return_X_y=True)
X, y = shuffle(scale(X), y, random_state=63)

model = models.Sequential()
model.add(layers.Input((13,)))
model.add(layers.Dense(24, activation="relu"))
model.add(layers.Dense(3, activation="softmax"))
opt = optimizers.Adam(learning_rate=0.001, epsilon=100.0)
model.compile(optimizer=opt, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(X, y, validation_split=0.25, epochs=40, batch_size=16, verbose=2)
