
def build_generator(experiment: dict, image_shape: tuple, classes: int) -> keras.Model:
    """Noise, and in a conditional pair the label asked for, to an image."""
    latent = experiment["layers"]["latent"]
    inputs = x = keras.Input((latent,), name="noise")
    if experiment["layers"]["conditional"]:
        label = keras.Input((), dtype="int64", name="label")
        meaning = layers.Embedding(classes, latent, name="generator_label")
        x = layers.Concatenate(name="noise_and_label")([inputs, meaning(label)])
        inputs = [inputs, label]
    for layer in generator_layers(experiment, image_shape):
        x = layer(x)
    return keras.Model(inputs, x, name="generator")


def build_discriminator(
    experiment: dict, image_shape: tuple, classes: int
) -> keras.Model:
    """An image, and in a conditional pair the label it is said to have, to a score."""
    inputs = keras.Input(image_shape, name="image")
    x = layers.Rescaling(1 / 127.5, offset=-1, name="rescale")(inputs)
    if experiment["layers"]["conditional"]:
        label = keras.Input((), dtype="int64", name="label")
        rows, columns, _ = image_shape
        # A class is shown to the convolutions as a further colour of the image.
        meaning = layers.Embedding(classes, rows * columns, name="discriminator_label")
        plane = layers.Reshape((rows, columns, 1), name="label_plane")(meaning(label))
        x = layers.Concatenate(name="image_and_label")([x, plane])
        inputs = [inputs, label]
    for layer in discriminator_layers(experiment):
        x = layer(x)
    return keras.Model(inputs, x, name="discriminator")
