from sklearn.datasets import load_digits
from tensorflow.keras import layers, models, utils

utils.set_random_seed(69)
x, y = load_digits(return_X_y=True)
x = x / 16.0

model = models.Sequential()
model.add(layers.Input((8, 8, 1)))
model.add(layers.Conv2D(16, 3, activation="relu"))
model.add(layers.Flatten())
model.add(layers.Dense(10, activation="softmax"))
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x[:1400], y[:1400], epochs=3, validation_data=(x[1400:], y[1400:]), verbose=2)
print(model.evaluate(x[1400:], y[1400:], verbose=0))
