class SaveBest(keras.callbacks.Callback):
    """Save the model after every epoch that lowers the validation loss."""

    def __init__(self, file: Path):
        super().__init__()
        self.file = file

    def on_epoch_end(self, epoch: int, logs: dict):
        # The first epoch is always saved: a training that diverges leaves a model too.
        if epoch == 0 or logs["val_loss"] < self.lowest_loss:
            self.lowest_loss = logs["val_loss"]
            save(self.model, self.file)


{% include "save.py" %}