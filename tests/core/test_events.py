"""The codec of events."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from tutor.events import decode, decode_lines, encode


def same(first: Any, second: Any) -> bool:
    """Equality that holds for NaN too."""
    return repr(first) == repr(second)


@pytest.mark.parametrize(
    "event",
    [
        {"event": "initial", "loss": 2.3, "accuracy": None, "samples": 512},
        {"event": "batches", "losses": [2.3, math.nan, math.inf, -math.inf]},
        {"event": "epoch_finished", "loss": math.nan, "metrics": {"accuracy": math.inf}},
        {"event": "layer_stats", "layers": [{"name": "a", "gradient_norm": math.nan}, {}]},
        {"event": "epoch_finished", "metrics": {"top.5": math.nan, "a~b": math.inf}},
        {"event": "run_started", "label": "Zähler über 3×3"},
        {"event": "odd", "0": {"1": [[math.nan]]}},
    ],
)
def test_encode_and_decode_are_inverse(event: dict[str, Any]) -> None:
    assert same(decode(encode(event)), event)


def test_a_line_is_strict_json_on_one_line() -> None:
    line = encode({"event": "batches", "losses": [1.0, math.nan], "text": "two\nlines"})
    assert "\n" not in line
    raw = json.loads(line, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    assert raw["losses"] == [1.0, None]
    assert raw["nonfinite"] == {"losses.1": "nan"}


def test_finite_events_carry_no_nonfinite() -> None:
    assert "nonfinite" not in encode({"event": "initial", "loss": 1.0})


def test_a_real_null_stays_null() -> None:
    event = {"event": "epoch_finished", "loss": math.nan, "val_loss": None}
    assert decode(encode(event))["val_loss"] is None


@pytest.mark.parametrize(
    "line", ["", "[1, 2]", "3", '{"no": "event"}', '{"event": 5}', '{"event": ']
)
def test_decode_refuses_what_is_no_event(line: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        decode(line)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "   ",
        '{"event": "batches", "losses": [2.3, 2.',
        "\x00\x00\x00",
        "null",
        '{"event": "batches", "losses": [null], "nonfinite": {"losses.7": "nan"}}',
        '{"event": "batches", "losses": [null], "nonfinite": {"gone.0": "nan"}}',
        '{"event": "batches", "losses": [null], "nonfinite": {"losses.0": "huge"}}',
        '{"event": "batches", "nonfinite": ["losses"]}',
        '{"event": "batches", "losses": 3, "nonfinite": {"losses.0": "nan"}}',
        pytest.param("[" * 100_000, id="deep"),
    ],
)
def test_decode_lines_passes_over_torn_and_spoiled_lines(bad: str) -> None:
    good = encode({"event": "initial", "loss": 2.3})
    assert [e["loss"] for e in decode_lines([good, bad, good])] == [2.3, 2.3]


def test_every_prefix_of_a_line_is_passed_over() -> None:
    line = encode({"event": "epoch_finished", "loss": math.nan, "metrics": {"accuracy": 0.5}})
    assert list(decode_lines(line[:cut] for cut in range(len(line)))) == []
