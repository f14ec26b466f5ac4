import keras
from keras.layers import Activation, Dense, Input
from keras.models import Sequential
from sklearn.datasets import load_digits

keras.utils.set_random_seed(51)
X, y = load_digits(return_X_y=True)
X = X / 16
Y = keras.utils.to_categorical(y)

model = Sequential()
model.add(Input((64,)))
model.add(Dense(32))
model.add(Activation("relu"))
model.add(Dense(10, activation="softmax"))
model.add(Activation("softmax"))
model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.SGD(0.1), metrics=["accuracy"])
model.fit(X[:1400], Y[:1400], batch_size=32, epochs=15, validation_data=(X[1400:], Y[1400:]), verbose=2)
