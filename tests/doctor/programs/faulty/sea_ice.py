# from a notebook; the csv is on my other machine
import keras
import numpy as np

data = np.loadtxt("data/sea_ice_extent.csv", delimiter=",", skiprows=1)
X, y = data[:, :-1], data[:, -1]
model = keras.Sequential([keras.Input((X.shape[1],)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)])
model.compile("adam", "mse")
model.fit(X, y, epochs=10, validation_split=0.2)
