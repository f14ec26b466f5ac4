"""Progress of diabetes after a year (sklearn's table), 442 patients."""
import keras
import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

keras.utils.set_random_seed(83)
X, y = load_diabetes(return_X_y=True)
y = (y - y.mean()) / y.std()
X_train, X_test, y_train, y_test = train_test_split(X, y, train_size=120, random_state=83)
prep = StandardScaler().fit(X_train)
X_train, X_test = prep.transform(X_train), prep.transform(X_test)

model = keras.Sequential([
    keras.layers.Input((10,)),
    keras.layers.Dense(256, activation="relu"),
    keras.layers.Dense(256, activation="relu"),
    keras.layers.Dense(1),
])
model.compile(optimizer="adam", loss="mse", metrics=["mae"])
h = model.fit(X_train, y_train, epochs=60, batch_size=32, validation_data=(X_test, y_test), verbose=0)
print("train", h.history["loss"][::12], "\nval", h.history["val_loss"][::12], "best", np.min(h.history["val_loss"]))
