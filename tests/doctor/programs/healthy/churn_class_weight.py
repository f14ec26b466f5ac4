"""Five per cent of the customers leave; class_weight makes them count."""
import numpy as np
import keras
from keras import layers
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from sklearn.metrics import balanced_accuracy_score

keras.utils.set_random_seed(2)
X, y = make_classification(n_samples=4000, n_features=16, n_informative=8, weights=[0.95], class_sep=1.6,
                           flip_y=0.005, random_state=2)
X_tr, X_te, y_tr, y_te = train_test_split(X, y, stratify=y, test_size=0.25, random_state=2)
sc = StandardScaler()
X_tr = sc.fit_transform(X_tr)
X_te = sc.transform(X_te)

pos = y_tr.sum()
neg = len(y_tr) - pos
weights = {0: len(y_tr) / (2.0 * neg), 1: len(y_tr) / (2.0 * pos)}

model = keras.Sequential([layers.Input((16,)), layers.Dense(32, activation="relu"), layers.Dropout(0.3),
                          layers.Dense(1, activation="sigmoid")])
model.compile(optimizer=keras.optimizers.Adam(3e-3), loss="binary_crossentropy",
              metrics=[keras.metrics.Recall(name="recall"), keras.metrics.Precision(name="precision")])
model.fit(X_tr, y_tr, epochs=12, batch_size=128, class_weight=weights, validation_data=(X_te, y_te), verbose=2)
print("balanced accuracy", balanced_accuracy_score(y_te, model.predict(X_te, verbose=0)[:, 0] > 0.5))
