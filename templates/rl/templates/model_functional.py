
def build_model(
    experiment: dict, observation: Observation, units: int, activation: str = "linear"
) -> keras.Model:
    """Call each layer on what the last one put out, from the inputs to the outputs."""
    inputs = keras.Input(observation.shape)
    x = inputs
    for layer in input_layers(observation) + hidden_layers(experiment):
        x = layer(x)
    outputs = output_layer(experiment, units, activation)(x)
    return keras.Model(inputs, outputs)
