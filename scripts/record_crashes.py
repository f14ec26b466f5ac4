"""Record tests/recorded/crashes.json: what Keras and Python say of a beginner's broken scripts.

    python scripts/record_crashes.py            all of them (about a minute on two cores)
    python scripts/record_crashes.py NAME ...   look at some of them, nothing is written

Each snippet runs behind the same few lines, and the error it raises is kept as the trainer tells
it. The tests ask of every one of them that it is explained by the right finding.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "tests" / "recorded" / "crashes.json"

PRELUDE = """
import keras, numpy as np, tensorflow as tf
from keras import layers, ops
rng = np.random.default_rng(0)
x, y = rng.normal(size=(64, 4)).astype("float32"), rng.integers(0, 3, 64)
images = rng.integers(0, 256, (32, 28, 28)).astype("uint8")
digits = rng.integers(0, 10, 32)
def dense(units=3, activation="softmax", loss="sparse_categorical_crossentropy", **more):
    model = keras.Sequential([layers.Input((4,)), layers.Dense(8, activation="relu"),
                              layers.Dense(units, activation=activation)])
    model.compile("adam", loss, **more)
    return model
"""

SNIPPETS: dict[str, str] = {
    # --- shapes of the inputs
    "wrong-columns": "dense().fit(x[:, :3], y, verbose=0)",
    "images-into-dense-input": "dense().fit(images, digits, verbose=0)",
    "one-sample-predict": "dense().predict(x[0], verbose=0)",
    "conv-without-channel": """
m = keras.Sequential([layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(10)])
m.compile("adam", "mse"); m.fit(images, digits, verbose=0)""",
    "conv-input-of-rank-2": """
m = keras.Sequential([layers.Input((28, 28)), layers.Conv2D(4, 3)])""",
    "conv-first-channel": """
m = keras.Sequential([layers.Input((28, 28, 1)), layers.Conv2D(4, 3), layers.Flatten(),
                      layers.Dense(10)])
m.compile("adam", "mse"); m.fit(images[:, None], digits, verbose=0)""",
    "conv-channels-last-missing": """
m = keras.Sequential([layers.Input((28, 28, 1)), layers.Conv2D(4, 3), layers.Flatten(),
                      layers.Dense(10)])
m.compile("adam", "mse"); m.fit(rng.normal(size=(8, 28, 28, 3)), digits[:8], verbose=0)""",
    "lstm-on-a-table": """
m = keras.Sequential([layers.LSTM(8), layers.Dense(1)])
m.compile("adam", "mse"); m.fit(x, y, verbose=0)""",
    "stacked-lstm": """
m = keras.Sequential([layers.Input((5, 2)), layers.LSTM(8), layers.LSTM(8)])""",
    "conv1d-on-a-table": """
m = keras.Sequential([layers.Conv1D(8, 2), layers.Dense(1)])
m.compile("adam", "mse"); m.fit(x, y, verbose=0)""",
    "dense-after-reshape": """
m = keras.Sequential([layers.Input((4,)), layers.Reshape((3, 3)), layers.Dense(1)])""",
    "negative-dimension-conv": """
m = keras.Sequential([layers.Input((4, 4, 1)), layers.Conv2D(4, 5)])""",
    "negative-dimension-pool": """
m = keras.Sequential([layers.Input((8, 8, 1)), layers.Conv2D(4, 3), layers.MaxPooling2D(4),
                      layers.MaxPooling2D(4)])""",
    "negative-dimension-late": """
m = keras.Sequential([layers.Conv2D(4, 3), layers.MaxPooling2D(), layers.Conv2D(4, 3),
                      layers.MaxPooling2D(), layers.Conv2D(4, 7), layers.Flatten()])
m.compile("adam", "mse"); m.fit(images[..., None], digits, verbose=0)""",
    "add-shapes": """
a = layers.Input((4,)); b = layers.Dense(3)(a); layers.Add()([a, b])""",
    "concatenate-shapes": """
a, b = layers.Input((4, 2)), layers.Input((5, 2)); layers.Concatenate()([a, b])""",
    "two-inputs-one-array": """
a, b = layers.Input((4,)), layers.Input((4,))
m = keras.Model([a, b], layers.Dense(1)(layers.Concatenate()([a, b])))
m.compile("adam", "mse"); m.fit(x, y, verbose=0)""",
    "too-many-inputs": "dense().fit([x, x], y, verbose=0)",
    "broadcast-in-numpy": "x + np.zeros((64, 3))",
    "matmul-in-numpy": "x @ np.zeros((3, 2))",
    "reshape-in-numpy": "images.reshape(-1, 28, 27)",
    "matmul-in-tf": "tf.matmul(x, tf.zeros((3, 2)))",
    # --- outputs against labels
    "one-hot-into-sparse": "dense().fit(x, np.eye(3)[y], verbose=0)",
    "integers-into-categorical": """
