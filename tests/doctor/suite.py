"""Judge the doctor on a collection of programs: faults it names, healthy ones it leaves alone.

    python -m tests.doctor.suite                    every program
    python -m tests.doctor.suite wine_cultivars     some
    python -m tests.doctor.suite --half 2 --json    one half, as JSON lines
    python -m tests.doctor.suite --folder FOLDER    another collection of the same form
    python -m tests.doctor.suite --record           keep what was seen for the quick tests

A collection is a folder with `faulty/*.py`, `healthy/*.py` and `expected.toml`, which says of each
program what is wrong with it and which rules would name that rightly. The programs know nothing of
dltutor. Each runs under `dltutor doctor --json` as a copy in a folder of its own, with a home of
its own.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.doctor import recording

PROGRAMS = Path(__file__).parent / "programs"

LONGEST = 300.0
"""Seconds for one program with its experiments; the programs themselves train for about 6."""

FIRST, NAMED, MISSED = "named first", "named", "missed"
SILENT, WATCHED, ALARMED = "no finding", "watch only", "false problem"
FAILED = "no answer"


@dataclass(frozen=True)
class Program:
    """One program of a collection. `rules`: the ids that name its fault; empty when healthy."""

    name: str
    path: Path
    kind: str
    half: int
    fault: str
    rules: tuple[str, ...]
    about: str


@dataclass(frozen=True)
class Outcome:
    """What the doctor said of a program: its findings as (rule, level), most important first."""

    name: str
    kind: str
    half: int
    verdict: str
    findings: tuple[tuple[str, str], ...]
    expected: tuple[str, ...]
    seconds: float
    note: str = ""


def programs(folder: Path = PROGRAMS) -> list[Program]:
    """The collection in `folder`, faulty ones first. Raises KeyError for an entry with a gap."""
    entries = tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8"))
    found = [
        Program(
            name=name,
            path=folder / entry["kind"] / f"{name}.py",
            kind=entry["kind"],
            half=entry.get("half", 1),
            fault=entry.get("fault", ""),
            rules=tuple(entry.get("rules", ())),
            about=entry["about"],
        )
        for name, entry in entries.items()
    ]
    return sorted(found, key=lambda program: (program.kind, program.name))


def judge(program: Program, findings: Iterable[tuple[str, str]]) -> str:
    """The verdict on the doctor for one program, from its findings as (rule, level)."""
    findings = list(findings)
    if program.kind == "healthy":
        if any(level == "problem" for _, level in findings):
            return ALARMED
        return WATCHED if findings else SILENT
    named = [rule in program.rules for rule, _ in findings]
    if not any(named):
        return MISSED
    return FIRST if named[0] else NAMED


def examine(
    program: Program, arguments: tuple[str, ...] = (), record: Path | None = None
) -> Outcome:
    """Run the doctor on a copy of `program`.

    Args:
        program: to be judged on.
        arguments: further options of the command.
        record: the folder that takes a recording of what was seen, None for none.
    """
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="doctor-suite-") as place:
        folder = Path(place) / "work"
        folder.mkdir()
        script = folder / program.path.name
        shutil.copy(program.path, script)
        seen = Path(place) / "seen"
        keep = ("--keep", str(seen)) if record is not None else ()
        findings, note = _ask(script, Path(place) / "home", (*arguments, *keep))
        if record is not None and findings is not None:
            recording.save(seen, record / f"{program.name}.jsonl.gz")
    seconds = round(time.monotonic() - began, 1)
    verdict = FAILED if findings is None else judge(program, findings)
    return Outcome(
        program.name, program.kind, program.half, verdict,
        tuple(findings or ()), program.rules, seconds, note,
    )  # fmt: skip


def _ask(
    script: Path, home: Path, arguments: tuple[str, ...]
) -> tuple[list[tuple[str, str]] | None, str]:
    """The findings, or None with what went wrong with the doctor itself."""
    environment = dict(os.environ, DLTUTOR_HOME=str(home), TF_CPP_MIN_LOG_LEVEL="3")
    command = [str(Path(sys.executable).with_name("dltutor")), "doctor", "--json", *arguments]
    try:
        answer = subprocess.run(
            [*command, script.name],
            cwd=script.parent,
            env=environment,
            capture_output=True,
            text=True,
            timeout=LONGEST,
        )
    except subprocess.TimeoutExpired:
        return None, f"no answer within {LONGEST:.0f} s"
    for line in reversed(answer.stdout.splitlines()):
        if not line.startswith("{"):
            continue
        try:
            told = json.loads(line)
        except json.JSONDecodeError:
            continue
        if told.get("event") == "diagnosis":
            return [(f["rule"], f["level"]) for f in told["findings"]], ""
    last = [line for line in answer.stderr.splitlines() if line.strip()][-1:]
    return None, f"exit status {answer.returncode}: {' '.join(last)}"


def run(
    chosen: Iterable[Program],
    arguments: tuple[str, ...] = (),
    jobs: int = 1,
    record: Path | None = None,
) -> Iterator[Outcome]:
    """Examine the programs, `jobs` at a time; outcomes come in the order of `chosen`."""
    with ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(lambda program: examine(program, arguments, record), chosen)


def row(outcome: Outcome) -> str:
    """One line of the table; `!` marks a finding of level `problem`."""
    said = ", ".join(rule + ("!" if level == "problem" else "") for rule, level in outcome.findings)
    astray = outcome.kind == "faulty" and outcome.verdict != FIRST
    wanted = f"  [wanted {' or '.join(outcome.expected)}]" if astray else ""
    text = f"{outcome.kind:8}{outcome.name:26}{outcome.verdict:15}{outcome.seconds:6.1f} s  "
    return text + (said or outcome.note or "-") + wanted


def totals(outcomes: list[Outcome]) -> list[str]:
    """The two figures that count, for each half and, if there are several, for all."""
    halves = sorted({outcome.half for outcome in outcomes})
    lines = [_total(f"half {h}", [o for o in outcomes if o.half == h]) for h in halves]
    return lines if len(halves) == 1 else [*lines, _total("all", outcomes)]


def _total(title: str, outcomes: list[Outcome]) -> str:
    def count(*verdicts: str) -> int:
        return sum(outcome.verdict in verdicts for outcome in outcomes)

    faulty = sum(outcome.kind == "faulty" for outcome in outcomes)
    healthy = len(outcomes) - faulty
    share = f" ({count(FIRST) / faulty:.1%})" if faulty else ""
    return (
        f"{title}: faulty {faulty}: named first {count(FIRST)}{share}, named {count(NAMED)}, "
        f"missed {count(MISSED)}; healthy {healthy}: false problems {count(ALARMED)}, "
        f"watch only {count(WATCHED)}; no answer {count(FAILED)}"
    )


def main() -> int:
    """The command. Exit status 1 when a fault was not named first or a healthy program alarmed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAMES")
    parser.add_argument("--half", type=int, choices=(1, 2))
    parser.add_argument("--kind", choices=("faulty", "healthy"))
    parser.add_argument("--folder", type=Path, default=PROGRAMS)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--budget", type=float, help="seconds for the doctor's experiments")
    parser.add_argument("--record", action="store_true", help="renew the recordings of the tests")
    parser.add_argument("--json", action="store_true", help="one JSON line a program")
    asked = parser.parse_args()
    everything = programs(asked.folder)
    unknown = set(asked.names) - {program.name for program in everything}
    if unknown:
        parser.error(f"no such program: {', '.join(sorted(unknown))}")
    chosen = [
        program
        for program in everything
        if (not asked.names or program.name in asked.names)
        and asked.half in (None, program.half)
        and asked.kind in (None, program.kind)
    ]
    arguments = ("--budget", str(asked.budget)) if asked.budget is not None else ()
    outcomes = []
    record = recording.RECORDED if asked.record else None
    for outcome in run(chosen, arguments, asked.jobs, record):
        outcomes.append(outcome)
        print(json.dumps(asdict(outcome)) if asked.json else row(outcome), flush=True)
    if not asked.json:
        print("\n".join(["", *totals(outcomes)]))
    return int(any(o.verdict in (NAMED, MISSED, ALARMED, FAILED) for o in outcomes))


if __name__ == "__main__":
    raise SystemExit(main())
