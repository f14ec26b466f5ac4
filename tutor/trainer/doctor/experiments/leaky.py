"""Does one column of the inputs give the target away?"""

from __future__ import annotations

import numpy as np

from tutor.trainer.doctor.experiments.material import SAMPLE, Material
from tutor.trainer.doctor.experiments.terms import Array

FEWEST = 60
MOST_COLUMNS = 256

GIVEN_AWAY = 0.98
"""Agreement or correlation of one column that alone gives the target away."""

APART = 0.05
"""By so much it must lie above the next best column. Where several do nearly as well the task is
easy, or they share a cause: in iris, whose classes are real, two columns reach .93 and .89."""


LEAVES = 32
"""A column of codes may need a leaf for each."""


def run(material: Material) -> None:
    """Write `leaky-feature` where exactly one column does it; nothing otherwise.

    Of numbers it is the magnitude of the correlation. Of classes, half of the rows teach a small
    tree on the column, and the others are answered by it.
    """
    terms, inputs = material.terms, material.train.x
    if terms.task not in ("binary", "multiclass", "regression") or not material.numeric:
        return
    if inputs[0].ndim != 2 or not 2 <= inputs[0].shape[1] <= MOST_COLUMNS:
        return
    rows = material.train.some(SAMPLE)
    if len(rows) < FEWEST:
        return
    columns = np.nan_to_num(rows.x[0].astype(np.float64))
    truth = terms.truth(rows.y).reshape(len(rows), -1)[:, 0]
    numbers = terms.task == "regression"
    told = [_correlation(c, truth) if numbers else _told(c, truth) for c in columns.T]
    order = np.argsort(told)[::-1]
    first, second = told[order[0]], told[order[1]]
    if first < GIVEN_AWAY or first - second < APART or _easy(truth):
        return
    name = "correlation" if numbers else "agreement"
    figures = {"feature": int(order[0]), name: first, "next": second, "samples": len(rows)}
    material.training.log.write("experiment", name="leaky-feature", figures=figures)


def _easy(truth: Array) -> bool:
    """True where one class is so frequent that always naming it agrees as often."""
    _, counts = np.unique(truth, return_counts=True)
    return bool(counts.max() / len(truth) > 1 - 2 * (1 - GIVEN_AWAY))


def _correlation(column: Array, truth: Array) -> float:
    if column.std() == 0 or truth.std() == 0:
        return 0.0
    return float(abs(np.corrcoef(column, truth)[0, 1]))


def _told(column: Array, truth: Array) -> float:
    """Agreement on every second row of what a small tree on this column alone learns of the others.

    A tree finds the one place where a column that is mostly 0 parts the classes; equal parts of the
    column would miss it.
    """
    from sklearn.tree import DecisionTreeClassifier

    if column.std() == 0:
        return 0.0
    tree = DecisionTreeClassifier(max_leaf_nodes=LEAVES, random_state=0)
    rows = column[:, None]
    tree.fit(rows[::2], truth[::2])
    return float(np.mean(tree.predict(rows[1::2]) == truth[1::2]))
