# Newswires after "Deep Learning with Python": multi-hot words, many topics, a fixed scheduler
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

keras.utils.set_random_seed(55)
rng = np.random.default_rng(55)
TOPICS, WORDS, N = 20, 1000, 3000
topic_words = np.stack([rng.choice(WORDS, 25, replace=False) for _ in range(TOPICS)])
labels = rng.choice(TOPICS, N, p=(p := 1 / np.arange(2, TOPICS + 2)) / p.sum())
x = np.zeros((N, WORDS), "float32")
for i, l in enumerate(labels):
    x[i, rng.choice(topic_words[l], 7)] = 1.0
    x[i, rng.integers(0, WORDS, 30)] = 1.0
x_train, x_val = x[:2500], x[2500:]
y_train, y_val = labels[:2500], labels[2500:]

model = keras.Sequential([
    keras.Input((WORDS,)),
    layers.Dense(64, activation="relu"),
    layers.Dropout(0.5),
    layers.Dense(64, activation="relu"),
    layers.Dense(TOPICS, activation="softmax"),
])
model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
halve = keras.callbacks.LearningRateScheduler(lambda epoch, lr: lr if epoch < 7 else lr * 0.5)
model.fit(x_train, y_train, epochs=10, batch_size=64, validation_data=(x_val, y_val), callbacks=[halve], verbose=2)
