"""The proposal for a table: which columns go in, which family, and why."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tutor.errors import UsageError
from tutor.intake import columns as c
from tutor.intake import source, target
from tutor.intake.columns import Column
from tutor.intake.proposal import (
    Choice,
    Proposal,
    Wishes,
    balance_notes,
    cost,
    family,
    few_notes,
    pace,
)
from tutor.intake.suspicions import suspicions
from tutor.intake.table import MOST_HASHES, Table
from tutor.intake.target import Target

CLASSES, NUMBERS = ("tabular", "text", "wide-deep"), ("regression",)

RARE = 0.9
"""With so large a share of one of two classes, accuracy hardly tells a model from a constant."""

LARGE = 1_000_000
"""A larger table is used up to so many rows by the project."""


def propose(table: Table, wishes: Wishes) -> Proposal:
    """What to make of a table. Raises UsageError where nothing can be, with the reason."""
    ignored = tuple(target.named(table, name, "--ignore") for name in wishes.ignore)
    kept = {target.named(table, name, "--keep") for name in wishes.keep}
    name, why = target.choose(table, wishes.target, ignored)
    if name in ignored:
        raise UsageError(
            f'--ignore: "{source.cut(name)}" is the target; name another --target or leave it in'
        )
    # The target alone may rule out a wish, but a family that is none should be said first.
    if wishes.family:
        family(wishes.family, (*CLASSES, *NUMBERS), table.path)
    aim = target.target(table, name, why, wishes.family)
    odd = [s for s in suspicions(table, aim) if s.column not in ignored]
    out = {*ignored, *(s.column for s in odd if s.ignore)} - kept
    used = [x for x in table.columns if x.name not in out and x.name != name]
    possible = _possible(used, aim)
    chosen = family(wishes.family, possible, table.path)
    parts = _divided(used, chosen, kept)
    if not any(parts[role] for role in ("numbers", "categories", "text")):
        raise UsageError(
            f"{source.cut(str(table.path), 200)}: no column is left to predict "
            f'"{source.cut(name)}" from; add columns, or keep one with --keep'
        )
    if table.seen == table.rows:
        _check_different(table, aim, [name for names in parts.values() for name in names])
    settings, pacing = pace(round(min(table.rows, LARGE) * aim.column.present / max(table.seen, 1)))
    return Proposal(
        path=table.path,
        family=chosen,
        families=(chosen, *(other for other in possible if other != chosen)),
        data=_data(table, aim, parts, chosen),
        settings=settings,
        choices=(
            Choice("target", name, aim.why),
            Choice("family", chosen, _why(chosen, aim, parts)),
            cost(chosen, len(aim.classes)),
            Choice("network", _network(chosen), "the family's first, and the quickest to train"),
            *pacing,
        ),
        suspicions=tuple(odd),
        notes=(*_notes(table, aim, parts), *_unread(used, parts, chosen)),
        title=f"{source.cut(table.path.name)}: predict {source.cut(name)}",
        summary=_summary(table, aim, parts),
        facts=_facts(table, aim, parts),
    )


def _check_different(table: Table, aim: Target, names: list[str]) -> None:
    """Raises UsageError where too few rows differ in these columns to be divided.

    The templates keep rows that are equal in what the network reads in one part, so these count
    as one, and as one of the class that the first of them has.
    """
    first: dict[tuple[str, ...], str] = {}
    inputs = zip(*(table.column(name).values for name in names), strict=True)
    for row, answer in zip(inputs, aim.column.values, strict=True):
        if answer in aim.column.counts:
            first.setdefault(row, answer)
    where = source.cut(str(table.path), 200)
    if not aim.is_class and len(first) < target.FEWEST_ROWS:
        raise UsageError(
            f"{where} has {len(first)} rows that differ in the columns to predict from, and "
            f"{target.FEWEST_ROWS} are needed; add rows, or columns"
        )
    different = Counter(first.values())
    for label, count in aim.classes.items():
        if different[label] < target.FEWEST:
            raise UsageError(
                f'{where}, column "{source.cut(aim.column.name)}": of the {count} rows of the '
                f'class "{source.cut(label)}" {different[label] or "none"} differ from other rows, '
                f"and {target.FEWEST} are needed, for training, validation and test; add rows or "
                "columns, or take this class out"
            )


def _possible(used: list[Column], aim: Target) -> list[str]:
    """The families that suit, the best first."""
    if not aim.is_class:
        return ["regression"]
    texts = [column for column in used if column.kind == c.TEXT]
    found = ["wide-deep", "text", "tabular"] if texts else ["tabular", "wide-deep"]
    if texts and len(texts) == len(used):
        found = ["text"]
    return found + (["regression"] if aim.maybe_number else [])


def _divided(used: list[Column], chosen: str, kept: set[str]) -> dict[str, list[str]]:
    """Names of the columns by what they are to the network."""
    texts = [x.name for x in used if x.kind == c.TEXT]
    parts: dict[str, list[str]] = {
        "numbers": [x.name for x in used if x.numeric or (x.kind == c.IDENTIFIER and _is_all(x))],
        # The templates join the texts of a row, in the order of their columns.
        "text": texts if chosen in ("text", "wide-deep") else [],
    }
    if chosen == "text":
        return {"numbers": [], "categories": [], "text": parts["text"]}
    taken = {*parts["numbers"], *texts}
    parts["categories"] = [x.name for x in used if x.name not in taken]
    return parts


def _is_all(column: Column) -> bool:
    """Whether an identifier that is kept on wish is a number."""
    from tutor.intake.dialect import is_number

    return all(is_number(value, column.decimal) for value in column.counts)


def _data(table: Table, aim: Target, parts: dict[str, list[str]], chosen: str) -> dict[str, Any]:
    """The table `[data]` of the idea, as the templates read it."""
    names = [column.name for column in table.columns]
    used = {aim.column.name, *(name for part in parts.values() for name in part)}
    missing = {marker for column in table.columns for marker in column.markers} - {""}
    # Words among the numbers of one column may be good values of another.
    values = {v for x in table.columns if not x.numeric for v in x.counts}
    data: dict[str, Any] = {
        "file": str(table.path),
        "source": f"Your own file {source.cut(table.path.name, 80)}.",
        "delimiter": table.delimiter,
        "encoding": table.encoding,
        "decimal": table.decimal,
        "target": aim.column.name,
        "numbers": parts["numbers"],
        "categories": parts["categories"],
        "ignored": [name for name in names if name not in used],
        "missing": sorted(missing - values),
        "rows": table.rows,
    }
    if not table.header:
        data["columns"] = names
    if chosen == "regression":
        data["unit"] = ""
    else:
        data["class_names"] = list(aim.classes)
    if parts["text"]:
        data["text"] = parts["text"]
    return data


def _why(chosen: str, aim: Target, parts: dict[str, list[str]]) -> str:
    if chosen == "regression":
        return f"the target is a number with {len(aim.column.counts):,} different values"
    kinds = f"the target is one of {len(aim.classes)} classes"
    if chosen == "text":
        return f"{kinds}, and a text is there to tell it from"
    if chosen == "wide-deep" and parts["text"]:
        return f"{kinds}; both the text and the other columns may tell it"
    return f"{kinds}, told from columns of values"


def _network(chosen: str) -> str:
    from tutor.families import family as family_named

    return family_named(chosen).networks[0]


def _summary(table: Table, aim: Target, parts: dict[str, list[str]]) -> str:
    count = sum(map(len, parts.values()))
    what = f"one of {len(aim.classes)} classes" if aim.is_class else "a number"
    about = "" if table.exact else "about "
    return (
        f"{about.capitalize()}{table.rows:,} rows of {source.cut(table.path.name, 60)}: predict "
        f"{source.cut(aim.column.name)}, {what}, from {count} column{'s' * (count != 1)}."
    )


def _notes(table: Table, aim: Target, parts: dict[str, list[str]]) -> list[str]:
    notes = []
    if table.seen < table.rows:
        notes.append(
            f"looked at a sample of {table.seen:,} rows"
            + ("" if table.exact else f", of about {table.rows:,}")
            + "; the figures below are the sample's"
        )
    if aim.is_class and table.seen < table.rows:
        notes.append("a class that is not in the sample is not known to the project")
    if table.rows > LARGE:
        notes.append(f"of so many rows the project reads the first {LARGE:,}")
    if not table.header:
        notes.append("the file has no line of names; its columns are numbered from 1")
    if table.duplicates:
        where = "" if table.rows <= MOST_HASHES else " among those compared"
        repeat = "row repeats" if table.duplicates == 1 else "rows repeat"
        notes.append(
            f"{table.duplicates:,} {repeat} an earlier one{where}; equal rows stay in the same "
            "part, so that none is trained on and tested"
        )
    if aim.column.missing:
        rows = "row is" if aim.column.missing == 1 else "rows are"
        notes.append(f"{aim.column.missing:,} {rows} left out: the target is missing")
    filled = [x for x in table.columns if x.name in parts["numbers"] and x.missing]
    if filled:
        notes.append(
            f"numbers are missing in {len(filled)} column{'s' * (len(filled) != 1)}; the model "
            "fills in the median of the training part and is told where"
        )
    if aim.is_class:
        notes.extend(balance_notes(aim.classes))
        sizes = aim.classes.values()
        if len(sizes) == 2 and max(sizes) >= RARE * sum(sizes):
            notes.append(
                "accuracy says little about a class so rare; look at auc beside it, .5 for guessing"
            )
        from_0 = [str(number) for number in range(len(aim.classes))]
        if aim.maybe_number and list(aim.classes) != from_0:
            notes.append("the classes are numbered anew from 0, in the order of their numbers")
        if aim.maybe_number and len(aim.classes) > 2:
            notes.append("the classes are numbers; --family regression predicts them as such")
    if table.seen == table.rows:
        notes.extend(few_notes(aim.column.present, "rows", aim.is_class))
    return notes


def _unread(used: list[Column], parts: dict[str, list[str]], chosen: str) -> list[str]:
    """Columns that the family leaves out although they may say something."""
    read = {name for names in parts.values() for name in names}
    out = [column for column in used if column.name not in read]
    texts = [f'"{source.cut(column.name, 30)}"' for column in out if column.kind == c.TEXT]
    notes = []
    if texts:
        what = "the text" if len(texts) == 1 else "the texts"
        notes.append(f"{what} {', '.join(texts[:5])} left out: the family {chosen} reads none")
    if len(out) > len(texts):
        notes.append("the family text reads the text alone; --family wide-deep reads all columns")
    return notes


def _facts(table: Table, aim: Target, parts: dict[str, list[str]]) -> dict[str, Any]:
    """What was found, for the JSON line and the report."""
    roles = {name: role for role, names in parts.items() for name in names}
    roles[aim.column.name] = "target"
    return {
        "kind": "table",
        "rows": table.rows,
        "rows_exact": table.exact,
        "rows_looked_at": table.seen,
        "duplicate_rows": table.duplicates,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "decimal": table.decimal,
        "header": table.header,
        "columns": [
            {
                "name": x.name,
                "kind": x.kind,
                "distinct": len(x.counts),
                "missing": x.missing,
                "role": roles.get(x.name, "ignored"),
            }
            for x in table.columns
        ],
        "classes": aim.classes,
    }
