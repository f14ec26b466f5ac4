import keras
import numpy as np
from sklearn.datasets import load_digits

keras.utils.set_random_seed(8)
X, y = load_digits(return_X_y=True)
order = np.random.default_rng(8).permutation(len(X))
X, y = X[order].reshape(-1, 8, 8, 1) / 16.0, y[order]
n = 1440
BATCH, EPOCHS = 48, 12
steps = EPOCHS * n // BATCH
rate = keras.optimizers.schedules.CosineDecay(
    initial_learning_rate=0.0, warmup_target=0.01, warmup_steps=steps // 6, decay_steps=steps - steps // 6)

model = keras.Sequential([
    keras.layers.Input((8, 8, 1)),
    keras.layers.Conv2D(16, 3, padding="same", activation="swish"),
    keras.layers.MaxPooling2D(),
    keras.layers.Flatten(),
    keras.layers.Dense(32, activation="swish"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer=keras.optimizers.AdamW(rate, weight_decay=0.01), loss="sparse_categorical_crossentropy",
              metrics=["accuracy"])
model.fit(X[:n], y[:n], batch_size=BATCH, epochs=EPOCHS, validation_data=(X[n:], y[n:]), verbose=2)
