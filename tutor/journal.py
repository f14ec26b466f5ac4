"""A project's journal: every edit, verdict, prediction and hunch, in `.dltutor/journal.jsonl`.

Append-only JSON lines; a record is a dict with `record` (its kind), `id` and `time`. Appending
holds a lock that dies with its process, and mends a line that a crash left torn.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tutor.files import locked

Record = dict[str, Any]


class Journal:
    """The journal of one project."""

    def __init__(self, project: Path) -> None:
        self.path = project / ".dltutor" / "journal.jsonl"

    def records(self, kind: str | None = None) -> list[Record]:
        """All whole records in order, or those of one kind; spoiled lines are passed over."""
        try:
            text = self.path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return []
        return [r for r in _parsed(text) if kind is None or r["record"] == kind]

    def append(self, kind: str, **values: Any) -> Record:
        """Write one record durably and return it with its id."""
        self.path.parent.mkdir(exist_ok=True)
        with open(self.path, "a+", encoding="utf-8") as file, locked(file):
            file.seek(0)
            text = file.read()
            torn = "" if not text or text.endswith("\n") else "\n"
            record: Record = {
                "record": kind,
                "id": text.count("\n") + 1 + bool(torn),
                "time": datetime.now(UTC).isoformat(timespec="seconds"),
                **values,
            }
            file.write(torn + json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        return record

    def latest_verdicts(self) -> dict[str, Record]:
        """The last verdict of each step, by the step's name."""
        return {record["step"]: record for record in self.records("verdict")}

    def open_edits(self) -> list[Record]:
        """The edits that have not been undone, in order."""
        undone = {record["of"] for record in self.records("undo")}
        return [record for record in self.records("edit") if record["id"] not in undone]


def _parsed(text: str) -> Iterator[Record]:
    for line in text.split("\n"):
        with contextlib.suppress(ValueError):
            record = json.loads(line)
            if isinstance(record, dict) and {"record", "id"} <= record.keys():
                yield record