dense(loss="categorical_crossentropy").fit(x, y, verbose=0)""",
    "one-hot-of-other-width": """
dense(loss="categorical_crossentropy").fit(x, np.eye(5)[y], verbose=0)""",
    "one-hot-into-binary": """
dense(1, "sigmoid", "binary_crossentropy").fit(x, np.eye(2)[y % 2], verbose=0)""",
    "integers-into-binary-of-three": """
dense(3, "sigmoid", "binary_crossentropy").fit(x, y, verbose=0)""",
    "mse-of-other-width": "dense(3, None, 'mse').fit(x, x[:, :2], verbose=0)",
    "mse-of-other-rank": """
m = keras.Sequential([layers.Input((5, 2)), layers.Dense(3)])
m.compile("adam", "mse"); m.fit(rng.normal(size=(8, 5, 2)), np.zeros((8, 7, 3)), verbose=0)""",
    "missing-flatten-sparse": """
m = keras.Sequential([layers.Input((28, 28, 1)), layers.Conv2D(4, 3),
                      layers.Dense(10, activation="softmax")])
m.compile("adam", "sparse_categorical_crossentropy")
m.fit(images[..., None], digits, verbose=0)""",
    "missing-flatten-categorical": """
m = keras.Sequential([layers.Input((28, 28)), layers.Dense(10, activation="softmax")])
m.compile("adam", "categorical_crossentropy"); m.fit(images, np.eye(10)[digits], verbose=0)""",
    "labels-of-range": "dense(2).fit(x, y, verbose=0)",
    "labels-from-one": "dense(3).fit(x, y + 1, verbose=0)",
    "labels-from-one-accuracy": "dense(3, metrics=['accuracy']).fit(x, y + 1, verbose=0)",
    "labels-negative": "dense(3).fit(x, y - 1, verbose=0)",
    "labels-of-range-eager": "dense(2, run_eagerly=True).fit(x, y, verbose=0)",
    "to-categorical-of-range": "keras.utils.to_categorical(y + 1, 3)",
    "to-categorical-negative": "keras.utils.to_categorical(y - 1, 2)",
    "to-categorical-text": "keras.utils.to_categorical(np.array(['cat', 'dog']))",
    "embedding-of-range": """
m = keras.Sequential([layers.Embedding(10, 4), layers.Flatten(), layers.Dense(1)])
m.compile("adam", "mse"); m.fit(rng.integers(0, 20, (8, 5)), digits[:8], verbose=0)""",
    "two-losses-one-output": "dense(loss=['mse', 'mse']).fit(x, y, verbose=0)",
    "loss-for-unknown-output": "dense(loss={'answer': 'mse'}).fit(x, y, verbose=0)",
    "class-weight-one-hot-of-two": """
dense(loss='sparse_categorical_crossentropy').fit(x, y, class_weight='balanced', verbose=0)""",
    "class-weight-multi-output": """
a = layers.Input((4,)); m = keras.Model(a, [layers.Dense(1)(a), layers.Dense(1)(a)])
m.compile("adam", ["mse", "mse"]); m.fit(x, [y, y], class_weight={0: 1., 1: 2.}, verbose=0)""",
    "missing-class-weight": "dense().fit(x, y, class_weight={0: 1.0}, verbose=0)",
    # --- what the arrays hold
    "text-labels": "dense().fit(x, np.array(['a', 'b', 'c'])[y], verbose=0)",
    "text-labels-object": "dense().fit(x, np.array(['a', 'b', 'c'], dtype=object)[y], verbose=0)",
    "text-inputs": "dense().fit(x.astype(str).astype(object), y, verbose=0)",
    "text-inputs-str": "dense().fit(x.astype(str), y, verbose=0)",
    "text-into-embedding": """
