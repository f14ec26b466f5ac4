"""Diabetes yes/no from 6 measurements (data made to look like the usual csv)."""
from keras.layers import Dense, Input
from keras.models import Sequential
from keras.utils import set_random_seed
from sklearn.preprocessing import StandardScaler
import numpy as np

set_random_seed(77)
rng = np.random.default_rng(77)
N = 700
glucose = rng.normal(120, 30, N)
bmi = rng.normal(31, 7, N)
age = rng.uniform(21, 80, N)
pressure = rng.normal(70, 12, N)
pregnancies = rng.poisson(3, N)
pedigree = rng.gamma(2, 0.22, N)
z = 0.06 * (glucose - 120) + 0.14 * (bmi - 31) + 0.05 * (age - 45) + 2 * (pedigree - 0.44)
outcome = (z + rng.normal(0, 1, N) > 0).astype(int)
X = StandardScaler().fit_transform(np.c_[glucose, bmi, age, pressure, pregnancies, pedigree])
Y = outcome

model = Sequential()
model.add(Input(shape=(6,)))
model.add(Dense(12, activation="relu"))
model.add(Dense(8, activation="relu"))
model.add(Dense(1, activation="softmax"))
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(X, Y, epochs=30, batch_size=10, validation_split=0.2, verbose=2)
scores = model.evaluate(X, Y, verbose=0)
print("%s: %.2f%%" % (model.metrics_names[-1], scores[1] * 100))
