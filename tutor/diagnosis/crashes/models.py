"""Models and losses that are put together wrongly: graphs, gradients, optimizers, own classes."""

from __future__ import annotations

from tutor.diagnosis.crashes.known import Crash, Known


def _none_advice(crash: Crash) -> str:
    history = crash.history
    if history is not None and any(part.kind == "none" for part in history.targets):
        return "model.fit(x_train, y_train): fit() was given no targets."
    return (
        "Look for a return that is missing in your loss, metric or call(); for a fit() without y; "
        "for a generator that yields None."
    )


KNOWN = (
    Known(
        "no-gradient",
        "layers",
        r"No gradients provided for any variable",
        "No weight has a gradient",
        "The loss does not depend on the weights in a way that can be differentiated: argmax, "
        "round, a comparison or .numpy() cut the connection, a tape did not see the forward pass, "
        "or everything is frozen.",
        "Compute the loss from the model's raw outputs inside the tape: with tf.GradientTape() as "
        "tape: loss = loss_fn(y, model(x, training=True)).",
    ),
    Known(
        "optimizer-reused",
        "learning-rate",
        r"Unknown variable: .*optimizer can only be called for the variables it was originally",
        "One optimizer is used for two models",
        "An optimizer keeps averages for the weights of the model it was made for.",
        "A new one for each model: model.compile(optimizer=keras.optimizers.Adam(), ...), or "
        '"adam" as text.',
    ),
    Known(
        "not-built",
        "layers",
        r"layer isn't built|must build the layer|(?:has never been called|not yet been built|"
        r"have not yet been created|hasn't been built|has not been built)",
        "The weights are asked for before the model knows its inputs",
        "Weights are made when the shape of the inputs is known.",
        "keras.Input(shape=(columns,)) as the first layer, or model.build((None, columns)).",
    ),
    Known(
        "symbolic-tensor",
        "layers",
        r"KerasTensor cannot be used as input to a TensorFlow function|A KerasTensor is symbolic|"
        r"symbolic KerasTensor cannot be used",
        "A layer's output is used like an array while the model is being built",
        "At this time it stands for a shape only; the numbers come with the data.",
        "Use keras.ops or a layer: keras.ops.mean(x) instead of tf.reduce_mean(x) or np.mean(x); "
        "a decision on values goes into the call() of a layer, with keras.ops.where.",
    ),
    Known(
        "symbolic-tensor",
        "cost",
        r"Cannot convert a symbolic tf\.Tensor.*numpy array|SymbolicTensor' object has no "
        r"attribute 'numpy'|numpy\(\) is only available when eager|NumPy array.*symbolic",
        "numpy is used inside a loss, a metric or a layer",
        "They are compiled into a graph, where tensors have no numbers yet, and numpy would cut "
        "the gradient.",
        "keras.ops has the same functions: ops.mean(ops.square(y_true - y_pred)).",
    ),
    Known(
        "none-value",
        "cost",
        r"None values not supported|Attempt to convert a value \(None\)|Tried to convert '\w+' to "
        r"a tensor and failed.*None|"
        r"unsupported operand type\(s\) for [^:]+: .*NoneType",
        "Something is None where numbers are needed",
        "A loss, metric or call() without return gives None; so do targets that fit() was not "
        "given.",
        _none_advice,
    ),
    Known(
        "wrong-signature",
        "cost",
        r"(?P<name>\w+)\(\) takes (?P<want>\d+) positional arguments? but (?P<have>\d+) were given",
        "{name}() takes {want} arguments and is given {have}",
        "Keras calls a loss or metric with the labels and the outputs, a layer's call() with its "
        "inputs; a method's first argument is self.",
        "def {name}(y_true, y_pred): ... for a loss.",
    ),
    Known(
        "own-class",
        "layers",
        r"does not have a `call\(\)` method implemented",
        "The model's class has no call()",
        "call(self, inputs) says how the layers are applied; a misspelt or wrongly indented name "
        "is not found.",
        "def call(self, inputs): return self.dense(inputs), indented as deeply as __init__.",
    ),
    Known(
        "own-class",
        "layers",
        r"has no attribute '_(?:dtype_policy|tracker|losses|auto_trackable\w*|layers|\w*lock\w*)'|"
        r"forgot to call `?super\(\)\.__init__",
        "The class does not call super().__init__()",
        "Keras's own part of the object is made there, and layers cannot be kept before.",
        "def __init__(self): super().__init__() as the first line, then the layers.",
    ),
    Known(
        "own-class",
        "layers",
        r"only supports singleton tf\.Variables|tf\.Variable.*non-first call",
        "Layers are made inside call()",
        "call() runs for every batch: new weights each time could never be trained.",
        "Make the layers once in __init__ (self.dense = layers.Dense(1)) and use them in call().",
    ),
    Known(
        "not-a-layer",
        "layers",
        r"Only instances of `keras\.Layer` can be added to a Sequential model\. Received: "
        r"(?P<what><class)?",
        lambda crash: (
            "A Sequential model is given a class instead of a layer"
            if crash["what"]
            else "A Sequential model is given something that is no layer"
        ),
        "It takes layers, not their classes, outputs or arrays.",
        lambda crash: (
            "model.add(layers.Dense(10)): the brackets make the layer."
            if crash["what"]
            else "model.add(layers.Dense(1)), without applying the layer to anything."
        ),
    ),
    Known(
        "not-a-layer",
        "layers",
        r"All `(?P<name>inputs|outputs)` values must be KerasTensors",
        "keras.Model is given a layer as its {name}",
        "A model runs from keras.Input to what a layer gives when it is applied.",
        "outputs = layers.Dense(1)(x); keras.Model(inputs, outputs)",
    ),
    Known(
        "graph-disconnected",
        "layers",
        r"is not connected to `?inputs|Graph disconnected",
        "The model's output does not come from its inputs",
        "The chain of layers between them is broken: another Input was used, or a line replaced x.",
        "Follow x from keras.Input to the output; every layer is applied to the one before.",
    ),
    Known(
        "layer-arguments",
        "layers",
        r"should have unique names\. Name '(?P<name>[^']*)'",
        "Two layers are called {name}",
        "A model finds its layers by name.",
        "Leave name=... out, or make a new layer instead of adding one twice.",
    ),
    Known(
        "not-callable",
        "layers",
        r"'[\w.]*(?:KerasTensor|EagerTensor|Tensor)' object is not callable",
        "A layer's output is called like a layer",
        "One pair of brackets makes the layer, a second one applies it; there is a third.",
        "x = layers.Dense(10)(x)",
    ),
    Known(
        "own-class",
        "layers",
        r"cannot add new elements of state",
        "A layer is added to a model that is already built",
        "All weights of a model are made together.",
        "Make every layer in __init__, before the first call.",
    ),
    Known(
        "tape-used-up",
        "layers",
        r"non-persistent GradientTape can only be used",
        "A tape is asked for gradients twice",
        "It forgets what it saw after the first time.",
        "tf.GradientTape(persistent=True), or one gradient() for all weights together.",
    ),
    Known(
        "custom-object",
        "layers",
        r"could not be deserialized properly|Could not locate (?:class|function) '?(?P<name>\w+)?",
        "The saved model holds a class or function of your own that Keras does not find",
        "A file holds settings and weights, no code.",
        "@keras.saving.register_keras_serializable() above the class, or load_model(path, "
        'custom_objects={"Mine": Mine}).',
    ),
    Known(
        "optimizer-settings",
        "learning-rate",
        r"output of the `schedule` function should be a float.*Got: (?P<got>\S+)",
        "The learning rate's schedule gives {got}",
        "LearningRateScheduler calls it for each epoch and wants the rate as a float.",
        "def schedule(epoch, rate): return rate * 0.9",
    ),
)
