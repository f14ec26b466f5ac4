"""5 % defective parts, class weights."""
import keras
import numpy as np
from sklearn.metrics import recall_score
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(9)
rng = np.random.default_rng(9)
ok = rng.normal(0, 1, (1425, 6))
bad = rng.normal(1.3, 1, (75, 6))
X = np.vstack([ok, bad]).astype("float32")
y = np.r_[np.zeros(1425), np.ones(75)]
X_train, X_val, y_train, y_val = train_test_split(X, y, test_size=0.3, stratify=y, random_state=9)

weights = {0: 1.0, 1: (y_train == 0).sum() / (y_train == 1).sum()}
model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1, activation="sigmoid")])
model.compile("adam", "binary_crossentropy", metrics=["accuracy", keras.metrics.Recall(name="recall")])
model.fit(X_train, y_train, epochs=25, batch_size=32, class_weight=weights, validation_data=(X_val, y_val), verbose=2)
print("recall", recall_score(y_val, model.predict(X_val, verbose=0) > 0.5))
