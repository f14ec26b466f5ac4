"""What was found, as a short table for people and as one object for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tutor.intake import source
from tutor.intake.proposal import Proposal

MOST_LINES = 30
"""Columns that are shown one by one."""

MOST_CLASSES = 12


def lines(proposal: Proposal) -> list[str]:
    """The report: what the data are, what is odd, what is proposed."""
    facts = proposal.facts
    told = [_head(proposal), ""]
    if "columns" in facts:
        told += [*_columns(facts["columns"]), ""]
    if facts.get("classes"):
        told += [_classes(facts["classes"]), ""]
    odd = [
        f"  {source.cut(s.column, 30)}: {s.reason}{' (ignored)' if s.ignore else ''}"
        for s in proposal.suspicions[:MOST_LINES]
    ]
    if len(proposal.suspicions) > MOST_LINES:
        odd.append(f"  and {len(proposal.suspicions) - MOST_LINES} more columns")
    notes = [f"  {note}" for note in proposal.notes]
    if odd or notes:
        told += ["To know:", *notes, *odd, ""]
    return [*told, "Proposed:", *proposed(proposal)]


def proposed(proposal: Proposal) -> list[str]:
    """The choices with their reasons."""
    rows = [(c.what, source.cut(c.value, 30), c.reason) for c in proposal.choices]
    return _aligned(rows)


def event(proposal: Proposal) -> dict[str, Any]:
    """The JSON object `data_looked_at`."""
    return {
        "event": "data_looked_at",
        "path": str(proposal.path),
        **proposal.facts,
        "suspicions": [
            {"column": s.column, "what": s.what, "reason": s.reason, "ignored": s.ignore}
            for s in proposal.suspicions
        ],
        "notes": list(proposal.notes),
        "proposal": {
            "family": proposal.family,
            "families": list(proposal.families),
            "settings": proposal.settings,
            "choices": [
                {"what": c.what, "value": c.value, "reason": c.reason} for c in proposal.choices
            ],
        },
    }


def _head(proposal: Proposal) -> str:
    facts = proposal.facts
    name = source.cut(proposal.path.name, 60)
    if facts["kind"] == "table":
        about = "" if facts["rows_exact"] else "about "
        between = {"\t": "tab"}.get(facts["delimiter"], facts["delimiter"])
        comma = ", decimal comma" if facts["decimal"] == "," else ""
        return (
            f"{name}: {about}{facts['rows']:,} rows, {len(facts['columns'])} columns "
            f"({facts['encoding']}, columns divided by {between}{comma}, "
            f"{'with' if facts['header'] else 'without'} a header)"
        )
    what = facts["kind"]
    return f"{name}: {facts['files']:,} {what} in {len(facts['classes'])} classes"


def _columns(columns: Sequence[dict[str, Any]]) -> list[str]:
    rows = [("column", "holds", "different", "missing", "used as")]
    rows += [
        (
            source.cut(str(x["name"]), 30),
            str(x["kind"]),
            f"{x['distinct']:,}",
            f"{x['missing']:,}" if x["missing"] else "",
            {"numbers": "number", "categories": "category"}.get(x["role"], x["role"]),
        )
        for x in columns[:MOST_LINES]
    ]
    more = len(columns) - MOST_LINES
    return _aligned(rows) + ([f"  and {more:,} more columns"] if more > 0 else [])


def _classes(classes: dict[str, int]) -> str:
    total = sum(classes.values())
    some = sorted(classes.items(), key=lambda item: -item[1])[:MOST_CLASSES]
    told = ", ".join(f"{source.cut(name, 24)} {n:,} ({n / total:.0%})" for name, n in some)
    more = len(classes) - len(some)
    return f"{len(classes)} classes: {told}" + (f" and {more} more" if more else "")


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  " + "  ".join(f"{cell:<{w}}" for cell, w in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
