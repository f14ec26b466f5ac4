# does it generalise? 40 noisy points, large net
import keras
import numpy as np
from keras.layers import Dense
from keras.models import Sequential
from sklearn.datasets import make_circles
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(4)
X, y = make_circles(260, noise=0.25, factor=0.5, random_state=4)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.5, random_state=4)

model = Sequential()
model.add(keras.Input(shape=(2,)))
model.add(Dense(128, activation="relu"))
model.add(Dense(128, activation="relu"))
model.add(Dense(1, activation="sigmoid"))
model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.Adam(0.01), metrics=["accuracy"])
h = model.fit(X_train, y_train, epochs=40, batch_size=16, validation_data=(X_train, y_train), verbose=0)
print("val accuracy: %.3f" % h.history["val_accuracy"][-1])
print("held out: %.3f" % model.evaluate(X_test, y_test, verbose=0)[1])
