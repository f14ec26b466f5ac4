"""Genres of a film from the words of its plot. A film has one to four of six genres."""
import keras
import numpy as np

keras.utils.set_random_seed(23)
rng = np.random.default_rng(23)
GENRES = ["drama", "comedy", "crime", "sci-fi", "romance", "war"]
topic_words = rng.random((6, 80)) < 0.12
genre = (rng.random((1200, 6)) < 0.4).astype("float32")
genre[genre.sum(1) == 0, 0] = 1
rate = 0.03 + 0.5 * (genre @ topic_words > 0)
plots = (rng.random((1200, 80)) < rate).astype("float32")

model = keras.Sequential([
    keras.layers.Input((80,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(len(GENRES), activation="softmax"),
])
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(plots[:900], genre[:900], epochs=20, batch_size=32, validation_data=(plots[900:], genre[900:]), verbose=2)
p = model.predict(plots[900:], verbose=0)
print("genres found:", ((p > 0.5) & (genre[900:] > 0)).sum() / genre[900:].sum())
