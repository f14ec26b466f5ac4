from keras import Sequential
from keras.datasets import mnist  # noqa: F401  (for the full set, later)
from keras.layers import Dense, Dropout, Input
from keras.utils import set_random_seed
from sklearn.datasets import load_digits

set_random_seed(55)
X, y = load_digits(return_X_y=True)
X = X / 16.0

model = Sequential()
model.add(Input((64,)))
model.add(Dense(64, activation="relu"))
model.add(Dropout(0.95))
model.add(Dense(64, activation="relu"))
model.add(Dropout(0.95))
model.add(Dense(10, activation="softmax"))
model.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(X[:1400], y[:1400], batch_size=32, epochs=15, validation_data=(X[1400:], y[1400:]), verbose=2)
print("accuracy", model.evaluate(X[1400:], y[1400:], verbose=0)[1])
