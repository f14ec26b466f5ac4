"""Trainings of every make, whose every figure is printed: none may change when observed."""

from __future__ import annotations

import random

import keras
import numpy as np
import tensorflow as tf
from keras import layers

R = np.random.default_rng(0)
X = R.normal(size=(256, 8)).astype("float32")
Y = (X[:, 0] > 0).astype("float32")
Y3 = R.integers(0, 3, 256)
IMG = R.random((64, 12, 12, 1)).astype("float32")
YI = R.integers(0, 3, 64)
SEQ = R.normal(size=(64, 5, 3)).astype("float32")


def show(name, *v):
    print(name, *[repr(x) for x in v], flush=True)


def section(f):
    keras.utils.set_random_seed(7)
    try:
        f()
    except Exception as e:
        show(f.__name__, type(e).__name__, str(e)[:60])
    return f


def mlp(*extra, **c):
    m = keras.Sequential(
        [
            layers.Input((8,)),
            layers.Dense(16, activation="relu"),
            *extra,
            layers.Dropout(0.3),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    m.compile(**{"optimizer": "adam", "loss": "binary_crossentropy", "metrics": ["accuracy"], **c})
    return m


@section
def dense():
    h = mlp().fit(X, Y, epochs=3, validation_split=0.2, verbose=0)
    show("dense", h.history)


@section
def images():
    m = keras.Sequential(
        [
            layers.Input((12, 12, 1)),
            layers.RandomFlip("horizontal"),
            layers.RandomRotation(0.1),
            layers.Conv2D(4, 3),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Flatten(),
            layers.Dense(3, activation="softmax"),
        ]
    )
    m.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    h = m.fit(IMG, YI, epochs=3, validation_data=(IMG[:16], YI[:16]), verbose=0)
    show("images", h.history)


@section
def pipeline():
    ds = (
        tf.data.Dataset.from_tensor_slices((X, Y))
        .shuffle(256)
        .map(lambda a, b: (a + tf.random.normal([8]) * 0.1, b))
        .batch(32)
    )
    val = tf.data.Dataset.from_tensor_slices((X, Y)).batch(64)
    m = mlp()
    h = m.fit(ds, epochs=3, validation_data=val, verbose=0)
    show("pipeline", h.history)
    h = m.fit(ds, epochs=2, verbose=0)
    show("again", h.history)


@section
def generator():
    def g():
        r = np.random.RandomState(3)
        while True:
            i = r.randint(0, 256, 32)
            yield X[i], Y[i]

    h = mlp().fit(
        g(), steps_per_epoch=8, epochs=2, verbose=0, validation_data=g(), validation_steps=2
    )
    show("generator", h.history, np.random.rand())


@section
def sequence():
    class S(keras.utils.PyDataset):
        def __len__(s):
            return 8

        def __getitem__(s, i):
            return X[i * 32 : (i + 1) * 32], Y[i * 32 : (i + 1) * 32]

        def on_epoch_end(s):
            np.random.shuffle(X[:0])

    h = mlp().fit(S(), epochs=2, verbose=0)
    show("sequence", h.history)


@section
def recurrent():
    m = keras.Sequential(
        [layers.Input((5, 3)), layers.LSTM(8, dropout=0.2, recurrent_dropout=0.2), layers.Dense(1)]
    )
    m.compile("rmsprop", "mse")
    h = m.fit(SEQ, SEQ[:, 0, :1], epochs=2, verbose=0)
    show("recurrent", h.history)


@section
def subclassed():
    class M(keras.Model):
        def __init__(s):
            super().__init__()
            s.a = layers.Dense(16, activation="tanh")
            s.d = layers.Dropout(0.5)
            s.b = layers.Dense(3)

        def call(s, x, training=False):
            x = s.a(x)
            if training:
                x = x + tf.random.normal(tf.shape(x)) * 0.1
            return s.b(s.d(x, training=training))

    m = M()
    m.compile(
        "adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"]
    )
    h = m.fit(
        X,
        Y3,
        epochs=3,
        class_weight={0: 1.0, 1: 2.0, 2: 0.5},
        verbose=0,
        callbacks=[keras.callbacks.ReduceLROnPlateau("loss", patience=0, min_delta=10)],
    )
    show("subclassed", h.history)


@section
def vae():
    class V(keras.Model):
        def __init__(s):
            super().__init__()
            s.e = layers.Dense(4)
            s.d = layers.Dense(8)
            s.t = keras.metrics.Mean(name="total_loss")

        @property
        def metrics(s):
            return [s.t]

        def call(s, x):
            return s.d(s.e(x))

        def train_step(s, data):
            x = data[0] if isinstance(data, tuple) else data
            for _ in range(2):
                with tf.GradientTape() as t:
                    z = s.e(x)
                    z = z + tf.random.normal(tf.shape(z))
                    loss = tf.reduce_mean((s.d(z) - x) ** 2)
                s.optimizer.apply_gradients(
                    zip(t.gradient(loss, s.trainable_weights), s.trainable_weights, strict=True)
                )
            s.t.update_state(loss)
            return {"total_loss": s.t.result()}

    m = V()
    m.compile("adam")
    h = m.fit(X, epochs=3, verbose=0)
    show("vae", h.history)


@section
def eager():
    h = mlp(run_eagerly=True).fit(X[:64], Y[:64], epochs=2, verbose=0)
    show("eager", h.history)


@section
def executions():
    h = mlp(steps_per_execution=4).fit(X, Y, epochs=2, verbose=0)
    show("executions", h.history)


@section
def xla():
    h = mlp(jit_compile=True).fit(X, Y, epochs=2, verbose=0)
    show("xla", h.history)


@section
def many():
    m = mlp()
    out = []
    for i in range(30):
        h = m.fit(X[i : i + 8], Y[i : i + 8], epochs=1, verbose=0)
        out.append(h.history["loss"][0])
    show("many", out)


@section
def transfer():
    base = keras.Sequential(
        [layers.Input((8,)), layers.Dense(16, activation="relu"), layers.BatchNormalization()]
    )
    base.trainable = False
    i = keras.Input((8,))
    o = layers.Dense(1, activation="sigmoid")(layers.Dropout(0.2)(base(i)))
    m = keras.Model(i, o)
    m.compile("adam", "binary_crossentropy")
    h = m.fit(X, Y, epochs=2, verbose=0)
    show("frozen", h.history)
    base.trainable = True
    m.compile(keras.optimizers.Adam(1e-4), "binary_crossentropy")
    h = m.fit(X, Y, epochs=4, initial_epoch=2, verbose=0)
    show("tuned", h.history)


@section
def stepping():
    m = mlp()
    out = []
    for i in range(40):
        j = np.random.randint(0, 256, 32)
        out.append(m.train_on_batch(X[j], Y[j]))
        if i % 10 == 9:
            out.append(m.evaluate(X, Y, verbose=0))
            out.append(m.test_on_batch(X[:8], Y[:8], return_dict=True))
    show("stepping", out)


@section
def tape():
    m = keras.Sequential(
        [
            layers.Input((8,)),
            layers.Dense(16, activation="relu"),
            layers.Dropout(0.3),
            layers.Dense(1),
        ]
    )
    o = keras.optimizers.SGD(0.1)
    lf = keras.losses.BinaryCrossentropy(from_logits=True)
    out = []
    ds = tf.data.Dataset.from_tensor_slices((X, Y[:, None])).shuffle(256).batch(32)
    for _ in range(3):
        for x, y in ds:
            with tf.GradientTape() as t:
                loss = lf(y, m(x + tf.random.normal([8]) * 0.1, training=True))
            gradients = t.gradient(loss, m.trainable_variables)
            o.apply_gradients(zip(gradients, m.trainable_variables, strict=True))
            out.append(float(loss))
    show("tape", out)


@section
def graph():
    m = keras.Sequential(
        [layers.Dense(16, activation="relu"), layers.Dropout(0.3), layers.Dense(1)]
    )
    o = keras.optimizers.Adam(0.01)
    lf = keras.losses.MeanSquaredError()
    out = []

    @tf.function
    def step(x, y):
        if tf.reduce_mean(x) > 100.0:
            x = x * 0.0
        with tf.GradientTape() as t:
            loss = lf(y, m(x + tf.random.normal(tf.shape(x)) * 0.1, training=True))
        gradients = t.gradient(loss, m.trainable_variables)
        o.apply_gradients(zip(gradients, m.trainable_variables, strict=True))
        return loss + tf.random.normal([])

    for _ in range(3):
        for i in range(8):
            rows = slice(i * 32, i * 32 + 32)
            loss = step(X[rows], Y[rows, None])
            out.append(float(loss))
    show("graph", out)


show(
    "chance",
    random.random(),
    np.random.rand(),
    float(tf.random.normal([])),
    float(keras.random.normal([])),
)
