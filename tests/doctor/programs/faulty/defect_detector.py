import numpy as np
from sklearn.datasets import make_classification
from sklearn.metrics import recall_score
from sklearn.model_selection import train_test_split

from tensorflow import keras

keras.utils.set_random_seed(4)
X, y = make_classification(
    n_samples=4000, n_features=12, n_informative=5, weights=[0.975], class_sep=0.4, flip_y=0.0, random_state=4
)
X = X.astype("float32")
X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=4)

model = keras.models.Sequential()
model.add(keras.layers.InputLayer(shape=(12,)))
model.add(keras.layers.Dense(16, activation="relu"))
model.add(keras.layers.Dense(1, activation="sigmoid"))
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(X_train, y_train, epochs=8, batch_size=64, validation_data=(X_test, y_test), verbose=2)

found = (model.predict(X_test, verbose=0)[:, 0] > 0.5).astype(int)
print("accuracy", np.mean(found == y_test), "recall of the defects", recall_score(y_test, found))
