
@keras.saving.register_keras_serializable(package="project")
class Classifier(keras.Model):
    """A model that owns its layers and says itself how images pass through them."""

    def __init__(self, experiment: dict, classes: int, **kwargs):
        super().__init__(**kwargs)
        self.experiment = experiment
        self.classes = classes
        self.hidden = input_layers(experiment) + hidden_layers(experiment)
        self.probabilities = output_layer(experiment, classes)

    def build(self, input_shape: tuple):
        """Make the weights, layer by layer: each needs the shape of its input."""
        shape = input_shape
        for layer in [*self.hidden, self.probabilities]:
            layer.build(shape)
            shape = layer.compute_output_shape(shape)

    def call(self, images):
        x = images
        for layer in self.hidden:
            x = layer(x)
        return self.probabilities(x)

    def get_config(self) -> dict:
        """What load_model needs to build the same network again."""
        config = super().get_config()
        return {**config, "experiment": self.experiment, "classes": self.classes}


def build_model(experiment: dict, input_shape: tuple, classes: int) -> keras.Model:
    """Make the model and its weights, for any number of images of this shape."""
    model = Classifier(experiment, classes)
    model.build((None, *input_shape))
    return model
