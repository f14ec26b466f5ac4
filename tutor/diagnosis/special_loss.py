"""Losses that are made for one purpose, used for another; and a loss with its sign turned."""

from __future__ import annotations

from dataclasses import replace

from tutor.diagnosis import activation, facts, standing
from tutor.diagnosis import head as heads
from tutor.diagnosis.facts import number
from tutor.diagnosis.finding import Finding
from tutor.diagnosis.head import Case, Head
from tutor.diagnosis.loss import span, wrong
from tutor.history import History


def _divergence(end: Head, history: History) -> Finding | None:
    """KL divergence sums y log(y / p): where y is 0 no answer is wrong."""
    if end.loss != "kl_divergence" or end.kind not in ("binary", "one-hot", "multi-hot"):
        return None
    alone = end.units == 1 or end.kind == "multi-hot"
    if not alone and end.activation != "sigmoid":
        return None
    return wrong(
        end,
        history,
        "always" if end.units == 1 else "unless-well",
        title="The KL divergence does not count the zeros among the labels",
        cause="It is a sum of y log(y / p): where a label is 0 every answer costs nothing, so an "
        "output that is always 1 is the best. Only a softmax, whose outputs sum to 1, is held "
        "back.",
    )


def _hinge(end: Head, history: History) -> Finding | None:
    """Hinge losses want scores around -1 and +1. Keras makes labels of 0 into -1 by itself."""
    if end.loss not in heads.HINGE:
        return None
    if end.kind == "continuous":
        return wrong(
            end,
            history,
            "always",
            title=f"{end.loss} for targets that are numbers",
            evidence=span(end, history),
            cause="A hinge loss asks only that the answer has the sign of the target.",
        )
    flat = end.activation in ("sigmoid", "softmax", "relu")
    if end.kind not in ("binary", "signs", "one-hot") or not flat:
        return None
    return wrong(
        end,
        history,
        "where-it-fails",
        title=f"{end.loss} behind a {end.activation}",
        cause=f"A hinge loss pushes answers beyond -1 or +1; a {end.activation} never goes below "
        "0, so the samples of one class can never be right.",
    )


def _poisson(end: Head, history: History) -> Finding | None:
    if end.loss != "poisson" or end.targets is None:
        return None
    negative = end.targets.minimum is not None and end.targets.minimum < 0
    classes = end.kind in ("binary", "one-hot", "multi-hot")
    if not negative and not classes:
        return None
    return wrong(
        end,
        history,
        "always" if negative else "where-it-fails",
        title="The Poisson loss is for counts",
        evidence=span(end, history) if negative else None,
        cause="It is the likelihood of counts of 0, 1, 2 and so on"
        + ("; a negative target has none." if negative else ", and a class is no count."),
    )


def _angle(end: Head, history: History) -> Finding | None:
    if end.loss != "cosine_similarity" or end.units != 1 or end.targets is None:
        return None
    return wrong(
        end,
        history,
        "always",
        title="The cosine similarity of one number is only its sign",
        cause="It compares directions. One number has two of them, so any answer of the right sign "
        "is perfect, and there is no gradient.",
    )


def _distance_of_classes(end: Head, history: History) -> Finding | None:
    """Absolute and relative errors of probabilities; the squared one has a rule of its own."""
    if end.loss not in heads.ABSOLUTE | heads.RELATIVE:
        return None
    if end.kind not in ("binary", "one-hot", "multi-hot"):
        return None
    return wrong(
        end,
        history,
        "where-it-fails",
        title=f"The loss is {end.loss}, the task is to tell classes apart",
        cause="Where the output is sure and wrong, its gradient is close to 0; that of the "
        "cross-entropy is largest there. With many classes such a loss can stand still.",
    )


def _percentage_of_nothing(end: Head, history: History) -> Finding | None:
    """A relative error of targets that are 0: Keras divides by 1e-7 there."""
    if end.loss not in heads.RELATIVE or end.kind not in ("continuous", "integer"):
        return None
    known = activation.limits(end, history)
    if known is None or known[0] > 0:
        return None
    if end.loss == "mean_squared_logarithmic_error" and known[0] > -1:
        return None
    return wrong(
        end,
        history,
        "where-it-fails",
        title=f"{end.loss} for targets that are 0 or negative",
        evidence=span(end, history),
        cause="It divides by the target, or takes its logarithm: samples at 0 count a million "
        "times, and the others not at all.",
        advice='compile(loss="mean_squared_error") or "mae".',
        mend=end.loss_mend("mean_squared_error"),
    )


def _turned_round(end: Head, history: History) -> Finding | None:
    """A loss of the learner's own that falls below 0 while the model gets worse than a constant."""
    losses = facts.losses(history)
    if end.loss or len(losses) < 2 or not _answers_targets(end):
        return None
    if not (losses[-1] < 0 and losses[-1] < losses[0]):
        return None
    if standing.above_constant(history) is not False or standing.fails(history) is False:
        return None
    found = wrong(
        end,
        history,
        "always",
        title="The loss falls and the model gets no better: its sign may be wrong",
        evidence=f"the loss went from {number(losses[0])} to {number(losses[-1])}, and the model "
        "scores no more than one and the same answer for every input",
        cause="An optimizer makes the loss small. A loss that is smaller the worse the answer is "
        "(a mean of -(y - p)^2, a likelihood without its minus) is trained the wrong way round.",
        advice="Turn the sign of the loss, or take one of Keras's own.",
        mend=None,
    )
    return replace(found, rule="wrong-sign")


def _answers_targets(end: Head) -> bool:
    """Whether output and targets are of one shape, so that no distribution's parameters are."""
    if end.targets is None or end.kind not in (*heads.CLASS_KINDS, "continuous"):
        return False
    columns = end.targets.shape[-1] if end.targets.shape else 1
    return end.units in (columns, end.classes)


CASES: tuple[Case, ...] = (
    _divergence,
    _hinge,
    _poisson,
    _angle,
    _distance_of_classes,
    _percentage_of_nothing,
    _turned_round,
)
