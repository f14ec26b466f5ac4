"""GAN for a 1-d mixture of two gaussians."""
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

keras.utils.set_random_seed(12)
rng = np.random.default_rng(12)
latent = 4


def real_samples(n):
    return (rng.choice([-1.5, 1.5], n) + rng.normal(0, 0.2, n)).reshape(-1, 1).astype("float32")


generator = keras.Sequential([layers.Input((latent,)), layers.Dense(16, activation="relu"), layers.Dense(1)])
discriminator = keras.Sequential([layers.Input((1,)), layers.Dense(16, activation="relu"), layers.Dense(1, activation="sigmoid")])
discriminator.compile(loss="binary_crossentropy", optimizer=keras.optimizers.Adam(1e-3), metrics=["accuracy"])

discriminator.trainable = False
gan = keras.Sequential([generator, discriminator])
gan.compile(loss="binary_crossentropy", optimizer=keras.optimizers.Adam(1e-3))
discriminator.trainable = True

half = 32
for step in range(120):
    fake = generator(rng.normal(size=(half, latent)).astype("float32")).numpy()
    x = np.concatenate([real_samples(half), fake])
    d_loss = discriminator.train_on_batch(x, np.r_[np.ones(half), np.zeros(half)].reshape(-1, 1))
    g_loss = gan.train_on_batch(rng.normal(size=(2 * half, latent)).astype("float32"), np.ones((2 * half, 1)))
    if step % 40 == 0:
        print(step, d_loss, g_loss)
sample = generator(rng.normal(size=(500, latent)).astype("float32")).numpy()
print("generated mean %.2f std %.2f" % (sample.mean(), sample.std()))
