
def build_model(experiment: dict, inputs: dict, classes: int) -> keras.Model:
    """Call each layer on what the last one put out, from the columns to the outputs.

    The inputs are the training part's: the preprocessing is fitted to them.
    """
    settings = experiment["data"]
    encoder = make_encoder(inputs, settings["scaling"], settings["bins"])
    x = encoder.output
    for layer in hidden_layers(experiment):
        x = layer(x)
    outputs = output_layer(experiment, classes)(x)
    return keras.Model(encoder.input, outputs)
