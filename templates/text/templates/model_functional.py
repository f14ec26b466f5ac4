
def build_model(experiment: dict, texts: np.ndarray, classes: int) -> keras.Model:
    """Call each layer on what the last one put out, from the inputs to the outputs.

    The texts are those of the training part: the vocabulary is made of them.
    """
    inputs = text_input(texts)
    x = inputs
    for layer in vectorizing(texts, experiment):
        x = layer(x)
    if experiment["layers"]["network"] == "parallel" and experiment["layers"]["widths"]:
        x = embedding(experiment)(x)
        ends = []
        for branch in branches(experiment):
            end = x
            for layer in branch:
                end = layer(end)
            ends.append(end)
        x = layers.Concatenate(name="side_by_side")(ends)
        hidden = layers_behind_branches(experiment)
    else:
        hidden = hidden_layers(experiment)
    for layer in hidden:
        x = layer(x)
    outputs = output_layer(classes, experiment)(x)
    return keras.Model(inputs, outputs)
