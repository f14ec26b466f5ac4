{%- set model_class = "Regressor" -%}
{% include "rows_model.py" %}

def build_model(experiment: dict, inputs: dict, targets: np.ndarray) -> keras.Model:
    """Make the model and its weights.

    Inputs and targets are the training part's: preprocessing and unit fit them.
    """
    settings = experiment["data"]
    encoder = make_encoder(inputs, settings["scaling"], settings["bins"])
    parts = hidden_layers(experiment) + output_layers(experiment, targets)
    model = Regressor(encoder, parts)
    model.build()
    return model
