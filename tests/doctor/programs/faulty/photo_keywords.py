"""Every photo may carry any number of five keywords."""
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(15)
rng = np.random.default_rng(15)
n = 1500
features = rng.normal(size=(n, 16)).astype("float32")
directions = rng.normal(size=(16, 5))
keywords = ((features @ directions + rng.normal(0, 0.5, (n, 5))) > 0).astype("float32")

inputs = keras.Input((16,))
x = layers.Dense(48, activation="relu")(inputs)
outputs = layers.Dense(5, activation="softmax")(x)
model = keras.Model(inputs, outputs)
model.compile(optimizer="adam", loss="categorical_crossentropy")
model.fit(features[:1200], keywords[:1200], validation_data=(features[1200:], keywords[1200:]), epochs=20, verbose=2)

found = model.predict(features[1200:], verbose=0) > 0.5
print("keywords right:", np.mean(found == keywords[1200:]))
