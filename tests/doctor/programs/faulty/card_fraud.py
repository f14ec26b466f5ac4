import numpy as np
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from tensorflow import keras

keras.utils.set_random_seed(17)
rng = np.random.default_rng(17)

# card transactions, 2 % fraud
n_ok, n_fraud = 2940, 60
ok = rng.normal(0, 1, (n_ok, 8))
fraud = rng.normal(0.75, 1.2, (n_fraud, 8))
X = np.vstack([ok, fraud])
y = np.r_[np.zeros(n_ok), np.ones(n_fraud)]
X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.3, stratify=y, random_state=17)
scale = StandardScaler().fit(X_tr)
X_tr, X_te = scale.transform(X_tr), scale.transform(X_te)

clf = keras.Sequential([
    keras.layers.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dropout(0.3),
    keras.layers.Dense(1, activation="sigmoid"),
])
clf.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
clf.fit(X_tr, y_tr, validation_data=(X_te, y_te), epochs=12, batch_size=64, verbose=2)
pred = (clf.predict(X_te, verbose=0) > 0.5).astype(int)
print(confusion_matrix(y_te, pred))
