"""What Keras, TensorFlow, numpy and Python say when a script breaks, table by table.

The wordings are those of Keras 3.15 and TensorFlow 2.21 (`scripts/record_crashes.py` provokes
them); each table matches on the parts of a message that are stable between versions.
"""

from __future__ import annotations

from tutor.diagnosis.crashes.calls import KNOWN as CALLS
from tutor.diagnosis.crashes.known import Known
from tutor.diagnosis.crashes.labels import KNOWN as LABELS
from tutor.diagnosis.crashes.models import KNOWN as MODELS
from tutor.diagnosis.crashes.names import KNOWN as NAMES
from tutor.diagnosis.crashes.old import KNOWN as OLD
from tutor.diagnosis.crashes.python import FIRST
from tutor.diagnosis.crashes.python import KNOWN as PYTHON
from tutor.diagnosis.crashes.shapes import KNOWN as SHAPES
from tutor.diagnosis.crashes.values import KNOWN as VALUES

__all__ = ["KNOWN", "Known"]

KNOWN: tuple[Known, ...] = (
    *FIRST,
    *LABELS,
    *SHAPES,
    *VALUES,
    *OLD,
    *CALLS,
    *MODELS,
    *NAMES,
    *PYTHON,
)
"""The first that matches explains: the special before the general."""
