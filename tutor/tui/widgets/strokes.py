"""Small drawings out of block and line characters, as plain strings: bars, intervals, columns."""

from __future__ import annotations

import math
from collections.abc import Sequence

_COLUMN_EIGHTHS = " ▁▂▃▄▅▆▇█"


def progress(fraction: float, width: int) -> tuple[str, str]:
    """A line of `width` cells as its done part and its rest, in half cells."""
    halves = round(min(max(fraction, 0.0), 1.0) * width * 2)
    done = "━" * (halves // 2) + ("╸" if halves % 2 else "")
    return done, "─" * (width - len(done))


def horizontal_bar(value: float, low: float, high: float, width: int) -> str:
    """A bar from `low` to `value` on an axis of `width` cells, in half cells."""
    share = (value - low) / (high - low) if high > low and math.isfinite(value) else 0.0
    return progress(share, width)[0]


def position(value: float, low: float, high: float, width: int) -> int:
    """The cell of a value on an axis from `low` to `high`, kept inside it."""
    share = (value - low) / (high - low) if high > low and math.isfinite(value) else 0.0
    return min(width - 1, max(0, round(min(max(share, 0.0), 1.0) * (width - 1))))


def interval(values: Sequence[float], low: float, high: float, width: int) -> str:
    """Where the seeds of a setting lie: `├──●──┤` from the worst to the best, the mean between."""
    cells = [" "] * width
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        return "".join(cells)
    left, right = (position(v, low, high, width) for v in (min(finite), max(finite)))
    for cell in range(left, right + 1):
        cells[cell] = "─"
    if right > left:
        cells[left], cells[right] = "├", "┤"
    cells[position(sum(finite) / len(finite), low, high, width)] = "●"
    return "".join(cells)


def columns(counts: Sequence[float], width: int, height: int) -> list[str]:
    """A histogram as `height` rows of `width` cells, the highest row first.

    Bins are summed or repeated to fit the width; a bin that holds anything shows at least a sliver.
    """
    bins = rebinned(counts, width)
    top = max(bins, default=0.0)
    rows: list[str] = []
    for row in range(height - 1, -1, -1):
        line = ""
        for value in bins:
            eighths = math.ceil(value / top * height * 8) if top > 0 else 0
            line += _COLUMN_EIGHTHS[min(8, max(0, eighths - row * 8))]
        rows.append(line)
    return rows


def rebinned(counts: Sequence[float], width: int) -> list[float]:
    """The counts in exactly `width` bins of the same total, split where a bin spans several."""
    if not counts or width < 1:
        return [0.0] * max(0, width)
    bins = [0.0] * width
    share = width / len(counts)
    for index, count in enumerate(counts):
        if not math.isfinite(count):
            continue
        start, end = index * share, (index + 1) * share
        cell = int(start)
        while cell < end - 1e-9 and cell < width:
            overlap = min(end, cell + 1) - max(start, cell)
            bins[cell] += count * overlap / share
            cell += 1
    return bins


def nice_ticks(low: float, high: float, most: int) -> list[float]:
    """Up to `most` round values between `low` and `high`: steps of 1, 2 or 5 times ten."""
    if not high > low or most < 1 or not math.isfinite(high - low):
        return []
    raw = (high - low) / most
    power = 10.0 ** math.floor(math.log10(raw))
    steps = [factor * power for factor in (1, 2, 5, 10, 20)]
    step = next((s for s in steps if (high - low) / s <= most - 1 + 1e-9), steps[-1])
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [index * step for index in range(first, last + 1)][: most + 1]


def short_number(value: float) -> str:
    """A tick's number in few characters: `.5`, `2.3`, `1e-4`, `120k`."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("∞" if value > 0 else "-∞")
    if value == 0:
        return "0"
    size = abs(value)
    if size >= 1e6 or size < 1e-3:
        mantissa, exponent = f"{value:.0e}".split("e")
        return f"{mantissa}e{int(exponent)}"
    if size >= 1e4:
        return f"{value / 1000:.4g}k"
    text = f"{value:.3g}"
    return text.replace("0.", ".", 1) if size < 1 else text


def duration(seconds: float) -> str:
    """`4 s`, `1 min 20 s`, `2 h 5 min`."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min"
