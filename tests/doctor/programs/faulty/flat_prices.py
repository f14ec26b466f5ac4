"""Flat prices from size, rooms, floor and distance to the centre."""
import numpy as np
from keras import Input
from keras.layers import Dense
from keras.models import Sequential
from keras.utils import set_random_seed
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

set_random_seed(10)
rng = np.random.default_rng(10)
n = 800
size = rng.uniform(25, 180, n)
rooms = np.clip(np.round(size / 28 + rng.normal(0, 0.7, n)), 1, 7)
floor = rng.integers(0, 9, n)
km = rng.exponential(5, n)
price = 45000 + 3400 * size + 9000 * rooms + 1500 * floor - 7500 * km + rng.normal(0, 18000, n)

X = np.column_stack([size, rooms, floor, km])
X_train, X_test, y_train, y_test = train_test_split(X, price, test_size=0.25, random_state=0)
sc = StandardScaler()
X_train = sc.fit_transform(X_train)
X_test = sc.transform(X_test)

model = Sequential()
model.add(Input((4,)))
model.add(Dense(32, activation="relu"))
model.add(Dense(16, activation="relu"))
model.add(Dense(1))
model.compile(optimizer="adam", loss="mean_squared_error", metrics=["mae"])
model.fit(X_train, y_train, epochs=40, batch_size=32, validation_data=(X_test, y_test), verbose=2)
print(model.predict(X_test[:5], verbose=0).ravel(), y_test[:5])