m = keras.Sequential([layers.Embedding(10, 4), layers.Flatten(), layers.Dense(1)])
m.compile("adam", "mse")
m.fit(np.array(["good film", "bad film"]), np.array([1, 0]), verbose=0)""",
    "text-list": "dense().fit([['a', 'b']] * 4, [0, 1, 0, 1], verbose=0)",
    "cast-of-text": "np.array(['5.1', 'setosa']).astype('float32')",
    "cast-of-text-object": "np.array(['5.1', 'setosa'], dtype=object).astype('float32')",
    "float-of-text": "float('1,5')",
    "int-of-text": "int('setosa')",
    "ragged-rows": "np.array([[1, 2, 3], [4, 5]])",
    "ragged-objects": """
dense().fit(np.array([np.ones(4), np.ones(3)], dtype=object), np.array([0, 1]), verbose=0)""",
    "ragged-list-to-fit": "dense().fit([[1.0, 2.0], [1.0]], [0, 1], verbose=0)",
    "list-of-arrays": "dense().fit([row for row in x], y, verbose=0)",
    "list-labels": "dense().fit(x, list(y), verbose=0)",
    "plain-lists": "dense().fit(x.tolist(), y.tolist(), verbose=0)",
    "none-in-array": """
dense().fit(np.array([[1, None, 2, 3]] * 4, dtype=object), np.zeros(4), verbose=0)""",
    "lengths-differ": "dense().fit(x, y[:60], verbose=0)",
    "validation-lengths-differ": """
dense().fit(x, y, validation_data=(x, y[:9]), verbose=0)""",
    "lengths-differ-sklearn": """
from sklearn.model_selection import train_test_split
train_test_split(x, y[:60])""",
    "empty-data": "dense().fit(x[:0], y[:0], verbose=0)",
    "empty-dataset": """
dense().fit(tf.data.Dataset.from_tensor_slices((x, y)).take(0), verbose=0)""",
    "unbatched-dataset": "dense().fit(tf.data.Dataset.from_tensor_slices((x, y)), verbose=0)",
    "dataset-lengths": "tf.data.Dataset.from_tensor_slices((x, y[:60]))",
    "dataset-and-labels": """
dense().fit(tf.data.Dataset.from_tensor_slices((x, y)).batch(8), y, verbose=0)""",
    "validation-split-of-dataset": """
dense().fit(tf.data.Dataset.from_tensor_slices((x, y)).batch(8), validation_split=.2, verbose=0)""",
    "validation-split-of-generator": """
def batches():
    while True: yield x[:8], y[:8]
dense().fit(batches(), validation_split=.2, steps_per_epoch=2, verbose=0)""",
    "validation-split-too-large": "dense().fit(x, y, validation_split=1.5, verbose=0)",
    "validation-split-of-one": "dense().fit(x[:1], y[:1], validation_split=.2, verbose=0)",
    "batch-size-of-dataset": """
dense().fit(tf.data.Dataset.from_tensor_slices((x, y)).batch(8), batch_size=8, verbose=0)""",
    "no-targets": "dense().fit(x, verbose=0)",
    "nan-to-int": "[int(value) for value in np.array([1.0, np.nan])]",
    "inf-to-int": "int(float('inf'))",
    "sklearn-nan": """
from sklearn.preprocessing import LabelEncoder
from sklearn.linear_model import LogisticRegression
LogisticRegression().fit(np.array([[1.0], [np.nan]]), [0, 1])""",
    "sklearn-continuous": """
from sklearn.metrics import accuracy_score
accuracy_score([0, 1, 1], [.2, .7, .9])""",
    "sklearn-multilabel": """
