"""The table of results: made of the kept files alone, and recipes that the schema takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks import in_project, results, results_table
from tutor import catalog
from tutor.experiment import spec
from tutor.experiment.schema import find_key

RECIPES = [
    pytest.param(idea, recipe, id=f"{idea.name}-{name}")
    for idea in catalog.ideas()
    for name, recipe in idea.about.get("recipes", {}).items()
]


def kept(name: str = "fashion-mnist", **part: Any) -> dict[str, Any]:
    runs = [
        {"seed": seed, "validation": 0.93, "test": test, "seconds": 300.0}
        for seed, test in ((1, 0.92), (2, 0.94))
    ]
    simple = {
        "logistic regression": {"validation": 0.84, "test": 0.85},
        "random forest": {"validation": 0.86, "test": 0.849},
    }
    about = {"how": "recipe", "settings": {}, "chance": 0.1, "baselines": simple, "runs": runs}
    return {"idea": name, "parts": {"full": {**about, **part}}}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(results_table, "FOLDER", tmp_path / "results")
    return tmp_path


def cells(line: str) -> dict[str, str]:
    return dict(
        zip(results_table.HEADINGS, (cell.strip() for cell in line.split("|")[1:-1]), strict=True)
    )


def test_a_line_of_the_table(folder: Path) -> None:
    results_table.write(kept())
    line = cells(results_table.table().splitlines()[2])
    # The simple model is chosen by validation images, its score is that on the test images.
    assert line["best simple model"] == ".849 (random forest)"
    assert line["ours, mean (range)"] == ".930 (.920 to .940)"
    assert line["published"] == ".922"
    assert line["on the same data?"] == "yes"
    assert line["seeds"] == "1, 2"
    assert line["seconds"] == "300, recipe"


def test_rows_have_the_bars(folder: Path) -> None:
    results_table.write(kept())
    ((_, figure, bar),) = results_table.rows()
    assert figure == ".930 (.920 to .940)"
    assert bar == "above .849 of a simple model and .922 published"


def test_the_readme_keeps_the_rest_of_itself(folder: Path) -> None:
    results_table.write(kept())
    readme = folder / "README.md"
    around = f"above\n{results_table.BEGIN}\nold\n{results_table.END}\nbelow\n"
    readme.write_text(around, encoding="utf-8")
    results_table.write_readme(readme)
    once = readme.read_text(encoding="utf-8")
    assert once.startswith("above\n")
    assert once.endswith("\nbelow\n")
    assert "old" not in once
    assert "| fashion-mnist |" in once
    results_table.write_readme(readme)
    assert readme.read_text(encoding="utf-8") == once


def test_the_readme_holds_what_is_kept() -> None:
    assert results_table.table() in results_table.README.read_text(encoding="utf-8")


def test_measuring_goes_on_where_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    idea = catalog.idea("digits")
    measured: list[str] = []

    def fail_at_second(project: Path, home: Path) -> dict[str, Any]:
        measured.append(project.name)
        if len(measured) == 2:
            raise KeyboardInterrupt
        return {"validation": 0.9, "test": 0.9, "seconds": 1.0}

    monkeypatch.setattr(results, "walked", fail_at_second)
    monkeypatch.setattr(results, "in_project", lambda *_: {"chance": 0.1, "baselines": {}})
    with pytest.raises(KeyboardInterrupt):
        results.measure(idea, "embedded", [1, 2])
    results.measure(idea, "embedded", [1, 2])
    assert measured == ["my-seed-1", "my-seed-2", "my-seed-2"]
    runs = results_table.read("digits")["parts"]["embedded"]["runs"]
    assert [run["seed"] for run in runs] == [1, 2]


def test_kept_score(tmp_path: Path) -> None:
    history = tmp_path / "history.csv"
    history.write_text("epoch,val_loss,val_accuracy\n0,.5,.8\n1,.4,.7\n2,.6,.75\n")
    assert in_project.kept_score(history, "accuracy", "loss") == 0.7
    assert in_project.kept_score(history, "accuracy", "score") == 0.8
    assert in_project.kept_score(history, "accuracy", "last") == 0.75


@pytest.mark.parametrize(("idea", "recipe"), RECIPES)
def test_a_recipe_is_a_valid_change(idea: catalog.Idea, recipe: dict[str, Any]) -> None:
    keys = spec.keys_of(idea.family)
    for path, value in recipe.items():
        if "." in path:
            assert spec.check_value(find_key(path, keys), value) == value
    # What the embedded ones reach is kept in benchmarks/results.
    if "reached" in recipe:
        assert recipe["seeds"]
        assert recipe["seconds"] > 0
