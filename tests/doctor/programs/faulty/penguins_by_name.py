import numpy as np
from keras.layers import Dense, Input
from keras.models import Sequential
from keras.utils import set_random_seed

set_random_seed(70)
rng = np.random.default_rng(70)
islands = rng.choice(["Biscoe", "Dream", "Torgersen"], 300)
bill = rng.normal(44, 5, 300)
flipper = rng.normal(200, 14, 300)
mass = 20 * flipper + 30 * bill + rng.normal(0, 100, 300)
rows = [[b, f, i] for b, f, i in zip((bill - 44) / 5, (flipper - 200) / 14, islands)]
X = np.array(rows, dtype=object)
y = (mass - mass.mean()) / mass.std()

model = Sequential([Input((3,)), Dense(16, activation="relu"), Dense(1)])
model.compile(optimizer="adam", loss="mse")
model.fit(X, y, epochs=5, batch_size=16, validation_split=0.2, verbose=2)
