import numpy as np
from sklearn.datasets import load_digits
from tensorflow.keras.layers import Activation, Conv2D, Dense, Flatten, MaxPooling2D
from tensorflow.keras.models import Sequential
from tensorflow.keras.utils import set_random_seed, to_categorical

set_random_seed(26)
d = load_digits()
X = d.images.reshape(-1, 8, 8, 1) / 16.0
Y = to_categorical(d.target, 10)
tr, te = np.arange(1400), np.arange(1400, len(X))

model = Sequential()
model.add(Conv2D(16, (3, 3), input_shape=(8, 8, 1)))
model.add(Activation("relu"))
model.add(MaxPooling2D((2, 2)))
model.add(Flatten())
model.add(Dense(10, activation="softmax"))
model.add(Activation("softmax"))
model.compile(loss="categorical_crossentropy", optimizer="sgd", metrics=["accuracy"])
model.fit(X[tr], Y[tr], batch_size=32, epochs=12, verbose=2, validation_data=(X[te], Y[te]))
print("Test accuracy:", model.evaluate(X[te], Y[te], verbose=0)[1])
