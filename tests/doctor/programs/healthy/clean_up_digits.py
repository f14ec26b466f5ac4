import numpy as np
import keras
from keras.layers import Input, Conv2D, MaxPooling2D, UpSampling2D
from sklearn.datasets import load_digits

keras.utils.set_random_seed(6)
clean = load_digits().images[..., None].astype("float32") / 16.0
noisy = np.clip(clean + 0.35 * np.random.normal(size=clean.shape), 0.0, 1.0).astype("float32")

inp = Input((8, 8, 1))
x = Conv2D(16, 3, activation="relu", padding="same")(inp)
x = MaxPooling2D(2)(x)
x = Conv2D(24, 3, activation="relu", padding="same")(x)
x = UpSampling2D(2)(x)
x = Conv2D(16, 3, activation="relu", padding="same")(x)
out = Conv2D(1, 3, activation="sigmoid", padding="same")(x)
denoiser = keras.Model(inp, out)
denoiser.compile(optimizer=keras.optimizers.Adam(0.005), loss="binary_crossentropy")
denoiser.fit(noisy[:1500], clean[:1500], epochs=10, batch_size=64, verbose=2,
             validation_data=(noisy[1500:], clean[1500:]))
restored = denoiser.predict(noisy[1500:], verbose=0)
print("mse noisy %.4f, mse restored %.4f" % (np.mean((noisy[1500:] - clean[1500:]) ** 2), np.mean((restored - clean[1500:]) ** 2)))
