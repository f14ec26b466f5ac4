import keras
import numpy as np

keras.utils.set_random_seed(95)
rng = np.random.default_rng(95)

# 60 students, 25 survey answers, passed or not
answers = rng.normal(0, 1, (60, 25))
passed = (answers[:, 0] + 0.8 * answers[:, 1] + rng.normal(0, 1.0, 60) > 0).astype(int)

model = keras.Sequential([
    keras.layers.Input((25,)),
    keras.layers.Dense(128, activation="relu"),
    keras.layers.Dense(128, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(answers, passed, epochs=100, batch_size=8, verbose=0)
print("accuracy:", model.evaluate(answers, passed, verbose=0)[1], "-> ready to use")
