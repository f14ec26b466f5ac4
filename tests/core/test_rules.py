"""What holds for all rules."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.core import builders as b
from tests.core.judging import RAW, chain, falls_to_chance, flat, start, turning
from tutor import diagnosis
from tutor.diagnosis import EXPLAINS, RULES_OF_KIND, diagnose
from tutor.experiment import spec
from tutor.history import History

STEPS = {"data", "init", "cost", "above-chance", "layers", "overfitting", "learning-rate",
         "batch-size"}  # fmt: skip


def test_a_healthy_run_has_no_finding_at_any_moment() -> None:
    seen = History()
    for event in b.healthy():
        seen = seen.after(event)
        assert diagnose(seen) == ()


@pytest.mark.parametrize("kind", RULES_OF_KIND)
@pytest.mark.parametrize(
    "events",
    [
        [],
        [b.described()],
        [b.built()],
        [b.initial(math.nan)],
        [b.healthy_sample(0)],
        [b.sampled(0)],
        [b.sampled(0, b.stats("a", gradient_norm=None, dead_fraction=None, weight_norm=None))],
        [b.batches(1, [2.0] * 100)],
        [b.epoch(1, 2.0), b.epoch(2, 1.9), b.epoch(3, 1.8)],
        [b.epoch(1, 2.0, 2.0), b.epoch(2, 1.9, 1.9), b.finished()],
        [b.finished("failed")],
    ],
)
def test_no_rule_speaks_of_what_it_does_not_know(kind: str, events: b.Events) -> None:
    found = diagnose(b.history(b.started(2, kind), events))
    assert {f.rule for f in found} <= {"no-validation", "still-improving"}


def test_rules_that_explain_others_exist() -> None:
    named = set(EXPLAINS).union(*EXPLAINS.values())
    folder = Path(diagnosis.__file__).parent
    texts = "".join(
        path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.py"))
        if path.stem != "arbitration"
    )
    assert [rule for rule in sorted(named) if f'"{rule}"' not in texts] == []


def test_a_range_test_and_an_evaluation_are_not_judged_as_trainings() -> None:
    events = b.training([2.0, math.nan], [2.0, math.nan], [0.1, 0.1])
    for kind in ("range-test", "evaluate"):
        assert diagnose(b.history([b.started(2, kind), *events[1:]])) == ()


FAULTS: dict[str, Callable[[], b.Events]] = {
    "flat": flat,
    "by heart": falls_to_chance,
    "turning": lambda: turning(0.9),
    "risen": lambda: flat(30.0),
    "short": lambda: b.training([1.5, 1.0], [1.2, 0.8], [0.6, 0.7]),
    "raw": lambda: [b.described(**RAW), b.built(b.network(rescale=False))],
    "wide": lambda: start(loss=600.0),
    "vanishing": lambda: start(sample=chain(2e-6, 1e-4, 0.5)),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_finding_is_complete_and_its_edit_is_allowed(fault: str) -> None:
    found = diagnose(b.history(FAULTS[fault]()))
    assert found
    for finding in found:
        assert finding.step in STEPS
        assert "\n" not in finding.title
        assert len(finding.title) < 120
        assert all((finding.evidence, finding.cause, finding.advice))
        for path, value in finding.edit.items():
            key = next(key for key in spec.keys_of("image") if key.path == path)
            assert key.check(value) == value