from sklearn.metrics import confusion_matrix
confusion_matrix([0, 1, 1], np.eye(2)[[0, 1, 0]])""",
    "uint8-augmentation": "images /= 255",
    "fit-without-data": "dense().fit(verbose=0)",
    "fit-on-none": "dense().fit(None, y, verbose=0)",
    # --- Keras 2 habits
    "lr": "keras.optimizers.Adam(lr=0.01)",
    "decay": "keras.optimizers.Adam(learning_rate=0.01, decay=1e-6)",
    "np-utils": "from keras.utils import np_utils",
    "np-utils-module": "from keras.utils.np_utils import to_categorical",
    "np-utils-tf": "from tensorflow.keras.utils import np_utils",
    "utils-to-categorical-attribute": "keras.utils.np_utils.to_categorical(y)",
    "layers-core": "from keras.layers.core import Dense",
    "layers-convolutional": "from keras.layers.convolutional import Conv2D",
    "layers-normalization": "from keras.layers.normalization import BatchNormalization",
    "layers-recurrent": "from keras.layers.recurrent import LSTM",
    "layers-advanced-activations": "from keras.layers.advanced_activations import LeakyReLU",
    "layers-embeddings": "from keras.layers.embeddings import Embedding",
    "wrappers": "from keras.wrappers.scikit_learn import KerasClassifier",
    "tf-wrappers": "from tensorflow.keras.wrappers.scikit_learn import KerasClassifier",
    "preprocessing-text": "from keras.preprocessing.text import Tokenizer",
    "preprocessing-text-tf": "from tensorflow.keras.preprocessing.text import Tokenizer",
    "preprocessing-image": "from keras.preprocessing.image import ImageDataGenerator, foo",
    "image-data-generator": "from keras.preprocessing.image import ImageDataGenerator",
    "merge": "from keras.layers import merge",
    "merge-class": "from keras.layers import Merge",
    "cudnnlstm": "from keras.layers import CuDNNLSTM",
    "adam-v1": "from keras.optimizers import adam",
    "legacy-optimizer": "keras.optimizers.legacy.Adam()",
    "keras-vis": "from keras.utils.vis_utils import plot_model",
    "experimental-preprocessing": "keras.layers.experimental.preprocessing.Rescaling(1 / 255)",
    "multi-gpu": "from keras.utils import multi_gpu_model",
    "fit-generator": "dense().fit_generator(iter([]), steps_per_epoch=1)",
    "predict-classes": "dense().predict_classes(x)",
    "predict-proba": "dense().predict_proba(x)",
    "nb-epoch": "dense().fit(x, y, nb_epoch=2, verbose=0)",
    "nb-filter": "layers.Conv2D(nb_filter=4, kernel_size=3)",
    "init": "layers.Dense(4, init='uniform')",
    "output-dim": "layers.Dense(output_dim=4)",
    "w-regularizer": "layers.Dense(4, W_regularizer=keras.regularizers.l2(.01))",
    "border-mode": "layers.Conv2D(4, 3, border_mode='same')",
    "input-length": "layers.Embedding(10, 4, input_length=5)",
    "batch-input-shape": "layers.LSTM(4, batch_input_shape=(1, 5, 2), stateful=True)",
    "weights-argument": "layers.Embedding(10, 4, weights=[np.zeros((10, 4))])",
    "model-input-keyword": """
a = layers.Input((4,)); keras.Model(input=a, output=layers.Dense(1)(a))""",
    "use-multiprocessing": "dense().fit(x, y, workers=2, use_multiprocessing=True, verbose=0)",
    "max-queue-size": "dense().fit(x, y, max_queue_size=10, verbose=0)",
    "sample-weight-mode": "dense(sample_weight_mode='temporal')",
    "session": "tf.Session()",
    "placeholder": "tf.placeholder(tf.float32)",
    "contrib": "tf.contrib.layers",
    "set-random-seed": "tf.set_random_seed(1)",
    "config-proto": "tf.ConfigProto()",
    "backend-function": "keras.backend.function([], [])",
    "backend-mean": "keras.backend.mean(x)",
    "backend-square": "from keras import backend as K; K.square(x)",
    "model-validation-data": "dense().validation_data",
    "history-acc": "dense(metrics=['accuracy']).fit(x, y, verbose=0).history['acc']",
    "history-val": "dense(metrics=['accuracy']).fit(x, y, verbose=0).history['val_loss']",
    "history-val-accuracy": """
dense(metrics=['accuracy']).fit(x, y, verbose=0).history['val_accuracy']""",
    "save-without-suffix": "dense().save('model')",
    "checkpoint-suffix": "keras.callbacks.ModelCheckpoint('best.hdf5')",
    "checkpoint-weights-suffix": """
keras.callbacks.ModelCheckpoint('best.keras', save_weights_only=True)""",
    "checkpoint-period": "keras.callbacks.ModelCheckpoint('best.keras', period=1)",
    "load-missing-model": "keras.models.load_model('nowhere.keras')",
    "epsilon-in-early-stopping": "keras.callbacks.ReduceLROnPlateau(epsilon=.1)",
    # --- names
    "unknown-loss": "dense(loss='crossentropy').fit(x, y, verbose=0)",
    "unknown-loss-typo": "dense(loss='binary_cross_entropy').fit(x, y % 2, verbose=0)",
    "unknown-metric": "dense(metrics=['acuracy']).fit(x, y, verbose=0)",
    "unknown-metric-f1": "dense(metrics=['f1']).fit(x, y, verbose=0)",
    "metrics-as-text": "dense(metrics='accuracy').fit(x, y, verbose=0)",
    "unknown-optimizer": """
