import numpy as np
from keras.layers import Dense, Input
from keras.models import Sequential
from keras.utils import set_random_seed
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

set_random_seed(5)
X, target = make_classification(n_samples=1000, n_features=10, n_informative=6, class_sep=1.5, random_state=5)
y = np.where(target == 1, 1, -1)

X_train, X_val, y_train, y_val = train_test_split(X, y, random_state=5)
scaler = StandardScaler().fit(X_train)
X_train, X_val = scaler.transform(X_train), scaler.transform(X_val)

model = Sequential([Input((10,)), Dense(24, activation="relu"), Dense(1, activation="sigmoid")])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(X_train, y_train, epochs=20, batch_size=32, validation_data=(X_val, y_val), verbose=2)
print(model.evaluate(X_val, y_val, verbose=0))
