# GAN on points of a ring, the old way with train_on_batch
import numpy as np
from keras.models import Sequential, Model
from keras.layers import Dense, Input, LeakyReLU
from keras.optimizers import Adam
import keras

keras.utils.set_random_seed(4)
rng = np.random.default_rng(4)
latent_dim = 4


def real_points(n):
    a = rng.uniform(0, 2 * np.pi, n)
    return np.stack([np.cos(a), np.sin(a)], 1) + rng.normal(0, 0.05, (n, 2))


generator = Sequential([Input((latent_dim,)), Dense(24), LeakyReLU(negative_slope=0.2), Dense(24), LeakyReLU(negative_slope=0.2), Dense(2)])
discriminator = Sequential([Input((2,)), Dense(24), LeakyReLU(negative_slope=0.2), Dense(24), LeakyReLU(negative_slope=0.2),
                            Dense(1, activation='sigmoid')])
discriminator.compile(loss='binary_crossentropy', optimizer=Adam(0.002, beta_1=0.5))

frozen = keras.models.clone_model(discriminator)
frozen.set_weights(discriminator.get_weights())
frozen.trainable = False
z = Input((latent_dim,))
gan = Model(z, frozen(generator(z)))
gan.compile(loss='binary_crossentropy', optimizer=Adam(0.002, beta_1=0.5))

half = 64
for step in range(400):
    fake = generator(rng.normal(size=(half, latent_dim))).numpy()
    xs = np.concatenate([real_points(half), fake])
    ys = np.concatenate([np.full((half, 1), 0.9), np.zeros((half, 1))])
    d_loss = discriminator.train_on_batch(xs, ys)
    frozen.set_weights(discriminator.get_weights())
    g_loss = gan.train_on_batch(rng.normal(size=(2 * half, latent_dim)), np.ones((2 * half, 1)))
    if step % 100 == 99:
        pts = generator(rng.normal(size=(500, latent_dim))).numpy()
        print(step, float(np.ravel(d_loss)[0]), float(np.ravel(g_loss)[0]), 'radius', np.linalg.norm(pts, axis=1).mean().round(3))
