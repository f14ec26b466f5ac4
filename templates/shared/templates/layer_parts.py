def activated(layer: layers.Layer, experiment: dict) -> list[layers.Layer]:
    """A layer with weights, its batch normalization if wanted, and its activation."""
    group = [layer]
    if experiment["regularization"]["batch_normalization"]:
        # Its running averages follow the last 10 batches or so. Keras's own 0.99 takes
        # hundreds of batches to forget its start, more than a short training has.
        name = f"{layer.name}_normalization"
        group.append(layers.BatchNormalization(momentum=0.9, name=name))
    activation = experiment["layers"]["activation"]
    return [*group, layers.Activation(activation, name=f"{layer.name}_activation")]


def dropout(name: str, experiment: dict) -> list[layers.Layer]:
    """A dropout layer, or nothing where [regularization] dropout is 0."""
    rate = experiment["regularization"]["dropout"]
    return [layers.Dropout(rate, name=name)] if rate else []


{% include "start_values.py" %}