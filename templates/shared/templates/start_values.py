def start(experiment: dict) -> dict:
    """The start values of a layer's weights and biases, new for each layer."""
    settings = experiment["initialization"]
    weights, biases = settings["weights"], settings["biases"]
    if weights == "wide_normal":
        weights = keras.initializers.RandomNormal(stddev=1.0)
    if biases == "small_positive":
        biases = keras.initializers.Constant(0.1)
    return {"kernel_initializer": weights, "bias_initializer": biases}
