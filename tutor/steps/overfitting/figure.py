"""The picture of step 5: training and validation loss by epoch, the kept epoch marked."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.history import History
from tutor.steps import wording
from tutor.steps.base import Comparison, Context, Figure, Result, Series
from tutor.steps.curves import score_curves
from tutor.steps.overfitting.remedies import CURRENT


def preview(_context: Context, results: Sequence[Result]) -> Figure | None:
    """The loss curves of the project's own network; None before its first epoch."""
    own = Comparison(results).of(CURRENT)
    if own and own[0].history.metric.kept == "score":
        return score_curves(own[:1], own[0].history.chance)
    return loss_curves(own[0].history) if own else None


def loss_curves(history: History) -> Figure | None:
    """Both losses of one run, the epoch of the lowest validation loss marked on the second."""
    best = history.best_epoch
    if best is None:
        return None
    epochs = history.epochs
    measured = [(float(e.number), e.val_loss) for e in epochs if e.val_loss is not None]
    mark = [x for x, _ in measured].index(float(best.number))
    last = epochs[-1]
    return Figure(
        kind="curves",
        title="Training and validation loss, your network as it is",
        series=(
            Series(
                "training loss",
                tuple(float(e.number) for e in epochs),
                tuple(e.loss for e in epochs),
            ),
            Series(
                "validation loss",
                tuple(x for x, _ in measured),
                tuple(y for _, y in measured),
                mark,
            ),
        ),
        x_label="epoch",
        y_label="loss",
        summary=f"The training loss goes from {wording.loss(epochs[0].loss)} to "
        f"{wording.loss(last.loss)} in {wording.count(len(epochs), 'epoch')}. The validation loss "
        f"is lowest at epoch {best.number}, {wording.loss(best.val_loss)}, and "
        f"{wording.loss(last.val_loss)} at the end.",
    )
