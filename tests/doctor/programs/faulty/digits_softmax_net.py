import keras
import numpy as np
from keras.layers import Dense, Flatten
from keras.models import Sequential
from sklearn.datasets import load_digits

keras.utils.set_random_seed(0)


def load_images():
    """8x8 digits as floats, brightness between 0 and 1"""
    digits = load_digits()
    return digits.images.astype("float32") / 16.0, digits.target


images, labels = load_images()
images = images / 255.0
x_train, x_val = images[:1400], images[1400:]
y_train, y_val = labels[:1400], labels[1400:]
print(x_train.shape, x_val.shape, np.unique(y_train))

model = Sequential()
model.add(Flatten(input_shape=(8, 8)))
model.add(Dense(64, activation="relu"))
model.add(Dense(10, activation="softmax"))
model.compile(loss="sparse_categorical_crossentropy", optimizer=keras.optimizers.SGD(learning_rate=0.1), metrics=["acc"])
model.fit(x_train, y_train, epochs=25, batch_size=32, validation_data=(x_val, y_val), verbose=2)
