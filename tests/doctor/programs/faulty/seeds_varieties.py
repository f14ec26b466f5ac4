import keras
import numpy as np

keras.utils.set_random_seed(111)
rng = np.random.default_rng(111)
variety = rng.integers(1, 4, 300)            # 1 Kama, 2 Rosa, 3 Canadian, as in the file
kernel = rng.normal(0, 0.5, (300, 7)) + rng.normal(0, 1, (4, 7))[variety]

model = keras.Sequential([
    keras.layers.Input((7,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(kernel[:240], variety[:240], epochs=25, batch_size=16, validation_data=(kernel[240:], variety[240:]), verbose=2)
