from keras.layers import Dense, Input
from keras.models import Sequential
from keras.optimizers import Adam
from keras.utils import set_random_seed
import numpy as np

set_random_seed(17)
training_data = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], "float32")
target_data = np.array([[0], [1], [1], [0]], "float32")

model = Sequential()
model.add(Input((2,)))
model.add(Dense(16, activation="relu"))
model.add(Dense(1, activation="sigmoid"))
model.compile(loss="mean_squared_error", optimizer=Adam(0.05), metrics=["binary_accuracy"])
model.fit(training_data, target_data, epochs=200, verbose=0)
print(model.predict(training_data, verbose=0).round())
