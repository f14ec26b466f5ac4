
@keras.saving.register_keras_serializable(package="project")
class WideAndDeep(keras.Model):
    """A model that owns its two legs and says itself how rows pass through them.

    `deep` and `wide` are preprocessing, None where that leg is missing; `blocks` stand
    on the deep one, `top` on both.
    """

    def __init__(
        self,
        deep: keras.Model | None,
        wide: keras.Model | None,
        blocks: list[layers.Layer],
        top: list[layers.Layer],
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.deep = deep
        self.wide = wide
        self.blocks = blocks
        self.top = top

    def build(self, input_shape: dict | None = None):
        """Make the weights, layer by layer: each needs the shape of its input."""
        features = 0
        if self.deep:
            shape = built(self.blocks, self.deep.output_shape)
            features += shape[-1]
        if self.wide:
            features += self.wide.output_shape[-1]
        built(self.top, (None, features))
        self.built = True

    def call(self, inputs: dict):
        standing = []
        if self.deep:
            x = self.deep(inputs)
            for layer in self.blocks:
                x = layer(x)
            standing.append(x)
        if self.wide:
            standing.append(self.wide(inputs))
        x = joined(standing)
        for layer in self.top:
            x = layer(x)
        return x

    def get_config(self) -> dict:
        """What load_model needs to build the same network again."""
        parts = {"deep": self.deep, "wide": self.wide}
        parts |= {"blocks": self.blocks, "top": self.top}
        return super().get_config() | keras.saving.serialize_keras_object(parts)

    @classmethod
    def from_config(cls, config: dict) -> "WideAndDeep":
        parts = {name: config.pop(name) for name in ("deep", "wide", "blocks", "top")}
        return cls(**keras.saving.deserialize_keras_object(parts), **config)


def built(parts: list[layers.Layer], shape: tuple) -> tuple:
    """Build layers one behind the other; return the shape of what the last puts out."""
    for layer in parts:
        layer.build(shape)
        shape = layer.compute_output_shape(shape)
    return shape


def build_model(experiment: dict, inputs: dict, classes: int) -> keras.Model:
    """Make the model and its weights.

    The inputs are the training part's: the preprocessing is fitted to them.
    """
    raw = make_inputs(inputs)
    deep = wide = None
    if "deep" in legs(experiment):
        deep = keras.Model(raw, read_by_deep_leg(raw, inputs, experiment))
    if "wide" in legs(experiment):
        wide = keras.Model(raw, joined(wide_features(raw, inputs)))
    blocks = hidden_layers(experiment) if deep else []
    top = [*head_layers(experiment), output_layer(experiment, classes)]
    model = WideAndDeep(deep, wide, blocks, top)
    model.build()
    return model
