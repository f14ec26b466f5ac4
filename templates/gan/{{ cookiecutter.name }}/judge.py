"""The judge: how good are drawn images? A number instead of a look.

The losses of the two networks do not tell: each is measured against the other, which
changes too. So a third network is asked, a small classifier that has learned to name
the real images of all classes. It is trained once and then stays as it is.

    likeness = 1 - d / d0

d is the Frechet distance (Heusel et al. 2017) between drawn and real images, in what
the classifier's last hidden layer gives out; d0 is that of the mean image, drawn every
time. Real images come near 1, the mean image has 0.
"""

from settings import PROJECT  # isort: skip  (it chooses Keras's backend)

import hashlib
import os
from typing import NamedTuple

import keras
import numpy as np
from keras import layers

from data import CLASS_NAMES, Split, split_source

SEED = 7
EPOCHS = 5
LARGEST_SAMPLE = 5000  # real images that drawn ones are compared with, at most
LARGEST_LESSON = 10000  # real images that the judge learns from, at most


class Cloud(NamedTuple):
    """Where the features of some images lie: around a mean, spread by a covariance."""

    mean: np.ndarray  # shape (features,)
    covariance: np.ndarray  # shape (features, features)


class Opinion(NamedTuple):
    """What the judge sees in some images."""

    cloud: Cloud
    confidence: float  # the probability of the class an image is taken for, on average
    entropy: float  # of the classes that they are taken for, in nats; 0: always one
    named: np.ndarray  # the number in CLASS_NAMES that each image is taken for


class Judge:
    """Looks at images through a classifier that knows the real ones."""

    def __init__(self, classifier: keras.Model):
        outputs = [classifier.get_layer("features").output, classifier.outputs[0]]
        self.network = keras.Model(classifier.inputs, outputs)

    def look(self, images: np.ndarray) -> Opinion:
        """Say what is in images of grey values, shape (n, rows, columns, 1)."""
        features, probabilities = self.network.predict(images, 500, verbose=0)
        named = probabilities.argmax(axis=1)
        shares = np.bincount(named, minlength=len(CLASS_NAMES)) / len(named)
        shares = shares[shares > 0]
        return Opinion(
            cloud=cloud(features),
            confidence=float(probabilities.max(axis=1).mean()),
            entropy=float(np.sum(shares * np.log(1 / shares))),
            named=named,
        )


class Standard:
    """Real images as the judge sees them, to compare drawn ones with."""

    def __init__(self, judge: Judge, real: np.ndarray, mean_image: np.ndarray):
        self.judge = judge
        self.real = judge.look(real[:LARGEST_SAMPLE])
        always_the_same = judge.look(np.stack([mean_image] * 2))
        self.farthest = frechet_distance(always_the_same.cloud, self.real.cloud)

    def likeness(self, opinion: Opinion) -> float:
        """1 for images like the real ones, 0 for the mean image drawn every time."""
        return 1 - frechet_distance(opinion.cloud, self.real.cloud) / self.farthest

    def variety(self, opinion: Opinion) -> float:
        """How much images differ, as a share of how much the real ones do."""
        drawn, real = opinion.cloud.covariance, self.real.cloud.covariance
        return float(np.trace(drawn) / np.trace(real))


def cloud(features: np.ndarray) -> Cloud:
    """Mean and covariance of features, shape (images, features)."""
    features = features.astype("float64")
    return Cloud(features.mean(axis=0), np.cov(features, rowvar=False))


def frechet_distance(one: Cloud, other: Cloud) -> float:
    """How far two clouds are apart if both were normal distributions.

    |m1 - m2|^2 + trace(C1 + C2 - 2 (C1 C2)^(1/2))        (Dowson and Landau 1982)
    """
    # C1 C2 has the eigenvalues of R C2 R, R being the root of C1, which is symmetric.
    values, vectors = np.linalg.eigh(one.covariance)
    root = vectors * np.sqrt(values.clip(0)) @ vectors.T
    both = np.linalg.eigvalsh(root @ other.covariance @ root)
    shift = np.sum((one.mean - other.mean) ** 2)
    spread = np.trace(one.covariance) + np.trace(other.covariance)
    return float(shift + spread - 2 * np.sqrt(both.clip(0)).sum())


def load_judge(experiment: dict) -> Judge:
    """Load the judge of these data, or train it the first time, some seconds long.

    It learns from the training images of all classes, whichever are to be drawn: runs
    on other classes and on parts of the data are judged by the same eyes.
    """
    train = split_source(experiment["data"]).train
    order = np.random.default_rng(SEED).permutation(len(train.labels))[:LARGEST_LESSON]
    lesson = Split(train.images[order], train.labels[order])
    file = PROJECT / "runs" / f"judge-{fingerprint(lesson)}.keras"
    if not file.exists():
        classifier = train_classifier(lesson)
        file.parent.mkdir(exist_ok=True)
        unfinished = file.with_name(f"unfinished-judge-{os.getpid()}.keras")
        classifier.save(unfinished)
        os.replace(unfinished, file)
    # Loaded in any case: the first run and all others get the very same judge.
    return Judge(keras.saving.load_model(file, compile=False))


def fingerprint(lesson: Split) -> str:
    """A name for what a judge is made of: its images, its labels and this file."""
    digest = hashlib.sha256()
    for part in (lesson.images.tobytes(), lesson.labels.tobytes()):
        digest.update(part)
    with open(__file__, "rb") as own:
        digest.update(own.read())
    return digest.hexdigest()[:12]


def train_classifier(lesson: Split) -> keras.Model:
    """Train a small convolutional network to name the images."""
    keras.utils.set_random_seed(SEED)
    classifier = keras.Sequential(
        [
            keras.Input(lesson.images.shape[1:]),
            layers.Rescaling(1 / 255),
            layers.Conv2D(16, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(32, activation="tanh", name="features"),
            layers.Dense(len(CLASS_NAMES), activation="softmax"),
        ]
    )
    classifier.compile(
        keras.optimizers.Adam(0.002),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=False,
    )
    classifier.fit(lesson.images, lesson.labels, 64, epochs=EPOCHS, verbose=0)
    return classifier
