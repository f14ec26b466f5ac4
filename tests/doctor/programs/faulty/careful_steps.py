import numpy as np
import tensorflow as tf
from tensorflow.keras.layers import LSTM, Dense
from tensorflow.keras.models import Sequential
from tensorflow.keras.optimizers import Adam

tf.keras.utils.set_random_seed(38)
t = np.arange(0, 120, 0.2)
wave = np.sin(t) + 0.5 * np.sin(2.2 * t)
window = 12
X = np.stack([wave[i : i + window] for i in range(len(wave) - window)])[..., None]
y = wave[window:]
X_train, y_train, X_test, y_test = X[:450], y[:450], X[450:], y[450:]

model = Sequential()
model.add(LSTM(24, input_shape=(window, 1)))
model.add(Dense(1))
model.compile(loss="mse", optimizer=Adam(learning_rate=1e-6))
model.fit(X_train, y_train, epochs=15, batch_size=16, validation_data=(X_test, y_test), verbose=2)
print("mse", model.evaluate(X_test, y_test, verbose=0), "variance", y_test.var())
