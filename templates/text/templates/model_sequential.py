
def build_model(experiment: dict, texts: np.ndarray, classes: int) -> keras.Model:
    """Stack the layers: what one puts out, the next takes in.

    The texts are those of the training part: the vocabulary is made of them.
    """
    if experiment["layers"]["network"] == "parallel":
        raise ValueError(
            '[layers] network = "parallel" has several paths, a Sequential model one: '
            "choose another network, or write build_model in the functional style"
        )
    return keras.Sequential(
        [
            text_input(texts),
            *vectorizing(texts, experiment),
            *hidden_layers(experiment),
            output_layer(classes, experiment),
        ]
    )
