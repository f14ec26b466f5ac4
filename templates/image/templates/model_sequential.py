
def build_model(experiment: dict, input_shape: tuple, classes: int) -> keras.Model:
    """Stack the layers: what one puts out, the next takes in."""
    return keras.Sequential(
        [
            keras.Input(input_shape),
            *input_layers(experiment),
            *hidden_layers(experiment),
            output_layer(experiment, classes),
        ]
    )
