import keras
from keras.initializers import RandomNormal
from keras.layers import Dense
from keras.models import Sequential
from sklearn.datasets import load_digits

keras.utils.set_random_seed(29)
images, labels = load_digits(return_X_y=True)
images = (images / 16.0).astype("float32")

model = Sequential()
model.add(keras.Input((64,)))
model.add(Dense(64, activation="sigmoid", kernel_initializer=RandomNormal(stddev=12.0, seed=1)))
model.add(Dense(64, activation="sigmoid", kernel_initializer=RandomNormal(stddev=12.0, seed=2)))
model.add(Dense(10, activation="softmax", kernel_initializer=RandomNormal(stddev=12.0, seed=3)))
model.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(images[:1400], labels[:1400], epochs=20, batch_size=32,
          validation_data=(images[1400:], labels[1400:]), verbose=2)
