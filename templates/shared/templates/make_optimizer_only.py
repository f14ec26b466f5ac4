def make_optimizer(experiment: dict, steps: int) -> keras.optimizers.Optimizer:
    """The optimizer of [learning_rate]; a schedule ends with the last of the steps."""
    settings = experiment["learning_rate"]
    rate = float(settings["value"])
    schedules = keras.optimizers.schedules
    if settings["schedule"] == "cosine":  # down to 0 along half a wave
        rate = schedules.CosineDecay(rate, decay_steps=steps)
    elif settings["schedule"] == "exponential":  # down to a hundredth
        rate = schedules.ExponentialDecay(rate, decay_steps=steps, decay_rate=0.01)
    return OPTIMIZERS[settings["optimizer"]](rate)
