import keras
from keras import layers
from sklearn.datasets import load_digits

keras.utils.set_random_seed(49)
x, y = load_digits(return_X_y=True)
x = x / 16.0
batch_size = 1400

model = keras.Sequential(
    [keras.Input((64,)), layers.Dense(64, activation="relu"), layers.Dense(10, activation="softmax")]
)
model.compile(keras.optimizers.SGD(0.1), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x[:1400], y[:1400], batch_size=batch_size, epochs=15, validation_data=(x[1400:], y[1400:]), verbose=2)
print("accuracy", model.evaluate(x[1400:], y[1400:], verbose=0)[1])
