# digits with a learning rate that falls over time
import keras
from keras.optimizers.schedules import ExponentialDecay
from sklearn.datasets import load_digits

keras.utils.set_random_seed(61)
d = load_digits()
x, y = d.data / 16.0, d.target

schedule = ExponentialDecay(initial_learning_rate=0.1, decay_steps=1, decay_rate=0.6)
model = keras.Sequential([
    keras.layers.Input((64,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer=keras.optimizers.SGD(schedule), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x[:1400], y[:1400], epochs=20, batch_size=32, validation_data=(x[1400:], y[1400:]), verbose=2)
