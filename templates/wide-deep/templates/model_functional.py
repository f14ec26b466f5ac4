
def build_model(experiment: dict, inputs: dict, classes: int) -> keras.Model:
    """Call each layer on what the last one put out, leg by leg, from inputs to outputs.

    The inputs are the training part's: the preprocessing is fitted to them.
    """
    raw = make_inputs(inputs)
    standing = []
    if "deep" in legs(experiment):
        x = read_by_deep_leg(raw, inputs, experiment)
        for layer in hidden_layers(experiment):
            x = layer(x)
        standing.append(x)
    if "wide" in legs(experiment):
        standing += wide_features(raw, inputs)
    x = joined(standing)
    for layer in head_layers(experiment):
        x = layer(x)
    outputs = output_layer(experiment, classes)(x)
    return keras.Model(raw, outputs)