m = dense(); m.compile('adamm', 'mse')""",
    "unknown-activation": "layers.Dense(4, activation='reLu6x')",
    "unknown-activation-softplus": "layers.Dense(4, activation='Sigmoid')",
    "unknown-initializer": "layers.Dense(4, kernel_initializer='glorot')",
    "unknown-layer-argument": "layers.Dense(4, activatoin='relu')",
    "missing-layer-argument": "layers.Dense()",
    "missing-conv-argument": "layers.Conv2D(4)",
    "missing-module": "import tensorflow_addons",
    "missing-name": "print(undefined_name)",
    "missing-attribute": "keras.layers.Dens(4)",
    "missing-in-module": "from keras.layers import Dens",
    "own-file-called-keras": "from keras.models import Sequentil",
    # --- compile, gradients, optimizers
    "not-compiled": """
m = keras.Sequential([layers.Input((4,)), layers.Dense(1)]); m.fit(x, y, verbose=0)""",
    "not-compiled-evaluate": """
m = keras.Sequential([layers.Input((4,)), layers.Dense(1)]); m.evaluate(x, y, verbose=0)""",
    "no-loss": """
m = keras.Sequential([layers.Input((4,)), layers.Dense(1)]); m.compile('adam')
m.fit(x, y, verbose=0)""",
    "not-built": "keras.Sequential([layers.Dense(4)]).summary()",
    "not-built-count": "keras.Sequential([layers.Dense(4)]).count_params()",
    "not-built-weights": "keras.Sequential([layers.Dense(4)]).layers[0].kernel",
    "load-weights-shape": """
m = keras.Sequential([layers.Input((4,)), layers.Dense(3)])
m.set_weights([np.zeros((5, 3)), np.zeros(3)])""",
    "no-gradient-of-argmax": """
def wrong(t, p): return ops.mean(ops.cast(ops.argmax(p, axis=-1), 'float32'))
dense(loss=wrong).fit(x, y, verbose=0)""",
    "no-gradient-tape": """
m = dense()
with tf.GradientTape() as tape: loss = tf.reduce_mean(tf.constant(1.0))
keras.optimizers.Adam().apply_gradients(
    zip(tape.gradient(loss, m.trainable_variables), m.trainable_variables))""",
    "all-frozen": """
m = dense(); m.trainable = False; m.compile('adam', 'sparse_categorical_crossentropy')
m.fit(x, y, verbose=0)""",
    "optimizer-of-another-model": """
adam = keras.optimizers.Adam()
for units in (3, 4):
    m = keras.Sequential([layers.Input((4,)), layers.Dense(units, activation='softmax')])
    m.compile(adam, 'sparse_categorical_crossentropy'); m.fit(x, y, verbose=0)""",
    "loss-of-none": """
def wrong(t, p): ops.mean(ops.square(t - p))
dense(1, None, wrong).fit(x, y, verbose=0)""",
    "loss-of-one-argument": """
def wrong(p): return ops.mean(p)
dense(1, None, wrong).fit(x, y, verbose=0)""",
    "loss-in-numpy": """
def wrong(t, p): return np.mean(np.square(t - p))
dense(1, None, wrong).fit(x, y, verbose=0)""",
    "loss-dtype": """
def wrong(t, p): return tf.reduce_mean(tf.square(t - p))
dense(1, None, wrong).fit(x, y, verbose=0)""",
    "metric-dtype": """
def wrong(t, p): return tf.reduce_mean(tf.cast(t, 'int64') - p)
dense(1, None, 'mse', metrics=[wrong]).fit(x, y, verbose=0)""",
    "loss-called": """
m = dense(loss=keras.losses.mean_squared_error(x, x)); m.fit(x, y, verbose=0)""",
    "keras-tensor-into-tf": "a = layers.Input((4,)); tf.reduce_mean(a)",
    "keras-tensor-into-numpy": "a = layers.Input((4,)); np.mean(a)",
    "keras-tensor-condition": "a = layers.Input((4,))\nif a > 0: pass",
    "tensor-condition": """
class Mine(layers.Layer):
    def call(self, a):
        if a.numpy().sum() > 0: return a
m = keras.Sequential([layers.Input((4,)), Mine(), layers.Dense(1)])
m.compile('adam', 'mse'); m.fit(x, y, verbose=0)""",
    "call-returns-none": """
class Mine(keras.Model):
    def __init__(self): super().__init__(); self.dense = layers.Dense(1)
    def call(self, a): self.dense(a)
m = Mine(); m.compile('adam', 'mse'); m.fit(x, y, verbose=0)""",
    "no-call": """
