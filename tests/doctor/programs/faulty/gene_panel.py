import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(61)
rng = np.random.default_rng(61)
genes = rng.normal(size=(400, 30)).astype("float32")
ill = genes[:, :4].sum(axis=1) + rng.normal(0, 2.5, 400) > 0
ill = ill.astype("float32")

model = keras.Sequential(
    [
        keras.Input((30,)),
        layers.Dense(256, activation="relu"),
        layers.Dense(128, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
model.fit(genes[:160], ill[:160], validation_data=(genes[160:], ill[160:]), epochs=40, batch_size=16, verbose=2)
print("train", model.evaluate(genes[:160], ill[:160], verbose=0), "val", model.evaluate(genes[160:], ill[160:], verbose=0))
