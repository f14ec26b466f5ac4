"""Projects of tables with a number to say of each row, at work."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from .conftest import Bake
from .tables import own_project, write
from .test_running import python

CHECKS = """
import numpy as np
from data import TARGET, UNIT, load_data, split_table
from settings import load_experiment
experiment = load_experiment()
data = load_data(experiment)
rows = sum(len(part.targets) for part in data)
print("rows", rows, "target", TARGET, "unit", UNIT)
print("missing", int(np.isnan(data.train.inputs["numbers"]).sum()))
"""


def table(file: Path) -> Path:
    """300 rows: y follows the decimal number; some gaps, some rows without a y."""
    random = np.random.default_rng(0)
    rows = []
    for number in range(300):
        x = random.normal()
        y = "n/a" if number % 60 == 0 else f"{1000 + 200 * x:.1f}"
        rows.append(["junk" if number % 10 == 0 else f"{x:.3f}", "a" if x > 0 else "b", y])
    return write(file, ["x", "kind", "price"], rows)


@pytest.mark.slow
def test_own_table_at_work(tmp_path: Path) -> None:
    project = own_project(
        table(tmp_path / "own.csv"),
        tmp_path,
        "regression",
        target="price",
        numbers=["x"],
        categories=["kind"],
        missing=["n/a"],
        unit="euros",
    )
    printed = python(project, "-c", CHECKS)
    assert "rows 295 target price unit euros" in printed
    assert "missing 0" not in printed
    assert " passed" in python(project, "-m", "pytest", "-q", "-p", "no:cacheprovider")


@pytest.mark.slow
def test_commands(bake: Bake) -> None:
    losses = []
    for style in ("functional", "subclassed"):
        project = bake("california-housing", name=f"my-{style}", style=style)
        assert "gradient-boosted trees" in python(project, "baseline.py")
        python(project, "train.py")
        losses.append((project / "runs" / "by-hand" / "history.csv").read_text())
        assert "dollars" in python(project, "evaluate.py")
        assert len(python(project, "predict.py").splitlines()) == 10
    assert losses[0] == losses[1]
