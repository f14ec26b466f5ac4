def hidden_layers(experiment: dict) -> list[layers.Layer]:
    """The blocks of [layers], one for each of its widths."""
    group = []
    for number, units in enumerate(experiment["layers"]["widths"], start=1):
        dense = layers.Dense(
            units,
            kernel_regularizer=weight_decay(experiment),
            **start(experiment),
            name=f"block{number}_dense",
        )
        group += activated(dense, experiment)
        group += dropout(f"block{number}_dropout", experiment)
    return group


def weight_decay(experiment: dict) -> keras.regularizers.Regularizer | None:
    """Add the sum of a layer's squared weights, times this factor, to the loss."""
    factor = experiment["regularization"]["weight_decay"]
    return keras.regularizers.L2(factor) if factor else None
