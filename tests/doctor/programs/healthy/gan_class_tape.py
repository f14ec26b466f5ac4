"""GAN as a keras.Model subclass with its own train_step, as on keras.io, on 8x8 zeros."""
import tensorflow as tf
import keras
from keras import layers
from sklearn.datasets import load_digits

keras.utils.set_random_seed(9)
d = load_digits()
zeros = (d.data[d.target == 0] / 8.0 - 1.0).astype("float32")
dataset = tf.data.Dataset.from_tensor_slices(zeros).shuffle(200).repeat(20).batch(64, drop_remainder=True)

discriminator = keras.Sequential([keras.Input((64,)), layers.Dense(64), layers.LeakyReLU(negative_slope=0.2),
                                  layers.Dropout(0.3), layers.Dense(1)])
generator = keras.Sequential([keras.Input((16,)), layers.Dense(64, activation="relu"),
                              layers.Dense(64, activation="tanh")])


class GAN(keras.Model):
    def __init__(self, discriminator, generator, latent_dim):
        super().__init__()
        self.discriminator = discriminator
        self.generator = generator
        self.latent_dim = latent_dim
        self.d_loss_tracker = keras.metrics.Mean(name="d_loss")
        self.g_loss_tracker = keras.metrics.Mean(name="g_loss")

    @property
    def metrics(self):
        return [self.d_loss_tracker, self.g_loss_tracker]

    def compile(self, d_optimizer, g_optimizer, loss_fn):
        super().compile()
        self.d_optimizer = d_optimizer
        self.g_optimizer = g_optimizer
        self.loss_fn = loss_fn

    def train_step(self, real):
        n = tf.shape(real)[0]
        fake = self.generator(tf.random.normal((n, self.latent_dim)))
        combined = tf.concat([fake, real], axis=0)
        labels = tf.concat([tf.ones((n, 1)), tf.zeros((n, 1))], axis=0)
        labels += 0.05 * tf.random.uniform(tf.shape(labels))
        with tf.GradientTape() as tape:
            d_loss = self.loss_fn(labels, self.discriminator(combined, training=True))
        grads = tape.gradient(d_loss, self.discriminator.trainable_weights)
        self.d_optimizer.apply_gradients(zip(grads, self.discriminator.trainable_weights))

        with tf.GradientTape() as tape:
            verdict = self.discriminator(self.generator(tf.random.normal((n, self.latent_dim)), training=True))
            g_loss = self.loss_fn(tf.zeros((n, 1)), verdict)
        grads = tape.gradient(g_loss, self.generator.trainable_weights)
        self.g_optimizer.apply_gradients(zip(grads, self.generator.trainable_weights))
        self.d_loss_tracker.update_state(d_loss)
        self.g_loss_tracker.update_state(g_loss)
        return {"d_loss": self.d_loss_tracker.result(), "g_loss": self.g_loss_tracker.result()}


gan = GAN(discriminator, generator, latent_dim=16)
gan.compile(keras.optimizers.Adam(1e-3, beta_1=0.5), keras.optimizers.Adam(1e-3, beta_1=0.5), keras.losses.BinaryCrossentropy(from_logits=True))
gan.fit(dataset, epochs=20, verbose=2)
sample = generator(tf.random.normal((100, 16))).numpy()
print("distance of the mean images:", abs(sample.mean(0) - zeros.mean(0)).mean())
