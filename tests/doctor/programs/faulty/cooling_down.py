import keras
from keras import layers
from keras.optimizers.schedules import ExponentialDecay
from sklearn.datasets import load_digits

keras.utils.set_random_seed(47)
digits = load_digits()
images = digits.images[..., None] / 16.0
x_train, x_val = images[:1400], images[1400:]
y_train, y_val = digits.target[:1400], digits.target[1400:]

schedule = ExponentialDecay(initial_learning_rate=1e-3, decay_steps=1, decay_rate=0.7)

model = keras.Sequential()
model.add(keras.Input((8, 8, 1)))
model.add(layers.Conv2D(16, 3, activation="relu"))
model.add(layers.Flatten())
model.add(layers.Dense(32, activation="relu"))
model.add(layers.Dense(10, activation="softmax"))
model.compile(keras.optimizers.Adam(schedule), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, epochs=12, batch_size=32, validation_data=(x_val, y_val), verbose=2)
print("accuracy", model.evaluate(x_val, y_val, verbose=0)[1])
