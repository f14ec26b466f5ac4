"""Scores of all families in the widgets: returns, R² far below zero, losses that say little."""

from __future__ import annotations

import pytest

from tutor import catalog
from tutor.history import Epoch, History
from tutor.metric import ACCURACY, LIKENESS, R2, RETURN, Metric
from tutor.noise import Spread
from tutor.steps.base import Figure, Row, Series, Trial
from tutor.tui.idea_words import figures, matches
from tutor.tui.rows import score_within
from tutor.tui.sessions import TrialState
from tutor.tui.themes import meanings
from tutor.tui.widgets.comparison import OFF, comparison_table
from tutor.tui.widgets.figures import bar_from_zero, bars
from tutor.tui.widgets.palette import Palette
from tutor.tui.widgets.run_chart import first_shown, run_chart
from tutor.tui.widgets.trial_table import trial_row

PALETTE = Palette(text="#ffffff", accent="#ffffff", **meanings(True))


def row(label: str, *values: float, metric: Metric = ACCURACY) -> Row:
    """A row of a comparison."""
    return Row(label, label, Spread(values, 100, metric), Spread((), 100), ())


def lines(rows: tuple[Row, ...], width: int) -> list[str]:
    """The comparison as text."""
    return str(comparison_table(rows, width, PALETTE)).splitlines()


@pytest.mark.parametrize(
    ("value", "metric", "said"),
    [
        (0.873, ACCURACY, ".873"),
        (494.7, RETURN, "494.7"),
        (-862063.188, R2, "-8.6e5"),
        (-0.21, LIKENESS, "-.210"),
        (None, R2, "none"),
    ],
)
def test_a_score_keeps_to_its_column(value: float | None, metric: Metric, said: str) -> None:
    assert score_within(value, metric, 6) == said


def test_one_setting_far_off_leaves_the_others_their_axis() -> None:
    rows = (
        row("wide normal", -1049687.6, -674438.8, metric=R2),
        row("Glorot", 0.729, 0.731, metric=R2),
        row("zeros", 0.0, 0.0, metric=R2),
    )
    head, wide, glorot, zeros, _ = lines(rows, 75)
    assert "-1.000" in head
    assert OFF in wide
    assert "-8.6e5" in wide
    assert glorot.index("●") > zeros.index("●") > head.index("-1.000")


def test_returns_stand_in_one_column_beside_their_axis() -> None:
    rows = (row("zeros", 9.4, 9.4, metric=RETURN), row("He", 475.6, 494.7, metric=RETURN))
    head, zeros, he, _ = lines(rows, 51)
    end = head.index("score") + len("score")
    assert zeros[:end].split()[-1] == score_within(9.4, RETURN, 6)
    assert he[:end].split()[-1] == score_within(485.15, RETURN, 6)
    assert zeros.index("●") < he.index("●")


def test_what_is_cut_is_seen_to_be_cut() -> None:
    long = row("a quarter of the images, and more of it", 0.5, 0.6)
    shown = lines((long, row("one", 0.7, 0.8)), 51)[1]
    assert "…" in shown


def test_a_seed_is_read_where_its_label_is_cut() -> None:
    trial = Trial("x", "a quarter of the images", changes={"training.seed": 43})
    shown = str(trial_row(TrialState(trial), 46))
    assert "…, 43" in shown


@pytest.mark.parametrize(
    ("family", "shown"),
    [("image", "loss"), ("regression", "loss"), ("gan", "score"), ("rl", "score")],
)
def test_the_first_curve_is_what_tells_which_is_better(family: str, shown: str) -> None:
    assert first_shown(History(family=family).metric) == shown


def test_a_curve_of_returns_has_their_scale() -> None:
    epochs = tuple(
        Epoch(n + 1, 1.0, None, 0.001, 1.0, {"val_mean_return": value})
        for n, value in enumerate((21.0, 230.0, 494.0))
    )
    history = History(family="rl", epochs=epochs, planned_epochs=5, status="running")
    chart = run_chart(history, "score", False, PALETTE)
    assert [curve.name for curve in chart.curves] == ["validation"]
    assert chart.y_range is not None
    low, high = chart.y_range
    assert low < 21 < 494 < high < 600


def test_bars_of_negative_values_start_at_zero() -> None:
    assert bar_from_zero(-1.0, -1.0, 1.0, 9) == "━━━━│    "
    assert bar_from_zero(1.0, -1.0, 1.0, 9) == "    │━━━━"
    assert bar_from_zero(-50.0, -1.0, 1.0, 9).startswith("‹━━━│")
    figure = Figure(
        kind="bars",
        title="R²",
        series=(Series("far", (0.0,), (-86000.0,)), Series("near", (0.0,), (0.7,))),
        summary="",
    )
    far, near = str(bars(figure, 60, PALETTE)).splitlines()[:2]
    assert "‹" in far
    assert near.count("━") > 10


def test_the_figures_of_every_idea_can_be_shown() -> None:
    for idea in catalog.ideas():
        if idea.name != "digits":
            head, *rows = figures(idea.notes())
            assert rows
            assert all(len(found) == len(head) for found in rows)
            assert "*" not in "".join(sum(rows, ()))


@pytest.mark.parametrize(
    ("sought", "names"),
    [
        ("regression", {"california-housing"}),
        ("gan download", {"quick-draw"}),
        ("YELP stars", {"yelp-full"}),
    ],
)
def test_ideas_are_found_by_any_word(sought: str, names: set[str]) -> None:
    assert {idea.name for idea in catalog.ideas() if matches(idea, sought)} == names
