"""The kept results of `benchmarks.results` as rows and as the README's table.

One file an idea: `results/IDEA.json`. Nothing is measured here.
"""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Any

from tutor import catalog, families
from tutor.catalog import Idea
from tutor.files import write_atomically
from tutor.metric import Metric, spoken

FOLDER = Path(__file__).with_name("results")
README = Path(__file__).parents[1] / "README.md"
BEGIN = "<!-- This table is made by `python -m benchmarks results --table`. -->"
END = "<!-- The table ends here. -->"
NONE = "–"

HEADINGS = (
    "idea",
    "family",
    "test score",
    "knowing nothing",
    "best simple model",
    "ours, mean (range)",
    "the book",
    "published",
    "on the same data?",
    "seeds",
    "seconds",
)

Part = dict[str, Any]
"""What is kept of an idea on its embedded or its whole data: how and with which settings it was
trained, chance, the simple models, one run a seed, and the versions of the libraries."""


def read(name: str) -> dict[str, Any]:
    """What is kept of an idea: its name and its parts, `embedded` and `full`."""
    file = FOLDER / f"{name}.json"
    if not file.exists():
        return {"idea": name, "parts": {}}
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def write(kept: dict[str, Any]) -> None:
    """Keep what was measured of an idea; whoever reads finds a whole file."""
    FOLDER.mkdir(exist_ok=True)
    text = json.dumps(kept, indent=2, ensure_ascii=False, sort_keys=True)
    write_atomically(FOLDER / f"{kept['idea']}.json", text + "\n")


def measured() -> list[tuple[Idea, str, Part]]:
    """Every idea and part with a result, in the order of the catalogue."""
    return [
        (idea, name, part)
        for idea in catalog.ideas()
        for name, part in sorted(read(idea.name)["parts"].items())
        if part["runs"]
    ]


def rows() -> list[tuple[str, str, str]]:
    """What was measured, the figure, its bar: the best simple model, and the figure to beat."""
    return [_row(idea, name, part) for idea, name, part in measured()]


def _row(idea: Idea, name: str, part: Part) -> tuple[str, str, str]:
    metric = families.family(idea.family).metric
    bars = [f"{best_simple(part, metric)[0]} of a simple model"] if part["baselines"] else []
    if idea.reference and (name == "full" or not idea.has_full):
        known = "to beat" if is_our_own(idea.reference) else "published"
        bars.append(f"{spoken(idea.reference['value'], metric)} {known}")
    what = f"{idea.name}, {name} data, {metric.noun} on test data, as kept in benchmarks/results"
    return what, ours(part, metric), "above " + " and ".join(bars or ["chance"])


def table() -> str:
    """The README's table in Markdown."""
    lines = [HEADINGS, ("---",) * len(HEADINGS)]
    lines += [_line(idea, name, part) for idea, name, part in measured()]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _line(idea: Idea, name: str, part: Part) -> tuple[str, ...]:
    metric = families.family(idea.family).metric
    book = idea.about.get("book", {})
    published = idea.reference
    if book.get("value") == published.get("value") or is_our_own(published):
        published = {}
    score, model = best_simple(part, metric)
    return (
        idea.name,
        idea.family,
        metric.noun,
        spoken(part["chance"], metric),
        f"{score} ({model})" if model else NONE,
        ours(part, metric),
        figure(book, metric),
        figure(published, metric),
        same_data(idea, name) if book or published else NONE,
        ", ".join(str(run["seed"]) for run in part["runs"]),
        f"{statistics.mean(run['seconds'] for run in part['runs']):.0f}, {part['how']}",
    )


def is_our_own(reference: dict[str, Any]) -> bool:
    """Whether a figure to beat was measured here: a simple model's, or an earlier run's."""
    source = str(reference.get("source", ""))
    return "baseline.py" in source or "this project" in source


def best_simple(part: Part, metric: Metric) -> tuple[str, str]:
    """The score of the simple model that is best on validation data, on test data; its name."""
    models: dict[str, dict[str, float]] = part["baselines"] or {}
    if not models:
        return NONE, ""
    # Of two that are even there, the one that does better on the test data: no favour to us.
    best = max(models, key=lambda name: (models[name]["validation"], models[name]["test"]))
    return spoken(models[best]["test"], metric), best


def ours(part: Part, metric: Metric) -> str:
    """`.930 (.927 to .933)`; one run alone has no range."""
    scores = [run["test"] for run in part["runs"]]
    mean = spoken(statistics.mean(scores), metric)
    if len(scores) == 1:
        return mean
    return f"{mean} ({spoken(min(scores), metric)} to {spoken(max(scores), metric)})"


def figure(reference: dict[str, Any], metric: Metric) -> str:
    """A known figure, with the name of its metric where it is another than ours."""
    if not reference:
        return NONE
    if reference["metric"] != metric.name:
        return f"{reference['value']} ({reference['metric']})"
    # As many decimals as its source gives.
    text = str(reference["value"])
    return text.removeprefix("0") if metric.unit_interval else text


def same_data(idea: Idea, part: str) -> str:
    """Whether the known figures come from the data that ours were trained with."""
    if "same_data" in idea.about.get("reference", {}):
        return "yes" if idea.reference["same_data"] else "no"
    if idea.has_full and part != "full":
        whole = idea.data.get("full", {}).get("train")
        few = idea.data.get("train")
        return f"no, {few:,} of {whole:,}" if few and whole else "no"
    return "yes"


def write_readme(readme: Path = README) -> None:
    """Put the table between its marks in the README. Raises ValueError where they are missing."""
    text = readme.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{readme} has no line {BEGIN!r} or none {END!r} below it")
    # Empty lines around it: else Markdown takes the table for a part of the comment.
    write_atomically(readme, f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}")
