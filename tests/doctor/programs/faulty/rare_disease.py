"""Small clinical table; the sick ones are few, so bring both groups to the same size first."""
import keras
import numpy as np
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(31)
rng = np.random.default_rng(31)

healthy = rng.normal(0.0, 1.0, (400, 10))
sick = rng.normal(0.15, 1.0, (60, 10))

# random oversampling of the smaller group
more = sick[rng.integers(0, len(sick), len(healthy))]
X = np.concatenate([healthy, more]).astype("float32")
y = np.concatenate([np.zeros(len(healthy)), np.ones(len(more))]).astype("float32")

X_train, X_val, y_train, y_val = train_test_split(X, y, test_size=0.25, random_state=31, shuffle=True)

inputs = keras.Input((10,))
h = keras.layers.Dense(64, activation="relu")(inputs)
h = keras.layers.Dense(64, activation="relu")(h)
model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(h))
model.compile(optimizer=keras.optimizers.Adam(3e-3), loss="binary_crossentropy", metrics=["accuracy"])
model.fit(X_train, y_train, epochs=40, batch_size=32, validation_data=(X_val, y_val), verbose=2)
