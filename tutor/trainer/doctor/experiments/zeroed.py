"""Does the trained model use its inputs? It is asked again with all of them at their mean."""

from __future__ import annotations

import numpy as np

from tutor.trainer.doctor.experiments.material import SAMPLE, Material
from tutor.trainer.doctor.experiments.outputs import outputs_of
from tutor.trainer.doctor.experiments.terms import Array


def run(material: Material, deadline: float) -> None:
    """Write `zeroed-inputs`: the score on the training sample, with and without its inputs.

    Karpathy, "A Recipe for Training Neural Networks" (2019): the input-independent baseline.
    """
    terms, rows = material.terms, material.train.some(SAMPLE)
    if any(part.dtype.kind not in "fiub" for part in rows.x):
        return
    model = material.training.model
    whole = outputs_of(model, rows.x, material.pack, deadline)
    blank = [np.repeat(_mean(part)[None], len(rows), axis=0) for part in rows.x]
    without = outputs_of(model, blank, material.pack, deadline)
    if whole is None or without is None:
        return
    figures = {
        "score": terms.score(whole, rows.y[: len(whole)]),
        "score_zeroed": terms.score(without, rows.y[: len(without)]),
        "samples": min(len(whole), len(without)),
    }
    material.training.log.write("experiment", name="zeroed-inputs", figures=figures)


def _mean(part: Array) -> Array:
    """The mean sample in the inputs' own dtype; token numbers have no mean, 0 is their padding."""
    if part.dtype.kind == "f":
        return np.asarray(np.nan_to_num(part).mean(axis=0)).astype(part.dtype)
    if part.ndim > 2:
        return np.asarray(part.mean(axis=0)).astype(part.dtype)
    return np.zeros(part.shape[1:], part.dtype)
