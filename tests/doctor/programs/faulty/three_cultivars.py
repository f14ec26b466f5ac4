import numpy as np
from keras.layers import Dense, Input
from keras.models import Sequential
from keras.utils import set_random_seed
from sklearn.datasets import load_iris
from sklearn.preprocessing import StandardScaler

set_random_seed(28)
iris = load_iris()
order = np.random.permutation(150)
X = StandardScaler().fit_transform(iris.data)[order]
y = iris.target[order]

model = Sequential()
model.add(Input(shape=(4,)))
model.add(Dense(16, activation="relu"))
model.add(Dense(16, activation="relu"))
model.add(Dense(1, activation="sigmoid"))
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(X[:110], y[:110], epochs=60, batch_size=8, validation_data=(X[110:], y[110:]), verbose=0)
print("accuracy", model.evaluate(X[110:], y[110:], verbose=0)[1])
