"""Habits of Keras 1 and 2 and TensorFlow 1 that Keras 3 does not know any more."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tutor.diagnosis.crashes.known import Crash, Known, group

_GENERIC = "from keras import layers, models, optimizers, utils; the names stand there directly."

MODULES: Mapping[str, str] = {
    "np_utils": "from keras.utils import to_categorical",
    "to_categorical": "from keras.utils import to_categorical",
    "vis_utils": "from keras.utils import plot_model",
    "layers.core": "from keras.layers import Dense, Dropout, Flatten, Activation",
    "layers.convolutional": "from keras.layers import Conv2D, MaxPooling2D",
    "layers.pooling": "from keras.layers import MaxPooling2D, AveragePooling2D",
    "layers.recurrent": "from keras.layers import LSTM, GRU, SimpleRNN",
    "layers.normalization": "from keras.layers import BatchNormalization",
    "layers.embeddings": "from keras.layers import Embedding",
    "layers.advanced_activations": "from keras.layers import LeakyReLU, PReLU, ELU",
    "layers.merge": "from keras.layers import add, concatenate, multiply",
    "layers.wrappers": "from keras.layers import TimeDistributed, Bidirectional",
    "layers.noise": "from keras.layers import GaussianNoise",
    "layers.experimental": "from keras.layers import Rescaling, RandomFlip, Normalization",
    "experimental": "keras.layers.Rescaling, RandomFlip, Normalization and the others are layers",
    "wrappers": "the package scikeras: from scikeras.wrappers import KerasClassifier",
    "preprocessing.text": "keras.layers.TextVectorization",
    "preprocessing.sequence": "from keras.utils import pad_sequences",
    "ImageDataGenerator": "keras.utils.image_dataset_from_directory and keras.layers.RandomFlip, "
    "RandomRotation; or from keras.src.legacy.preprocessing.image import ImageDataGenerator",
    "engine": "from keras import layers, models",
    "objectives": "from keras import losses",
    "Tokenizer": "keras.layers.TextVectorization",
    "merge": "from keras.layers import add, concatenate, multiply",
    "Merge": "from keras.layers import Add, Concatenate, Multiply",
    "CuDNNLSTM": "keras.layers.LSTM, which uses cuDNN by itself",
    "CuDNNGRU": "keras.layers.GRU, which uses cuDNN by itself",
    "Convolution2D": "from keras.layers import Conv2D",
    "MaxoutDense": "keras.layers.Dense",
    "TimeDistributedDense": "keras.layers.Dense",
    "multi_gpu_model": "keras.distribution.DataParallel",
    "adam": "from keras.optimizers import Adam",
    "sgd": "from keras.optimizers import SGD",
    "rmsprop": "from keras.optimizers import RMSprop",
    "legacy": "keras.optimizers.Adam and the others, without legacy",
}
"""Modules and names that moved or went, and what to write."""

TENSORFLOW: Mapping[str, str] = {
    "Session": "nothing: TensorFlow 2 computes at once",
    "placeholder": "keras.Input(shape=...)",
    "contrib": "keras.layers and keras.optimizers",
    "set_random_seed": "keras.utils.set_random_seed(1)",
    "ConfigProto": "tf.config",
    "GPUOptions": "tf.config.experimental.set_memory_growth",
    "get_default_graph": "nothing: TensorFlow 2 computes at once",
    "reset_default_graph": "keras.utils.clear_session()",
    "global_variables_initializer": "nothing: variables start when they are made",
    "variable_scope": "a keras.layers.Layer of your own",
    "get_variable": "tf.Variable",
    "AdamOptimizer": "keras.optimizers.Adam",
    "GradientDescentOptimizer": "keras.optimizers.SGD",
    "log": "tf.math.log",
    "layers": "keras.layers",
    "logging": "the module logging",
    "app": "a plain main()",
    "flags": "argparse",
    "Print": "tf.print",
    "to_float": "tf.cast(x, 'float32')",
}

METHODS: Mapping[str, str] = {
    "lr": "optimizer.learning_rate",
    "fit_generator": "model.fit(generator, ...)",
    "evaluate_generator": "model.evaluate(generator)",
    "predict_generator": "model.predict(generator)",
    "predict_classes": "model.predict(x).argmax(axis=-1), or (model.predict(x) > 0.5).astype(int) "
    "behind one sigmoid unit",
    "predict_proba": "model.predict(x)",
    "validation_data": "the arrays that you gave to fit()",
    "get_session": "nothing: TensorFlow 2 computes at once",
    "total_loss": "a custom train_step",
}

ARGUMENTS: Mapping[str, str] = {
    "lr": "learning_rate=...",
    "decay": "learning_rate=keras.optimizers.schedules.ExponentialDecay(...)",
    "epsilon": "min_delta=... (in callbacks)",
    "nb_epoch": "epochs=...",
    "nb_val_samples": "validation_steps=...",
    "samples_per_epoch": "steps_per_epoch=...",
    "show_accuracy": 'metrics=["accuracy"] in compile()',
    "class_mode": "nothing",
    "workers": "nothing: a keras.utils.PyDataset takes workers itself",
    "use_multiprocessing": "nothing: a keras.utils.PyDataset takes it itself",
    "max_queue_size": "nothing: a keras.utils.PyDataset takes it itself",
    "pickle_safe": "nothing",
    "sample_weight_mode": "sample_weight=... in fit()",
    "target_tensors": "nothing",
    "nb_filter": "filters=...",
    "nb_row": "kernel_size=(rows, columns)",
    "nb_col": "kernel_size=(rows, columns)",
    "subsample": "strides=...",
    "subsample_length": "strides=...",
    "filter_length": "kernel_size=...",
    "pool_length": "pool_size=...",
    "border_mode": "padding=...",
    "dim_ordering": "data_format=...",
    "init": "kernel_initializer=...",
    "inner_init": "recurrent_initializer=...",
    "inner_activation": "recurrent_activation=...",
    "W_regularizer": "kernel_regularizer=...",
    "b_regularizer": "bias_regularizer=...",
    "W_constraint": "kernel_constraint=...",
    "output_dim": "units=...",
    "dropout_W": "dropout=...",
    "dropout_U": "recurrent_dropout=...",
    "consume_less": "nothing",
    "batch_input_shape": "keras.Input(batch_shape=...) as the first layer",
    "input_length": "keras.Input(shape=(length,)) as the first layer",
    "period": 'save_freq="epoch"',
    "write_grads": "nothing",
    "time_major": "nothing",
    "implementation": "nothing",
    "fine_tune": "nothing",
}

BACKEND: Mapping[str, str] = {
    "set_value": "model.optimizer.learning_rate = 0.01",
    "get_value": "float(model.optimizer.learning_rate)",
    "set_session": "Leave it out: TensorFlow 2 computes at once.",
    "get_session": "Leave it out: TensorFlow 2 computes at once.",
    "set_image_dim_ordering": 'keras.config.set_image_data_format("channels_last")',
    "set_learning_phase": "model(x, training=True)",
    "learning_phase": "the argument training of call()",
    "function": "keras.Model(inputs, outputs)",
    "gradients": "tf.GradientTape",
}
"""What stands in the place of functions that are no keras.ops."""

HISTORY: Mapping[str, str] = {
    "acc": "accuracy",
    "val_acc": "val_accuracy",
    "mean_absolute_error": "mae",
    "val_mean_absolute_error": "val_mae",
}


def _module_mend(crash: Crash) -> str:
    path = crash["module"]
    name = crash["name"]
    for key in (name, path, path.rpartition(".")[2], path.partition(".")[0]):
        if key in MODULES:
            return _in_words(MODULES[key])
    return _GENERIC


def _is_old_module(crash: Crash) -> bool:
    path, name = crash["module"], crash["name"]
    keys = {name, path, path.rpartition(".")[2], path.partition(".")[0]}
    return bool(keys & set(MODULES))


def _in_words(instead: str) -> str:
    """What to write, as a sentence; `nothing` with a reason behind it, or without."""
    if instead.startswith("nothing"):
        return f"Leave it out{instead.removeprefix('nothing').rstrip('.')}."
    return f"Write {instead}" if instead.endswith("...") else f"Write {instead}."


_CAUSE = "The line was written for an older Keras or TensorFlow; Keras 3 has another name for it."

KNOWN = (
    Known(
        "old-keras",
        "layers",
        r"No module named '(?:tensorflow\.)?keras\.(?P<module>[\w.]+)'",
        "keras.{module} does not exist in Keras 3",
        _CAUSE,
        _module_mend,
        _is_old_module,
    ),
    Known(
        "old-keras",
        "layers",
        r"cannot import name '(?P<name>\w+)' from '(?:tensorflow\.)?keras(?:\.(?P<module>[\w.]+))?'"
        r"|module '(?:\w+\.)*?keras(?:\.(?P<place>[\w.]+))?' has no attribute '(?P<other>\w+)'"
        r"|`keras\.(?P<gone>optimizers\.legacy)` is not supported",
        lambda crash: (
            f"{crash['name'] or crash['other'] or crash['gone']} does not exist in Keras 3"
        ),
        _CAUSE,
        lambda crash: _in_words(MODULES[_gone(crash)]),
        lambda crash: _gone(crash) in MODULES,
    ),
    Known(
        "old-keras",
        "layers",
        r"(?:module '(?:\w+\.)*?keras\.(?:\w+\.)*?backend' has no attribute '(?P<name>\w+)')"
        r"|cannot import name '(?P<other>\w+)' from '(?:\w+\.)*?keras\.(?:\w+\.)*?backend'",
        lambda crash: f"keras.backend.{crash['name'] or crash['other']} does not exist in Keras 3",
        "The functions of keras.backend moved to keras.ops.",
        lambda crash: BACKEND.get(
            crash["name"] or crash["other"],
            f"from keras import ops; ops.{crash['name'] or crash['other']}(...)",
        ),
    ),
    Known(
        "old-keras",
        "layers",
        rf"module 'tensorflow[\w.]*' has no attribute '(?P<name>{group(TENSORFLOW)})'",
        "tf.{name} is of TensorFlow 1",
        "The line was written for TensorFlow 1, which built a graph first and ran it in a session.",
        lambda crash: _in_words(TENSORFLOW[crash["name"]]),
    ),
    Known(
        "old-keras",
        "layers",
        rf"'(?P<owner>\w+)' object has no attribute '(?P<name>{group(METHODS)})'",
        "{owner} has no {name} in Keras 3",
        _CAUSE,
        lambda crash: _in_words(METHODS[crash["name"]]),
    ),
    Known(
        "old-keras",
        "learning-rate",
        r"Argument\(s\) not recognized: \{'(?P<name>lr|decay)'",
        "The argument {name} of optimizers does not exist in Keras 3",
        _CAUSE,
        lambda crash: _in_words(ARGUMENTS[crash["name"]]),
    ),
    Known(
        "old-keras",
        "layers",
        r"(?:Unrecognized keyword arguments passed to \w+: \{|Argument\(s\) not recognized: \{|"
        rf"unexpected keyword argument )'(?P<name>{group(ARGUMENTS)})'",
        "The argument {name} does not exist in Keras 3",
        _CAUSE,
        lambda crash: _in_words(ARGUMENTS[crash["name"]]),
    ),
    Known(
        "old-keras",
        "layers",
        r"Unrecognized keyword arguments passed to (?:Model|Functional): \{'(?P<name>inputs?|"
        r"outputs?)'",
        "keras.Model has no argument {name}",
        _CAUSE,
        "keras.Model(inputs=a, outputs=b)",
    ),
    Known(
        "old-keras",
        "layers",
        r"missing 1 required positional argument: '(?:units|filters|kernel_size)'",
        lambda crash: f"The argument {_old_argument(crash)} does not exist in Keras 3",
        _CAUSE,
        lambda crash: _in_words(ARGUMENTS[_old_argument(crash)]),
        lambda crash: _old_argument(crash) in ARGUMENTS,
    ),
    Known(
        "old-keras",
        "above-chance",
        rf"KeyError: ['\"]+(?P<name>{group(HISTORY)})['\"]+",
        "history.history has no key {name}",
        "Keras writes a metric under the name that compile() was given.",
        lambda crash: (
            f'history.history["{HISTORY[crash["name"]]}"]; print(history.history.keys()) '
            "shows all of them."
        ),
        lambda crash: "history" in crash.code or crash["name"].endswith("acc"),
    ),
    Known(
        "old-keras",
        "overfitting",
        r"must end in `(?P<suffix>\.(?:keras|weights\.h5))`|Invalid filepath extension for saving",
        lambda crash: f"A model is saved under a name that ends in {crash['suffix'] or '.keras'}",
        "Keras 3 reads from the suffix what a file is.",
        lambda crash: (
            'ModelCheckpoint("best.weights.h5", save_weights_only=True)'
            if "weights" in crash["suffix"]
            else 'model.save("model.keras"), ModelCheckpoint("best.keras")'
        ),
    ),
    Known(
        "old-keras",
        "layers",
        r"File format not supported: filepath=(?P<name>\S+?)\.? ",
        "{name} is no file of Keras 3",
        "Keras 3 reads .keras and .h5 files; a folder is a SavedModel of TensorFlow.",
        'keras.layers.TFSMLayer(path, call_endpoint="serving_default") to use it, or save it again '
        "as .keras with the Keras that made it.",
    ),
)


def _gone(crash: Crash) -> str:
    """The name that went, or the module that it stood in."""
    if crash["gone"]:
        return "legacy"
    return crash["name"] or crash["other"]


def _old_argument(crash: Crash) -> str:
    """The old argument in the learner's own line, "" where there is none."""
    given = re.findall(r"(\w+)\s*=", crash.code)
    return next((name for name in given if name in ARGUMENTS), "")
