
@keras.saving.register_keras_serializable(package="project")
class Network(keras.Model):
    """A model that owns its layers and says itself how observations pass them."""

    def __init__(
        self,
        experiment: dict,
        observation: Sequence,
        units: int,
        activation: str,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.settings = {
            "experiment": experiment,
            "observation": list(observation),
            "units": units,
            "activation": activation,
        }
        self.hidden = input_layers(Observation(*observation))
        self.hidden += hidden_layers(experiment)
        self.outputs_layer = output_layer(experiment, units, activation)

    def build(self, input_shape: tuple):
        """Make the weights, layer by layer: each needs the shape of its input."""
        shape = input_shape
        for layer in [*self.hidden, self.outputs_layer]:
            layer.build(shape)
            shape = layer.compute_output_shape(shape)

    def call(self, observations):
        x = observations
        for layer in self.hidden:
            x = layer(x)
        return self.outputs_layer(x)

    def get_config(self) -> dict:
        """What load_model needs to build the same network again."""
        return {**super().get_config(), **self.settings}


def build_model(
    experiment: dict, observation: Observation, units: int, activation: str = "linear"
) -> keras.Model:
    """Make the model and its weights, for any number of observations."""
    model = Network(experiment, observation, units, activation)
    model.build((None, *observation.shape))
    return model
