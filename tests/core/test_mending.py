"""What a mend has done is told by both runs, in both directions."""

from __future__ import annotations

import math
from dataclasses import replace

from tests.core import builders as b
from tutor.diagnosis.finding import Finding
from tutor.history import Epoch, History
from tutor.mending import offered, outcome

FINDING = Finding("slow-learning-rate", "problem", "learning-rate", "slow", "", "", "",
                  edit={"learning_rate.value": 0.001})  # fmt: skip


def scoring(accuracy: float) -> History:
    """A finished run with this validation accuracy on 900 samples."""
    epoch = Epoch(1, 0.5, 0.5, 0.001, 1.0, {"accuracy": accuracy, "val_accuracy": accuracy})
    return replace(b.history(b.healthy()), epochs=(epoch,))


def test_better_only_beyond_the_noise() -> None:
    assert outcome(FINDING, scoring(0.3), scoring(0.9)).better is True
    assert outcome(FINDING, scoring(0.9), scoring(0.3)).better is False
    within = outcome(FINDING, scoring(0.850), scoring(0.852))
    assert within.better is False
    assert "within the noise" in within.text


def test_a_run_without_a_finite_loss_is_bettered_by_one_that_has_it() -> None:
    lost = replace(scoring(0.3), epochs=(Epoch(1, math.nan, math.nan, 0.1, 1.0),))
    assert outcome(FINDING, lost, scoring(0.5)).better is True
    assert outcome(FINDING, lost, lost).better is None


def test_only_what_the_project_lacks_is_offered() -> None:
    assert offered(FINDING, {"learning_rate": {"value": 0.1}}) == {"learning_rate.value": 0.001}
    assert offered(FINDING, {"learning_rate": {"value": 0.001}}) == {}
    assert offered(FINDING, {}) == {}
