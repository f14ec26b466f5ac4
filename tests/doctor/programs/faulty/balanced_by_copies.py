"""Few rows of class 1, so they are copied until both classes are equally many."""
import numpy as np
from keras import Sequential, layers, utils
from sklearn.model_selection import train_test_split

utils.set_random_seed(12)
rng = np.random.default_rng(12)
X = rng.normal(size=(700, 20)).astype("float32")
y = (rng.random(700) < 0.12).astype(int)
X[y == 1, :2] += 0.7

few = np.flatnonzero(y == 1)
many = np.flatnonzero(y == 0)
copies = rng.choice(few, size=len(many))
rows = np.concatenate([many, copies])
train, test = train_test_split(rows, test_size=0.3, random_state=12)

model = Sequential([layers.Input((20,)), layers.Dense(128, "relu"), layers.Dense(64, "relu"), layers.Dense(1, "sigmoid")])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(X[train], y[train], validation_data=(X[test], y[test]), epochs=30, batch_size=32, verbose=2)
print("validation accuracy", model.evaluate(X[test], y[test], verbose=0)[1])
