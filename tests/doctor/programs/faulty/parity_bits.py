import keras
import numpy as np

keras.utils.set_random_seed(13)

# 3 bits in, is the number of ones odd?
bits = np.random.randint(0, 2, (800, 3)).astype("float32")
odd = bits.sum(axis=1) % 2

inp = keras.Input(shape=(3,))
hidden = keras.layers.Dense(32, activation="relu")(inp)
out = keras.layers.Dense(1)(hidden)
net = keras.Model(inp, out)
net.compile(optimizer=keras.optimizers.Adam(0.01), loss="binary_crossentropy", metrics=["binary_accuracy"])
net.fit(bits[:600], odd[:600], validation_data=(bits[600:], odd[600:]), epochs=30, batch_size=32, verbose=2)
print(net.predict(bits[:8], verbose=0).ravel(), odd[:8])
