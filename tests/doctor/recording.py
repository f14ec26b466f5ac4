"""What the doctor saw of the suite's programs, kept small, so that rules are tested without Keras.

A recording is one gzipped file of JSON lines: the script's end, then the events of each training
behind a line that begins it. Figures have five significant digits, histograms and the machine's
paths are left out.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tutor import events as ev
from tutor.doctor.record import Examination, read
from tutor.events import Event, decode_lines, encode

RECORDED = Path(__file__).parent / "recorded"

TRAINING = "training"
"""The line that begins a training of a recording."""

_DROPPED = frozenset({"histogram", "pid", "python", "keras", "script", "args"})
_PATH = re.compile(r"(?:/[^\s/\"':]+)+/([^\s/\"':]+)")


def save(folder: Path, target: Path) -> None:
    """Record what an examination left in `folder` (`dltutor doctor --keep`)."""
    lines = [encode(_small(event)) for event in _told(folder)]
    # Without a time in its head the same recording is the same file.
    data = ("\n".join(lines) + "\n").encode()
    target.write_bytes(gzip.compress(data, mtime=0))


def load(recording: Path, scratch: Path) -> Examination:
    """The examination of a recording, with the findings of the present rules."""
    file = scratch / "events.jsonl"
    with gzip.open(recording, "rt", encoding="utf-8") as lines:
        for event in decode_lines(lines):
            if event["event"] == TRAINING:
                (scratch / event["name"]).mkdir()
                file = scratch / event["name"] / "events.jsonl"
            else:
                with file.open("a", encoding="utf-8") as out:
                    out.write(encode(event) + "\n")
    return read(scratch, Path(recording.name.removesuffix(".jsonl.gz") + ".py"))


def _told(folder: Path) -> Iterator[Event]:
    end = [e for e in _events(folder) if e["event"] == ev.SCRIPT_FINISHED]
    yield from end[-1:]
    for training in sorted(path for path in folder.iterdir() if path.is_dir()):
        if (training / "events.jsonl").is_file():
            yield {"event": TRAINING, "name": training.name}
            yield from _events(training)


def _events(folder: Path) -> list[Event]:
    text = (folder / "events.jsonl").read_text(encoding="utf-8")
    return list(decode_lines(text.splitlines()))


def _small(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _small(item) for key, item in value.items() if key not in _DROPPED}
    if isinstance(value, list):
        return [_small(item) for item in value]
    if isinstance(value, float):
        return float(f"{value:.5g}")
    if isinstance(value, str):
        return _PATH.sub(r"\1", value)
    return value
