"""Does the sequence hold more ones than zeros? SimpleRNN."""
import keras
import numpy as np

keras.utils.set_random_seed(21)
seq = np.random.randint(0, 2, (1200, 11, 1)).astype("float32")
more_ones = (seq.sum((1, 2)) > 5.5).astype("float32")

model = keras.Sequential([keras.Input((11, 1)), keras.layers.GRU(16), keras.layers.Dense(1, activation="sigmoid")])
model.compile(optimizer=keras.optimizers.Adam(0.01), loss="binary_crossentropy", metrics=["accuracy"])
model.fit(seq[:1000], more_ones[:1000], epochs=10, batch_size=32, validation_data=(seq[1000:], more_ones[1000:]), verbose=2)
