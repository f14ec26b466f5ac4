import numpy as np
from keras.layers import Dense
from keras.models import Sequential
from keras.utils import set_random_seed
from sklearn.datasets import make_moons

set_random_seed(48)
X, y = make_moons(n_samples=800, noise=0.1, random_state=48)

model = Sequential()
model.add(Dense(24, input_dim=2, activation="relu"))
model.add(Dense(24, activation="relu"))
model.add(Dense(1, activation="sigmoid"))
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(X[:600], y[:600], epochs=3, batch_size=32, validation_data=(X[600:], y[600:]))
predictions = (model.predict(X[600:], verbose=0) > 0.5).astype(int).ravel()
print("accuracy", np.mean(predictions == y[600:]))
