"""A new project of every family without baking it: its experiment, and what is seen of its data."""

from __future__ import annotations

import functools
from types import SimpleNamespace
from typing import Any

import jinja2

from tests.core import builders
from tutor import families, paths
from tutor.experiment.schema import Spec
from tutor.experiment.spec import parse

ROOM = "{{ cookiecutter.name }}"

NAMES = {
    "text": ("world", "sports", "business", "science"),
    "tabular": ("at most 50,000", "over 50,000"),
    "wide-deep": ("not recommended", "recommended"),
}
"""Classes of the families that do not have the ten of the images."""

SHARES = {"text": (0.25,) * 4, "tabular": (0.75, 0.25), "wide-deep": (0.2, 0.8)}

MOUNTAIN = "MountainCar-v0"

TRAIN = 5100
VALIDATION = 900


@functools.cache
def start(family: str) -> Spec:
    """The experiment of a new project, from the family's own template."""
    folder = paths.templates_dir()
    loader = jinja2.FileSystemLoader(
        [folder / family / ROOM, folder / family / "templates", folder / "shared" / "templates"]
    )
    kind = families.family(family)
    choices = SimpleNamespace(
        own_data=False,
        data_file="data/file",
        idea="an-idea",
        name="test",
        network=kind.networks[0],
        style=kind.styles[0],
        backend=kind.backends[0],
        data={},
    )
    text = jinja2.Environment(loader=loader).get_template("experiment.toml")
    return parse(text.render(cookiecutter=choices), family)


def described(spec: Spec, family: str) -> dict[str, Any]:
    """The event that describes the data of a project with this spec."""
    if family == "rl":
        return _environment(str(spec["data"]["environment"]))
    if family == "regression":
        return _numbers(spec)
    names = NAMES.get(family, builders.NAMES)
    shares = SHARES.get(family, (0.1,) * 10)
    kept = spec["data"]["classes"] or range(len(names))
    train = [round(TRAIN * spec["data"]["fraction"] * shares[k]) for k in kept]
    validation = [round(VALIDATION * shares[k]) for k in kept]
    shape = {"text": [], "tabular": [14], "wide-deep": [14]}.get(family, [28, 28, 1])
    columns = {"tabular": 14, "wide-deep": 14}.get(family, 0)
    return builders.described(
        len(names),
        class_names=[names[k] for k in kept],
        train=sum(train),
        train_counts=train,
        validation=sum(validation),
        validation_counts=validation,
        input_shape=shape,
        columns=columns,
        **({"chance": 0.0} if family == "gan" else {}),
    ) | {"classes": len(kept)}


def _numbers(spec: Spec) -> dict[str, Any]:
    return {
        "event": "data_described",
        "train": round(TRAIN * spec["data"]["fraction"]),
        "validation": VALIDATION,
        "test": 1000,
        "columns": 8,
        "input_shape": [8],
        "target": "the median value of a house",
        "unit": "dollars",
        "target_mean": 206855.8,
        "target_std": 115395.6,
        "chance": 0.0,
    }


def _environment(name: str) -> dict[str, Any]:
    """On Mountain Car random moves never arrive: every episode costs its 200 steps."""
    mountain = name == MOUNTAIN
    return {
        "event": "data_described",
        "environment": name,
        "actions": 3 if mountain else 2,
        "input_shape": [2 if mountain else 4],
        "chance": -200.0 if mountain else 21.74,
        "chance_error": 0.0 if mountain else 1.1,
    }
