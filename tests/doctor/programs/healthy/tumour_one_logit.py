import keras
import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(0)
X, y = load_breast_cancer(return_X_y=True)
X = X.astype("float32")
Xtr, Xte, ytr, yte = train_test_split(X, y, test_size=0.2, stratify=y, random_state=1)

# the normalisation lives in the model, so raw measurements go in
norm = keras.layers.Normalization()
norm.adapt(Xtr)

inputs = keras.Input((30,))
h = norm(inputs)
h = keras.layers.Dense(16, activation="relu")(h)
logit = keras.layers.Dense(1)(h)
clf = keras.Model(inputs, logit)
clf.compile(
    optimizer=keras.optimizers.Adam(0.005),
    loss=keras.losses.BinaryCrossentropy(from_logits=True),
    metrics=[keras.metrics.BinaryAccuracy(threshold=0.0), keras.metrics.AUC(from_logits=True)],
)
clf.fit(Xtr, ytr, epochs=20, batch_size=32, validation_data=(Xte, yte), verbose=2)
prob = keras.ops.sigmoid(clf.predict(Xte, verbose=0))
print("correct:", np.mean((np.asarray(prob)[:, 0] > 0.5) == yte))
