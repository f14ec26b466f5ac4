{% include "make_optimizer_only.py" %}

def early_stopping(experiment: dict) -> list[keras.callbacks.Callback]:
    """Stop when the validation loss has not fallen for some epochs; 0 never stops."""
    patience = experiment["regularization"]["early_stopping"]
    return [keras.callbacks.EarlyStopping(patience=patience)] if patience else []
