import keras
from keras import layers
from sklearn.datasets import load_digits

keras.utils.set_random_seed(51)
x, y = load_digits(return_X_y=True)
x = x / 8.0 - 1.0

inputs = keras.Input(shape=(64,))
h = inputs
for _ in range(8):
    h = layers.Dense(48, activation="sigmoid")(h)
outputs = layers.Dense(10, activation="softmax")(h)

model = keras.Model(inputs, outputs, name="tower")
model.compile(optimizer=keras.optimizers.SGD(0.1), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x[:1400], y[:1400], validation_data=(x[1400:], y[1400:]), batch_size=32, epochs=15, verbose=2)
print("accuracy", model.evaluate(x[1400:], y[1400:], verbose=0)[1])
