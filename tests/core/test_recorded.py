"""The rules on recorded real runs (see scripts/record_runs.py): no false alarm, no fault missed."""

from __future__ import annotations

from functools import cache, reduce
from pathlib import Path

import pytest

from tutor import events
from tutor.diagnosis import diagnose
from tutor.history import History, fold

FOLDER = Path(__file__).parent.parent / "recorded"
NAMES = sorted(path.stem for path in FOLDER.glob("*.jsonl"))
HEALTHY = [name for name in NAMES if name.startswith("healthy-")]

MAY_BE_WATCHED = {"still-improving"}
"""A healthy run may end before it has learnt what it can."""

EXPECTED = {
    "zeros": {"zero-start": "problem"},
    "wide-normal": {"initial-loss": "problem", "still-improving": "watch"},
    "wide-tanh": {"initial-loss": "problem", "still-improving": "watch"},
    "squared-error": {"squared-error-on-classes": "watch"},
    "squared-error-wide": {
        "squared-error-on-classes": "watch",
        "initial-loss": "problem",
        "still-improving": "watch",
    },
    "vanishing-sigmoid": {"vanishing-gradient": "problem"},
    "vanishing-sigmoid-sgd": {"vanishing-gradient": "problem"},
    "diverged": {"diverged": "problem"},
    "too-large-rate": {"dead-units": "problem"},
    "dead-relu": {"dead-units": "problem"},
    "tiny-rate": {"slow-learning-rate": "problem"},
    "overfitting": {"overfitting": "watch"},
    "still-improving": {"still-improving": "watch"},
    "linear": {"all-linear": "watch"},
    "measure-sigmoid": {"vanishing-gradient": "watch"},
    "range-test": {},
}


@cache
def recorded(name: str) -> tuple[events.Event, ...]:
    with open(FOLDER / f"{name}.jsonl", encoding="utf-8") as file:
        return tuple(events.decode_lines(file))


def levels(history: History) -> dict[str, str]:
    return {finding.rule: finding.level for finding in diagnose(history)}


def moments(name: str) -> list[History]:
    """The history as a screen sees it, after every event."""
    seen = [History()]
    for event in recorded(name):
        seen.append(seen[-1].after(event))
    return seen[1:]


def test_there_are_enough_recordings_and_none_is_forgotten() -> None:
    assert len(HEALTHY) >= 20
    assert set(NAMES) == set(HEALTHY) | set(EXPECTED)


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_is_small_and_whole(name: str) -> None:
    path = FOLDER / f"{name}.jsonl"
    assert path.stat().st_size < 60 * 1024
    assert len(recorded(name)) == len(path.read_text(encoding="utf-8").splitlines())
    history = fold(recorded(name))
    assert history.ended
    assert history == reduce(lambda seen, event: seen.after(event), recorded(name), History())


@pytest.mark.parametrize("name", HEALTHY)
def test_no_alarm_on_a_healthy_run_at_any_moment(name: str) -> None:
    for history in moments(name):
        found = levels(history)
        assert "problem" not in found.values()
        assert set(found) <= MAY_BE_WATCHED


@pytest.mark.parametrize("name", EXPECTED)
def test_a_faulty_run_raises_its_finding_and_no_other(name: str) -> None:
    assert levels(fold(recorded(name))) == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_finding_stays_once_it_is_there(name: str) -> None:
    shown: set[str] = set()
    for history in moments(name):
        found = set(levels(history))
        assert shown <= found
        shown = found


def test_every_finding_reads_as_one_line_of_plain_text() -> None:
    for name in EXPECTED:
        for finding in diagnose(fold(recorded(name))):
            assert "\n" not in finding.title
            assert "nan" not in finding.title + finding.evidence.replace("finance", "")
            assert len(finding.title) < 120
