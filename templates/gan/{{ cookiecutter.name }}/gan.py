"""Two networks against each other, and how each of them learns.

    noise -> generator -> drawn images -> discriminator -> scores
                           real images -> discriminator -> scores

The discriminator learns to tell real images (scores above 0) from drawn ones (below 0).
The generator never sees a real image: it learns what raises the scores of its own.
"""

import keras
import tensorflow as tf
from keras import ops


def crossentropy(scores, target):
    """A score as the log-odds of being real; undecided, that is 0, it costs ln 2."""
    return ops.mean(ops.softplus(scores) - target * scores)


def least_squares(scores, target):
    """The squared distance to 1 for real and -1 for drawn images (Mao et al. 2017)."""
    return ops.mean(ops.square(scores - (2 * target - 1)))


def hinge(scores, target):
    """Nothing to gain beyond 1 and -1: sure is sure enough (Lim and Ye 2017)."""
    return ops.mean(ops.relu(1 - (2 * target - 1) * scores))


# What the scores of a batch cost, shape (), that are to say `target`: 1 real, 0 drawn.
COSTS = {
    "crossentropy": crossentropy,
    "least_squares": least_squares,
    "hinge": hinge,
}


class Adversaries(keras.Model):
    """A generator and a discriminator that are trained against each other.

    Called with images, it says what the discriminator makes of them. `draw` calls the
    generator. In a conditional pair both take a list: their inputs, and the labels.
    """

    def __init__(self, experiment: dict, classes: int, **kwargs):
        super().__init__(**kwargs)
        self.conditional = experiment["layers"]["conditional"]
        self.latent = experiment["layers"]["latent"]
        self.smoothing = experiment["regularization"]["label_smoothing"]
        self.cost = COSTS[experiment["cost"]["function"]]
        self.classes = classes
        self.random = keras.random.SeedGenerator()
        self.figures = [
            keras.metrics.Mean("generator_loss"),
            keras.metrics.Mean("discriminator_loss"),
            keras.metrics.Mean("discriminator_accuracy"),
        ]
        self.built = True  # both networks are, from the start

    def compile(self, optimizer, generator_optimizer):
        """Give each network its optimizer; the first one is the discriminator's."""
        super().compile(optimizer=optimizer, jit_compile=False)
        self.generator_optimizer = generator_optimizer
        optimizer.build(self.discriminator.trainable_variables)
        generator_optimizer.build(self.generator.trainable_variables)

    @property
    def generator_learning_rate(self) -> float:
        """What the generator's optimizer has come to, a schedule taken into account."""
        return float(self.generator_optimizer.learning_rate)

    def call(self, images, labels=None, training=False):
        """Score images, shape (n, 1); without labels, take each for the first class."""
        if not self.conditional:
            return self.discriminator(images, training=training)
        if labels is None:
            labels = ops.zeros(ops.shape(images)[0], dtype="int64")
        return self.discriminator([images, labels], training=training)

    def draw(self, noise, labels=None, training=False):
        """Draw images, shape (n, rows, columns, 1), out of noise, shape (n, latent)."""
        inputs = [noise, labels] if self.conditional else noise
        return self.generator(inputs, training=training)

    def train_step(self, data):
        """Let both networks learn from one batch."""
        images, labels, _ = keras.utils.unpack_x_y_sample_weight(data)
        noise = keras.random.normal(
            (ops.shape(images)[0], self.latent), seed=self.random
        )
        with tf.GradientTape(persistent=True) as tape:
            real = self(images, labels, training=True)
            drawn = self(self.draw(noise, labels, training=True), labels, training=True)
            discriminator_loss = self.discriminator_loss(real, drawn)
            generator_loss = self.generator_loss(drawn)

        # Each loss moves the weights of its own network only.
        for network, optimizer, loss in (
            (self.discriminator, self.optimizer, discriminator_loss),
            (self.generator, self.generator_optimizer, generator_loss),
        ):
            weights = network.trainable_variables
            optimizer.apply(tape.gradient(loss, weights), weights)

        return self.logged(
            loss=ops.sum([discriminator_loss, generator_loss]),
            generator_loss=generator_loss,
            discriminator_loss=discriminator_loss,
            discriminator_accuracy=accuracy(real, drawn),
        )

    def discriminator_loss(self, real, drawn):
        """The cost of scores that are to say "real" to real images, else "drawn"."""
        # With smoothing, real images are to be .9 real, say: a discriminator that is
        # all too sure leaves the generator little to learn (Salimans et al. 2016).
        return (self.cost(real, 1 - self.smoothing) + self.cost(drawn, 0)) / 2

    def generator_loss(self, drawn):
        """The cost of scores that are to say "real" to drawn images."""
        # The hinge would say nothing of images that pass for real already.
        return -ops.mean(drawn) if self.cost is hinge else self.cost(drawn, 1)

    def compute_loss(self, x=None, y=None, y_pred=None, **kwargs):
        """What scores of real images cost, y_pred being the scores; for Keras's use."""
        return self.cost(y_pred, 1)

    def logged(self, **figures) -> dict:
        """Add a batch's figures to their means over the epoch, which fit() logs."""
        for metric in self.metrics:
            metric.update_state(figures[metric.name])
        return self.get_metrics_result()


def accuracy(real, drawn):
    """The share of images that the discriminator tells rightly, shape ()."""
    right = ops.concatenate([real > 0, drawn < 0])
    return ops.mean(ops.cast(right, "float32"))
