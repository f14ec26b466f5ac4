"""The journal and the edits it makes undoable."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tutor import catalog
from tutor.errors import UsageError
from tutor.journal import Journal
from tutor.project import Project
from tutor.scaffold import Choices, create


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.open(create(catalog.idea("digits"), Choices("mine"), tmp_path))


def test_records_keep_their_order_and_a_torn_one_is_passed_over(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append("hunch", text="too deep?")
    with open(journal.path, "a") as file:
        file.write('{"record": "hun')
    journal.append("hunch", text="learning rate")
    assert [record["text"] for record in journal.records("hunch")] == ["too deep?", "learning rate"]
    assert len({record["id"] for record in journal.records()}) == 2


def test_many_writers_lose_nothing(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: Journal(tmp_path).append("hunch", text=str(n)), range(40)))
    records = Journal(tmp_path).records()
    assert {record["text"] for record in records} == {str(n) for n in range(40)}
    assert len({record["id"] for record in records}) == 40


def test_an_edit_is_made_kept_and_undone(project: Project) -> None:
    before = project.experiment_path.read_text()
    record = project.edit({"layers.widths": [32], "batch.size": 128}, "layers", "smaller")
    assert record is not None
    assert record["changes"] == {"layers.widths": [32]}
    assert project.spec()["layers"]["widths"] == [32]
    assert project.undo(record["id"]) == {"layers.widths": [64, 64]}
    assert project.experiment_path.read_text() == before
    assert project.journal.open_edits() == []
    with pytest.raises(UsageError, match="no edit"):
        project.undo(record["id"])


def test_an_older_edit_can_be_undone_alone(project: Project) -> None:
    first = project.edit({"batch.size": 32}, "batch-size")
    project.edit({"layers.widths": [16]}, "layers")
    assert first is not None
    project.undo(first["id"])
    assert project.spec()["batch"]["size"] == 128
    assert project.spec()["layers"]["widths"] == [16]


def test_an_edit_that_is_not_allowed_changes_nothing(project: Project) -> None:
    before = project.experiment_path.read_text()
    with pytest.raises(UsageError, match="power of two"):
        project.edit({"layers.widths": [33]}, "layers")
    assert project.experiment_path.read_text() == before
    assert project.journal.records() == []


def test_an_edit_that_changes_nothing_is_not_written(project: Project) -> None:
    assert project.edit({"batch.size": 128}, "batch-size") is None
    assert project.journal.records() == []
