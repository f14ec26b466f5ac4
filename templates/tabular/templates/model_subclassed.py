{%- set model_class = "Classifier" -%}
{% include "rows_model.py" %}

def build_model(experiment: dict, inputs: dict, classes: int) -> keras.Model:
    """Make the model and its weights.

    The inputs are the training part's: the preprocessing is fitted to them.
    """
    settings = experiment["data"]
    encoder = make_encoder(inputs, settings["scaling"], settings["bins"])
    parts = [*hidden_layers(experiment), output_layer(experiment, classes)]
    model = Classifier(encoder, parts)
    model.build()
    return model
