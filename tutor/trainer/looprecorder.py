"""The recorder for a project that drives its own training step, as an agent's does."""

from __future__ import annotations

from typing import Any

import keras

from tutor.trainer.recorder import GraphRecorder


class LoopRecorder(GraphRecorder):
    """Takes the loss where a training step of the project's own asks the model for it.

    `fit` computes the loss inside `train_step`; such a step calls `model.compute_loss(...,
    training=True)` itself, once for each update. It must be traced after the callbacks were told
    of the model.
    """

    def install(self, model: keras.Model) -> None:
        """Wrap the loss as well."""
        super().install(model)
        model.__dict__["compute_loss"] = self._recording_loss(
            type(model).compute_loss.__get__(model)
        )

    def remove(self) -> None:
        """Give the model its own methods back."""
        if self._model is not None:
            self._model.__dict__.pop("compute_loss", None)
        super().remove()

    def _recording_loss(self, original: Any) -> Any:
        def compute_loss(*args: Any, training: bool = True, **kwargs: Any) -> Any:
            loss = original(*args, training=training, **kwargs)
            # The trainer itself asks with training=False, to look at a model.
            if training:
                with self._quiet():
                    self.record(loss)
            return loss

        return compute_loss
