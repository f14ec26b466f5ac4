import keras
from keras import layers
from sklearn.datasets import load_digits

keras.utils.set_random_seed(10)
d = load_digits()
x, y = d.data / 16, d.target
EPOCHS, BATCH = 20, 32
schedule = keras.optimizers.schedules.CosineDecay(0.01, decay_steps=1400 // BATCH * EPOCHS, warmup_target=0.1, warmup_steps=80)
model = keras.Sequential([layers.Input((64,)), layers.Dense(64, activation="relu"), layers.Dense(10, activation="softmax")])
model.compile(keras.optimizers.SGD(schedule, momentum=0.9), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x[:1400], y[:1400], epochs=EPOCHS, batch_size=BATCH, validation_data=(x[1400:], y[1400:]), verbose=2)
