"""What the ideas reach: trained, tested once, and set against simple models and known figures.

python -m benchmarks results [--ideas A,B] [--seeds 1,2,3] [--full]    measures what is missing
python -m benchmarks results --table                                   only the README's table

An idea on its embedded data is trained with its recipe `embedded` where its project.toml has one,
else it is walked through the seven steps. `--full` takes the whole data and the recipe `full`.
Every figure is kept in `benchmarks/results/IDEA.json` as soon as it is there: a measurement that
was interrupted goes on where it was. Results of other settings than the idea now has are dropped.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tutor
from benchmarks import results_table
from tutor import catalog, families, scaffold
from tutor.catalog import Idea
from tutor.experiment.schema import Changes
from tutor.experiment.spec import difference
from tutor.project import Project

IN_PROJECT = Path(__file__).with_name("in_project.py")
SEEDS = "1,2,3"
LIBRARIES = ("keras", "tensorflow", "scikit-learn", "numpy")

rows = results_table.rows


def main(arguments: Sequence[str]) -> int:
    """The command; its exit status is 1 where an idea could not be measured."""
    asked = parser().parse_args(arguments)
    failed = []
    if not asked.table:
        part = "full" if asked.full else "embedded"
        for idea in wanted(asked.ideas, part):
            try:
                measure(idea, part, [int(seed) for seed in asked.seeds.split(",")])
            except subprocess.CalledProcessError as error:
                tail = (error.stderr or error.stdout or "").strip().splitlines()[-8:]
                say(f"{idea.name}: failed\n  " + "\n  ".join(tail))
                failed.append(idea.name)
    results_table.write_readme()
    return 1 if failed else 0


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    found = argparse.ArgumentParser(prog="python -m benchmarks results", description=__doc__)
    found.formatter_class = argparse.RawDescriptionHelpFormatter
    found.add_argument("--ideas", default="", help="names with commas between; all without")
    found.add_argument("--seeds", default=SEEDS, help=f"numbers with commas between ({SEEDS})")
    found.add_argument("--full", action="store_true", help="the whole data, with the recipe full")
    found.add_argument("--table", action="store_true", help="measure nothing")
    return found


def wanted(names: str, part: str) -> list[Idea]:
    """The ideas that were named, else all that have this part of the data."""
    if names:
        return [catalog.idea(name.strip()) for name in names.split(",")]
    if part == "full":
        return [idea for idea in catalog.ideas() if recipe(idea, "full")]
    return [idea for idea in catalog.ideas() if idea.embedded]


def recipe(idea: Idea, name: str) -> Changes:
    """The settings of an idea's recipe, empty where it has none of this name."""
    found: dict[str, Any] = idea.about.get("recipes", {}).get(name, {})
    return {path: value for path, value in found.items() if "." in path}


def measure(idea: Idea, part: str, seeds: Sequence[int]) -> None:
    """Measure what is missing of an idea on this part of its data, and keep it at once."""
    settings = recipe(idea, part) or dict(idea.settings)
    how = "recipe" if recipe(idea, part) else "walk"
    kept = results_table.read(idea.name)
    found = kept["parts"].get(part, {})
    if (found.get("how"), found.get("settings")) != (how, settings):
        found = {"how": how, "settings": settings, "baselines": None, "runs": []}
    kept["parts"][part] = found
    with tempfile.TemporaryDirectory(prefix="dltutor-results-") as scratch:
        if found["baselines"] is None:
            say(f"{idea.name}, {part}: simple models")
            project = make_project(idea, Path(scratch), "simple", settings)
            found |= in_project(project, "baseline")
            results_table.write(kept)
        for seed in seeds:
            if any(run["seed"] == seed for run in found["runs"]):
                continue
            say(f"{idea.name}, {part}: {how}, seed {seed}")
            changes = {**settings, "training.seed": seed}
            project = make_project(idea, Path(scratch), f"seed-{seed}", changes)
            run = walked(project, Path(scratch)) if how == "walk" else trained(idea, project)
            found["runs"].append({"seed": seed, **run})
            found["runs"].sort(key=lambda run: run["seed"])
            found["versions"] = versions()
            results_table.write(kept)


def make_project(idea: Idea, folder: Path, name: str, changes: Changes) -> Path:
    """A project as `dltutor new` makes it."""
    settings = {path: value for path, value in changes.items() if "." in path}
    return scaffold.create(idea, scaffold.Choices(f"my-{name}"), folder, settings)


def trained(idea: Idea, project: Path) -> dict[str, Any]:
    """Scores and seconds of one training by the project's own code."""
    metric = families.family(idea.family).metric
    return in_project(project, "train", metric.name, metric.kept)


def walked(project: Path, home: Path) -> dict[str, Any]:
    """Scores and seconds of the seven steps, and the settings that they came to."""
    before = Project.open(project).spec()
    started = time.perf_counter()
    printed = run(
        [sys.executable, "-m", "tutor", "walk", str(project), "--json"],
        cwd=home,
        DLTUTOR_HOME=str(home / "home"),
    )
    seconds = time.perf_counter() - started
    events = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    (end,) = (event for event in events if event["event"] == "walk_finished")
    return {
        "validation": end["validation"],
        "test": end["test"],
        "seconds": round(seconds, 1),
        "reached_with": difference(before, Project.open(project).spec()),
    }


def in_project(project: Path, *arguments: str) -> dict[str, Any]:
    """What `in_project.py` prints for these arguments."""
    printed = run([sys.executable, str(IN_PROJECT), *arguments], cwd=project)
    found: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return found


def run(command: list[str], cwd: Path, **environment: str) -> str:
    """The command's standard output. Raises CalledProcessError."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def versions() -> dict[str, str]:
    """Versions of what a figure may depend on."""
    return {
        "dltutor": tutor.__version__,
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
    }


def say(sentence: str) -> None:
    """Tell whoever waits."""
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