class Mine(keras.Model):
    def __init__(self): super().__init__(); self.dense = layers.Dense(1)
m = Mine(); m.compile('adam', 'mse'); m.fit(x, y, verbose=0)""",
    "no-super": """
class Mine(keras.Model):
    def __init__(self): self.dense = layers.Dense(1)
    def call(self, a): return self.dense(a)
m = Mine(); m.compile('adam', 'mse'); m.fit(x, y, verbose=0)""",
    "layer-made-in-call": """
class Mine(keras.Model):
    def call(self, a): return layers.Dense(1)(a)
m = Mine(); m.compile('adam', 'mse'); m.fit(x, y, verbose=0)""",
    "shape-of-layer": "a = layers.Input((4,)); b = layers.Dense(3); keras.Model(a, b)",
    "disconnected-graph": """
a, b = layers.Input((4,)), layers.Input((4,)); keras.Model(a, layers.Dense(1)(b))""",
    "add-a-tensor": "m = keras.Sequential(); m.add(layers.Input((4,))); m.add(layers.Dense(1)(x))",
    "add-a-class": "m = keras.Sequential(); m.add(layers.Dense)",
    "same-layer-twice": """
d = layers.Dense(4); m = keras.Sequential([layers.Input((4,)), d, d])""",
    "layer-name-twice": """
keras.Sequential([layers.Input((4,)), layers.Dense(4, name='a'), layers.Dense(4, name='a')])""",
    "from-logits-argument": "layers.Dense(1, from_logits=True)",
    "from-logits-compile": "dense(from_logits=True)",
    "loss-class-not-called": """
dense(loss=keras.losses.SparseCategoricalCrossentropy).fit(x, y, verbose=0)""",
    "optimizer-class-not-called": """
m = dense(); m.compile(keras.optimizers.Adam, 'mse'); m.fit(x, y, verbose=0)""",
    "callback-class": """
dense().fit(x, y, callbacks=[keras.callbacks.EarlyStopping], verbose=0)""",
    "jit-text": "dense(jit_compile='yes').fit(x, y, verbose=0)",
    "epochs-as-text": "dense().fit(x, y, epochs='3', verbose=0)",
    "batch-size-zero": "dense().fit(x, y, batch_size=0, verbose=0)",
    "batch-size-float": "dense().fit(x, y, batch_size=64 / 4, verbose=0)",
    "units-float": "layers.Dense(64 / 4)",
    "units-zero": "layers.Dense(0)",
    "dropout-of-range": "layers.Dropout(50)",
    "rate-as-text": "keras.optimizers.Adam('0.01')",
    "rate-negative": "keras.optimizers.Adam(learning_rate=-.1)",
    "stateful-batch": """
m = keras.Sequential([layers.Input((5, 2), batch_size=16), layers.LSTM(4, stateful=True),
                      layers.Dense(1)])
m.compile('adam', 'mse')
m.fit(rng.normal(size=(20, 5, 2)), np.zeros(20), batch_size=8, verbose=0)""",
    # --- around it
    "memory": "np.zeros((10 ** 7, 10 ** 7))",
    "missing-file": "open('data/train.csv')",
    "missing-npy": "np.load('x_train.npy')",
    "not-a-file": "open('.')",
    "pickled-npy": """
np.save('o.npy', np.array([1, 'a', None], dtype=object)); np.load('o.npy')""",
    "syntax": "model.add(layers.Dense(4)",
    "indentation": "if True:\nprint(1)",
    "tabs": "if True:\n\tx = 1\n        y = 2",
    "print-statement": "print 'loss'",
    "recursion": "def f(): return f()\nf()",
    "input": "input('epochs? ')",
    "keyboard": "raise KeyboardInterrupt",
    "exit": "raise SystemExit(3)",
    "key-error": "{'a': 1}['b']",
    "index-error": "[1, 2][5]",
    "numpy-index": "x[100]",
    "zero-division": "1 / 0",
    "assertion": "assert x.shape == (1, 2), 'wrong shape'",
    "assertion-bare": "assert x.shape == (1, 2)",
    "own-error": "raise ValueError('the learner says so')",
    "url": """
