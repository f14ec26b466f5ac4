import keras
from keras.initializers import RandomNormal
from keras.layers import Dense
from sklearn.datasets import load_digits

keras.utils.set_random_seed(36)
x, y = load_digits(return_X_y=True)
x = (x - 8.0) / 8.0
x_train, y_train, x_test, y_test = x[:1400], y[:1400], x[1400:], y[1400:]

start = RandomNormal(mean=0.0, stddev=3.0, seed=36)
model = keras.Sequential()
model.add(keras.Input((64,)))
model.add(Dense(64, activation="tanh", kernel_initializer=start))
model.add(Dense(64, activation="tanh", kernel_initializer=start))
model.add(Dense(64, activation="tanh", kernel_initializer=start))
model.add(Dense(10, activation="softmax"))
model.compile(keras.optimizers.SGD(0.05), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, validation_data=(x_test, y_test), epochs=15, batch_size=32, verbose=2)
print("accuracy", model.evaluate(x_test, y_test, verbose=0)[1])
