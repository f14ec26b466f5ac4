
@keras.saving.register_keras_serializable(package="project")
class {{ model_class }}(keras.Model):
    """A model that owns its layers and says itself how rows pass through them."""

    def __init__(self, encoder: keras.Model, parts: list[layers.Layer], **kwargs):
        super().__init__(**kwargs)
        self.encoder = encoder
        self.parts = parts

    def build(self, input_shape: dict | None = None):
        """Make the weights, layer by layer: each needs the shape of its input."""
        shape = self.encoder.output_shape
        for layer in self.parts:
            layer.build(shape)
            shape = layer.compute_output_shape(shape)
        self.built = True

    def call(self, inputs: dict):
        x = self.encoder(inputs)
        for layer in self.parts:
            x = layer(x)
        return x

    def get_config(self) -> dict:
        """What load_model needs to build the same network again."""
        return {
            **super().get_config(),
            "encoder": keras.saving.serialize_keras_object(self.encoder),
            "parts": keras.saving.serialize_keras_object(self.parts),
        }

    @classmethod
    def from_config(cls, config: dict) -> "{{ model_class }}":
        encoder = keras.saving.deserialize_keras_object(config.pop("encoder"))
        parts = keras.saving.deserialize_keras_object(config.pop("parts"))
        return cls(encoder, parts, **config)
