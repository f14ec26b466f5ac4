"""A made-up run of an exercise's project."""

from __future__ import annotations

from tutor.history import DataDescription, Epoch, History, ModelDescription


def history(
    first: float,
    last: float,
    score: float,
    images: int = 1222,
    held: int = 216,
    status: str = "finished",
) -> History:
    """Two epochs with these training losses, and this validation accuracy in the second."""
    counts = (held // 10,) * 10
    return History(
        run="0001-as-found",
        planned_epochs=2,
        data=DataDescription(
            10, tuple("0123456789"), images, held, 359, (images // 10,) * 10, counts
        ),
        model=ModelDescription(
            8970, 8970, "sparse_categorical_crossentropy", "adam", 0.3, 10, "softmax", 128, 10
        ),
        initial_loss=2.306,
        initial_samples=held,
        epochs=(
            Epoch(1, first, first, 0.3, 1.0, {"accuracy": 0.1, "val_accuracy": 0.1}),
            Epoch(2, last, last * 0.99, 0.3, 1.0, {"accuracy": score, "val_accuracy": score}),
        ),
        status=status,
    )
