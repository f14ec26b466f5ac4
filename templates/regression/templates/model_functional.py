
def build_model(experiment: dict, inputs: dict, targets: np.ndarray) -> keras.Model:
    """Call each layer on what the last one put out, from the columns to the answer.

    Inputs and targets are the training part's: preprocessing and unit fit them.
    """
    settings = experiment["data"]
    encoder = make_encoder(inputs, settings["scaling"], settings["bins"])
    x = encoder.output
    for layer in hidden_layers(experiment) + output_layers(experiment, targets):
        x = layer(x)
    return keras.Model(encoder.input, x)
