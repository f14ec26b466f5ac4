import numpy as np
from tensorflow import keras

keras.utils.set_random_seed(105)
rng = np.random.default_rng(105)
sex = rng.choice(["male", "female"], 400)
cls = rng.integers(1, 4, 400)
age = rng.integers(1, 75, 400)
survived = ((sex == "female") ^ (rng.random(400) < 0.15)).astype(int)
table = np.array([[s, c, a] for s, c, a in zip(sex, cls, age)])

model = keras.Sequential([
    keras.layers.Input((3,)),
    keras.layers.Dense(8, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(table, survived, epochs=5)
