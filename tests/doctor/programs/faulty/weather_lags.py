"""Tomorrow's temperature from the last seven days."""
import keras
import numpy as np

keras.utils.set_random_seed(103)
t = np.arange(800)
temp = 10 * np.sin(2 * np.pi * t / 365) + np.random.normal(0, 1, 800)
temp = (temp - temp.mean()) / temp.std()

WINDOW = 7
X = np.array([temp[i : i + WINDOW] for i in range(len(temp) - WINDOW + 1)])[..., None]
y = temp[WINDOW:]

model = keras.Sequential([keras.layers.Input((WINDOW, 1)), keras.layers.LSTM(8), keras.layers.Dense(1)])
model.compile(optimizer="adam", loss="mse")
model.fit(X, y, epochs=3, batch_size=32)
