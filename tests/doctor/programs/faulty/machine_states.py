"""Which of four states a machine is in, from eight currents measured at the same moment."""
import numpy as np
from tensorflow.keras import Input, Model
from tensorflow.keras.layers import Dense, Dropout
from tensorflow.keras.utils import set_random_seed, to_categorical

set_random_seed(17)
rng = np.random.RandomState(17)

n = 1600
states = rng.randint(0, 4, n)
centres = rng.normal(0, 2, (4, 8))
currents = centres[states] + rng.normal(0, 0.8, (n, 8))

X = currents[:-1]
y = to_categorical(states[1:], 4)
split = 1200

inp = Input((8,))
x = Dense(40, activation="relu")(inp)
x = Dropout(0.2)(x)
x = Dense(20, activation="relu")(x)
out = Dense(4, activation="softmax")(x)
model = Model(inp, out)
model.compile(loss="categorical_crossentropy", optimizer="rmsprop", metrics=["acc"])
model.fit(X[:split], y[:split], validation_data=(X[split:], y[split:]), epochs=15, batch_size=32, verbose=2)
print("acc", model.evaluate(X[split:], y[split:], verbose=0)[1])
