# Several labels can hold at once, hence sigmoids and binary cross-entropy.
import numpy as np
import keras
from sklearn.datasets import make_multilabel_classification
from sklearn.preprocessing import StandardScaler

keras.utils.set_random_seed(13)
X, Y = make_multilabel_classification(n_samples=2000, n_features=30, n_classes=6, n_labels=2,
                                      length=60, random_state=13)
split = 1600
scaler = StandardScaler().fit(X[:split])
X = scaler.transform(X)

inp = keras.layers.Input(shape=(30,))
z = keras.layers.Dense(64, activation="gelu")(inp)
z = keras.layers.Dropout(0.5)(z)
out = keras.layers.Dense(6, activation="sigmoid", name="labels")(z)
model = keras.Model(inp, out)
model.compile(optimizer="rmsprop", loss="binary_crossentropy",
              metrics=["binary_accuracy", keras.metrics.AUC(multi_label=True, name="auc")])
model.fit(X[:split], Y[:split], epochs=12, batch_size=32, validation_data=(X[split:], Y[split:]), verbose=2)
print("base rate of the labels:", Y.mean(axis=0).round(2))