import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')""",
    "dataset-download": """
keras.utils.get_file('nowhere.npz', origin='http://127.0.0.1:9/nowhere.npz', cache_dir='.')""",
    "display": "import matplotlib_missing",
    "numpy-int": "np.int(3)",
    "numpy-bool": "np.bool8",
    "numpy-truth": "bool(x)",
    "none-attribute": "None.shape",
    "dataframe-attribute": "x.values",
    "history-is-model": "dense().fit(x, y, verbose=0).predict(x)",
    "call-argument": "dense().fit(x, y, epoch=3, verbose=0)",
    "not-callable": "dense()(x)(y)",
    "train-on-batch-shape": "dense().train_on_batch(x[:, :2], y)",
    # --- metrics, saved models, data sets and other corners
    "precision-of-class-numbers": """
dense(metrics=[keras.metrics.Precision()]).fit(x, y, verbose=0)""",
    "auc-of-logits": """
dense(1, None, "binary_crossentropy", metrics=["AUC"]).fit(x, y % 2, verbose=0)""",
    "f1-of-class-numbers": "dense(metrics=[keras.metrics.F1Score()]).fit(x, y, verbose=0)",
    "categorical-accuracy-of-numbers": """
dense(metrics=["categorical_accuracy"]).fit(x, y, verbose=0)""",
    "sparse-accuracy-of-one-hot": """
dense(loss="categorical_crossentropy", metrics=["sparse_categorical_accuracy"]).fit(
    x, np.eye(3)[y], verbose=0)""",
    "dense-on-unknown-axis": """
layers.Dense(3)(keras.Input((None,)))""",
    "flatten-of-unknown-axis": """
layers.Dense(3)(layers.Flatten()(keras.Input((None, 4))))""",
    "lstm-of-unknown-axis": "layers.LSTM(3)(keras.Input((5, None)))",
    "add-to-built": """
m = dense(); m.pop(); m.layers[0].extra = layers.Dense(3)""",
    "tape-twice": """
m = dense()
with tf.GradientTape() as tape: loss = tf.reduce_mean(m(x))
tape.gradient(loss, m.trainable_variables); tape.gradient(loss, m.trainable_variables)""",
    "infinite-generator": """
def batches():
    while True: yield x[:8]
dense().fit(batches(), steps_per_epoch=2, verbose=0)""",
    "generator-of-three": """
def batches():
    while True: yield x[:8], y[:8], y[:8], y[:8]
dense().fit(batches(), steps_per_epoch=2, verbose=0)""",
    "generator-of-lists": """
def batches():
    while True: yield [list(row) for row in x[:8]], list(y[:8])
dense().fit(batches(), steps_per_epoch=2, verbose=0)""",
    "schedule-of-none": """
def schedule(epoch): 0.01
dense().fit(x, y, callbacks=[keras.callbacks.LearningRateScheduler(schedule)], verbose=0)""",
    "optimizer-lr": "print(dense().optimizer.lr)",
    "set-value": "keras.backend.set_value(dense().optimizer.learning_rate, 0.1)",
    "get-value": "keras.backend.get_value(dense().optimizer.learning_rate)",
    "custom-object": """
@keras.utils.register_keras_serializable()
class Known(layers.Dense): pass
class Mine(layers.Dense): pass
m = keras.Sequential([layers.Input((4,)), Mine(3)]); m.save("m.keras")
keras.models.load_model("m.keras")""",
    "load-a-folder": """
import os; os.makedirs("saved", exist_ok=True); keras.models.load_model("saved")""",
    "load-h5-name": "keras.models.load_model('model.h5')",
    "load-weights-missing": "dense().load_weights('w.weights.h5')",
    "load-weights-of-another": """
dense(3).save_weights("w.weights.h5"); dense(5).load_weights("w.weights.h5")""",
    "images-from-nowhere": """
keras.utils.image_dataset_from_directory("nowhere", image_size=(8, 8))""",
    "images-from-empty": """
import os; os.makedirs("empty/a", exist_ok=True)
keras.utils.image_dataset_from_directory("empty", image_size=(8, 8))""",
    "load-img-missing": "keras.utils.load_img('cat.jpg')",
    "unicode": """
open("l.csv", "wb").write(b"caf\\xe9"); open("l.csv", encoding="utf-8").read()""",
    "convert-to-int-tensor": "tf.constant([1, 2]) * 0.5",
    "numpy-object-tensor": "tf.constant(np.array([[1], [1, 2]], dtype=object))",
    "none-to-tensor": "tf.constant(None)",
    "unpack": "a, b = (1, 2, 3)",
    "unbound": "def f():\n    print(k)\n    k = 1\nf()",
    "not-iterable": "for i in 5: pass",
    "unsupported-operand": "'1' + 1",
    "stratify": """
from sklearn.model_selection import train_test_split
train_test_split(x[:4], [0, 1, 1, 1], stratify=[0, 1, 1, 1])""",
    "scaler-of-one-axis": """
from sklearn.preprocessing import StandardScaler
StandardScaler().fit_transform(x[:, 0])""",
    "scaler-of-images": """
from sklearn.preprocessing import StandardScaler
StandardScaler().fit_transform(images)""",
    "scaler-of-other-columns": """
from sklearn.preprocessing import StandardScaler
StandardScaler().fit(x).transform(x[:, :2])""",
    "scaler-not-fitted": """
from sklearn.preprocessing import StandardScaler
StandardScaler().transform(x)""",
    "normalization-not-adapted": """
m = keras.Sequential([layers.Input((4,)), layers.Normalization(axis=-1), layers.Dense(1)])
m.compile("adam", "mse"); m.fit(x, y, verbose=0)""",
    "vectorization-not-adapted": """
m = keras.Sequential([layers.Input((1,), dtype="string"), layers.TextVectorization()])
m.compile("adam", "mse"); m.predict(tf.constant([["a b"]]))""",
    "text-vectorization-of-numpy": """
v = layers.TextVectorization(); v.adapt(["a b", "c"])
m = keras.Sequential([layers.Input((1,), dtype="string"), v, layers.Embedding(9, 2),
                      layers.Flatten(), layers.Dense(1)])
m.compile("adam", "mse"); m.fit(np.array([["a b"], ["c"]]), np.array([0, 1]), verbose=0)""",
    "input-of-expected-shape": """
m = keras.Sequential([layers.Input((28, 28)), layers.Flatten(), layers.Dense(10)])
m.compile("adam", "mse"); m.predict(images.reshape(32, 784), verbose=0)""",
    "conv-of-too-many-axes": "layers.Conv2D(4, 3)(np.zeros((2, 3, 8, 8, 1)))",
    "bad-padding": "layers.Conv2D(4, 3, padding='some')",
    "add-to-functional": """
a = layers.Input((4,)); keras.Model(a, layers.Dense(1)(a)).add(layers.Dense(1))""",
    "first-layer-input-shape": """
m = keras.Sequential(); m.add(layers.Dense(4, input_shape=(3,))); m.compile("adam", "mse")
m.fit(x, y, verbose=0)""",
    "input-dim": """
m = keras.Sequential(); m.add(layers.Dense(4, input_dim=3)); m.compile("adam", "mse")
m.fit(x, y, verbose=0)""",
    "applications-shape": """
keras.applications.MobileNetV2(weights=None, include_top=False, input_shape=(8, 8, 3))""",
    "attention-arguments": "layers.MultiHeadAttention(2, 2)(np.zeros((1, 2, 3), 'float32'))",
    "repeat-vector": "layers.RepeatVector(3)(np.zeros((2, 3, 4)))",
}


