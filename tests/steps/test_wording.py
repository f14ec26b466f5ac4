"""Sentences that all steps share: differences, settings without a score, paragraphs."""

from __future__ import annotations

from tutor.noise import Spread
from tutor.steps import wording
from tutor.steps.base import Row


def row(label: str, *scores: float) -> Row:
    spread = Spread(scores, 900)
    return Row(label, label, spread, spread, ())


def test_a_difference_is_said_with_its_noise() -> None:
    low, high = row("yours", 0.80, 0.80), row("wide", 0.85, 0.85)
    assert wording.compare(low, high).startswith("Wide beats yours by .050, more than the noise")
    assert wording.gain(high, low).startswith("gains .050, more than the noise")
    assert wording.gain(low, high).startswith("loses .050, more than the noise")


def test_no_difference_has_no_figure() -> None:
    first, second = row("yours", 0.80, 0.80), row("wide", 0.80, 0.80)
    assert wording.compare(first, second).startswith("Yours and wide are even, within the noise")
    assert wording.gain(first, second).startswith("comes out even, within the noise")


def test_without_a_score_there_is_no_gain() -> None:
    assert wording.gain(row("yours", 0.8), row("wide")) == ""
    assert wording.compare(row("yours", 0.8), row("wide")) == "Wide gave no score."


def test_lost_settings_are_named_while_they_are_few() -> None:
    good, bad = row("yours", 0.8), row("wide")
    assert wording.lost([good]) == ""
    assert wording.lost([good, bad, bad]) == "No score came from wide and wide."
    assert wording.lost([good, bad, bad, bad]) == "No score came from 3 of the settings."
    assert wording.lost([bad, bad]) == "No run came to a score."


def test_paragraphs_leave_out_what_says_nothing() -> None:
    assert wording.paragraphs(("A.", ""), ("",), ("B.", "C.")) == "A.\n\nB. C."
