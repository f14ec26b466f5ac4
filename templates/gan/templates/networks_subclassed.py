
class Generator(keras.Model):
    """Noise, and in a conditional pair the label asked for, to an image."""

    def __init__(self, experiment: dict, image_shape: tuple, classes: int):
        super().__init__(name="generator")
        self.conditional = experiment["layers"]["conditional"]
        if self.conditional:
            latent = experiment["layers"]["latent"]
            self.meaning = layers.Embedding(classes, latent, name="generator_label")
        self.parts = generator_layers(experiment, image_shape)

    def call(self, inputs):
        x = inputs
        if self.conditional:
            noise, label = inputs
            x = keras.ops.concatenate([noise, self.meaning(label)], axis=-1)
        for layer in self.parts:
            x = layer(x)
        return x


class Discriminator(keras.Model):
    """An image, and in a conditional pair the label it is said to have, to a score."""

    def __init__(self, experiment: dict, image_shape: tuple, classes: int):
        super().__init__(name="discriminator")
        self.rescale = layers.Rescaling(1 / 127.5, offset=-1, name="rescale")
        self.conditional = experiment["layers"]["conditional"]
        if self.conditional:
            rows, columns, _ = image_shape
            size = rows * columns
            # A class is shown to the convolutions as a further colour of the image.
            self.meaning = layers.Embedding(classes, size, name="discriminator_label")
            self.plane = layers.Reshape((rows, columns, 1), name="label_plane")
        self.parts = discriminator_layers(experiment)

    def call(self, inputs):
        images, label = inputs if self.conditional else (inputs, None)
        x = self.rescale(images)
        if self.conditional:
            plane = self.plane(self.meaning(label))
            x = keras.ops.concatenate([x, plane], axis=-1)
        for layer in self.parts:
            x = layer(x)
        return x


def build_generator(experiment: dict, image_shape: tuple, classes: int) -> Generator:
    """Make the generator; its first call makes its weights."""
    network = Generator(experiment, image_shape, classes)
    noise = keras.ops.zeros((1, experiment["layers"]["latent"]))
    network([noise, keras.ops.zeros(1, "int64")] if network.conditional else noise)
    return network


def build_discriminator(
    experiment: dict, image_shape: tuple, classes: int
) -> Discriminator:
    """Make the discriminator; its first call makes its weights."""
    network = Discriminator(experiment, image_shape, classes)
    image = keras.ops.zeros((1, *image_shape))
    network([image, keras.ops.zeros(1, "int64")] if network.conditional else image)
    return network