TAIL = 700
"""Characters of a traceback that are kept of an error in a graph: the end of its long message
stands only there."""


def _cleaned(text: str, folder: Path) -> str:
    """The text without what differs from machine to machine."""
    text = text.replace(str(folder), "/home/learner").replace(str(ROOT), "/home/dltutor")
    return text.replace(sys.prefix, "/home/venv").replace(str(Path(sys.prefix).resolve()), "")


def told(name: str, code: str, folder: Path) -> dict[str, Any] | None:
    """The error that a snippet raises, as a run's last event holds it."""
    from tutor.trainer import failures

    path = folder / f"{name}.py"
    path.write_text(PRELUDE + code + "\n", encoding="utf-8")
    try:
        source = path.read_text(encoding="utf-8")
        exec(compile(source, str(path), "exec"), {"__name__": "__main__"})
    except BaseException as error:
        details: dict[str, Any] = failures.describe(error, folder)[1]
        for key in ("message", "traceback"):
            details[key] = _cleaned(details[key], folder)
        graph = "Graph execution error" in details["message"]
        details["traceback"] = details["traceback"][-TAIL:] if graph else ""
        return details
    return None


def main() -> None:
    wanted = sys.argv[1:]
    recorded = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.chdir(folder)
        for case, code in SNIPPETS.items():
            if wanted and case not in wanted:
                continue
            details = told(case, code, folder)
            if details is None:
                print(f"{case}: no error")
            else:
                recorded[case] = details
        os.chdir("/")
    if wanted:
        print(json.dumps(recorded, indent=1))
    else:
        TARGET.write_text(json.dumps(recorded, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
