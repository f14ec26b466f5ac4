
@keras.saving.register_keras_serializable(package="project")
class TextClassifier(keras.Model):
    """A model that owns its layers and says itself how texts pass through them."""

    def __init__(self, experiment: dict, classes: int, **kwargs):
        super().__init__(**kwargs)
        self.experiment = experiment
        self.classes = classes
        settings = experiment["layers"]
        self.vectorize = new_vectorizer(experiment) if has_text() else None
        if settings["network"] == "parallel" and settings["widths"]:
            self.beginning = [embedding(experiment)]
            self.branches = branches(experiment)
            self.hidden = layers_behind_branches(experiment)
        else:
            self.beginning = []
            self.branches = []
            self.hidden = hidden_layers(experiment)
        self.probabilities = output_layer(classes, experiment)

    def build(self, input_shape: tuple):
        """Make the weights, layer by layer: each needs the shape of its input."""
        shape = input_shape
        if self.vectorize:
            self.vectorize.build(shape)
            shape = self.vectorize.compute_output_shape(shape)
        shape = built(self.beginning, shape)
        if self.branches:
            ends = [built(branch, shape) for branch in self.branches]
            shape = (None, sum(end[-1] for end in ends))
        built([*self.hidden, self.probabilities], shape)

    def call(self, texts):
        x = self.vectorize(texts) if self.vectorize else texts
        for layer in self.beginning:
            x = layer(x)
        if self.branches:
            ends = [self.follow(branch, x) for branch in self.branches]
            x = ops.concatenate(ends, axis=-1)
        for layer in self.hidden:
            x = layer(x)
        return self.probabilities(x)

    def follow(self, branch: list[layers.Layer], x):
        """Lead the words through one of the branches."""
        for layer in branch:
            x = layer(x)
        return x

    def get_config(self) -> dict:
        """What load_model needs to build the same network again."""
        config = super().get_config()
        return {**config, "experiment": self.experiment, "classes": self.classes}


def built(group: list[layers.Layer], shape: tuple) -> tuple:
    """Build layers one behind the other; return the shape of what the last puts out."""
    for layer in group:
        layer.build(shape)
        shape = layer.compute_output_shape(shape)
    return shape


def build_model(experiment: dict, texts: np.ndarray, classes: int) -> keras.Model:
    """Make the model and its weights.

    The texts are those of the training part: the vocabulary is made of them.
    """
    model = TextClassifier(experiment, classes)
    if model.vectorize:
        learn_vocabulary(model.vectorize, texts)
    model.build((None, *texts.shape[1:]))
    return model
