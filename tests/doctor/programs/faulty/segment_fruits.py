import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(109)
rng = np.random.default_rng(109)
fruit = rng.integers(0, 3, 300)
img = rng.random((300, 16, 16, 3)) * 0.3
img[np.arange(300), :, :, fruit] += 0.5

model = keras.Sequential()
model.add(layers.Input((16, 16, 3)))
model.add(layers.Conv2D(8, 3, activation="relu"))
model.add(layers.MaxPooling2D())
model.add(layers.Dense(16, activation="relu"))
model.add(layers.Dense(3, activation="softmax"))
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(img, keras.utils.to_categorical(fruit), epochs=3, validation_split=0.2)
