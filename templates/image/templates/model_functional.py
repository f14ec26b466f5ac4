
def build_model(experiment: dict, input_shape: tuple, classes: int) -> keras.Model:
    """Call each layer on what the last one put out, from the inputs to the outputs."""
    inputs = keras.Input(input_shape)
    x = inputs
    for layer in input_layers(experiment) + hidden_layers(experiment):
        x = layer(x)
    outputs = output_layer(experiment, classes)(x)
    return keras.Model(inputs, outputs)
