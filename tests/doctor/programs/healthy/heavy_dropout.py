"""Digits with dropout .7, as in the first experiments of the thesis."""
import keras
from keras.layers import Dense, Dropout, Input
from keras.models import Sequential
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(3)
X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X / 16, keras.utils.to_categorical(y), random_state=3)
model = Sequential()
model.add(Input(shape=(64,)))
model.add(Dense(256, activation="relu"))
model.add(Dropout(0.7))
model.add(Dense(256, activation="relu"))
model.add(Dropout(0.7))
model.add(Dense(10, activation="softmax"))
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(X_train, y_train, epochs=20, batch_size=32, validation_data=(X_test, y_test), verbose=2)
