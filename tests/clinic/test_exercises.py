"""The exercises check themselves: their texts, their faults and their solutions can be planted."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import tutor.diagnosis
from tutor.clinic import planting
from tutor.clinic.exercise import FILE, LEVELS, Exercise, exercise, exercises
from tutor.clinic.figures import FIGURES, names_in
from tutor.errors import UsageError
from tutor.paths import clinic_dir
from tutor.project import Project
from tutor.steps import NAMES

EVERY = pytest.mark.parametrize("one", exercises(), ids=lambda one: one.name)

KNOWN_KEYS = {
    *("format", "title", "level", "idea", "network", "step", "fault", "symptom", "explanation"),
    *("hints", "settings", "plant", "solution", "choices", "check"),
}


def rules() -> set[str]:
    """The names of all rules, as they stand in their sources."""
    sources = Path(tutor.diagnosis.__file__).parent.glob("*.py")
    return {name for file in sources for name in re.findall(r'rule="([a-z-]+)"', file.read_text())}


TELLING = ("frozen", "zeros", "leak", "shuffl", "logits", "softmax", "dropout", "fault", "bug")
"""Words that a project's name and title must not say."""


def test_there_are_enough_of_each_level() -> None:
    levels = [one.level for one in exercises()]
    assert len(levels) >= 14
    assert {level: levels.count(level) >= 5 for level in LEVELS} == dict.fromkeys(LEVELS, True)
    assert levels == sorted(levels)


def test_every_folder_is_one_exercise_and_nothing_else() -> None:
    folders = {path.name for path in clinic_dir().iterdir()}
    assert folders == {one.name for one in exercises()}
    for folder in clinic_dir().iterdir():
        assert [path.name for path in folder.iterdir()] == [FILE]


def test_names_titles_and_faults_are_their_own() -> None:
    for what in ("name", "title", "fault", "symptom"):
        values = [getattr(one, what) for one in exercises()]
        assert len(set(values)) == len(values), what


@EVERY
def test_texts_are_whole(one: Exercise) -> None:
    about = tomllib.loads((clinic_dir() / one.name / FILE).read_text(encoding="utf-8"))
    assert not about.keys() - KNOWN_KEYS
    assert one.step in NAMES
    assert one.level in LEVELS
    assert len(one.hints) == 3
    assert len(one.title) <= 42
    assert not any(word in f"{one.name} {one.title}".lower() for word in TELLING)
    assert 3 <= len(one.choices) <= 6
    assert sum(choice.right for choice in one.choices) == 1
    assert len({choice.key for choice in one.choices}) == len(one.choices)
    for text in (*one.hints, *(choice.why for choice in one.choices)):
        assert names_in(text) <= FIGURES.keys()
        assert text
    # Before the first run there are no figures to quote.
    for text in (one.symptom, one.explanation):
        assert text
        assert not names_in(text)


@EVERY
def test_a_right_answer_speaks_of_the_own_run(one: Exercise) -> None:
    assert names_in(one.right.why)


@EVERY
def test_what_is_checked_is_known(one: Exercise) -> None:
    assert one.bars
    for bar in one.bars:
        assert bar.figure in FIGURES
        assert bar.at_least is not None or bar.at_most is not None
    assert set(one.absent) <= rules()


@EVERY
def test_fault_and_solution_can_be_planted(one: Exercise, tmp_path: Path) -> None:
    path = planting.start(one, tmp_path)
    project = Project.open(path)
    assert planting.exercise_of(project) is one
    assert planting.found_spec(project) == project.spec()
    before = {file.name: file.read_text() for file in (*path.glob("*.py"), project.experiment_path)}
    planting.apply(one.solution, path)
    after = {file.name: file.read_text() for file in (*path.glob("*.py"), project.experiment_path)}
    assert before != after
    for name, text in after.items():
        if name.endswith(".py"):
            compile(text, name, "exec")
    # A mend touches nothing that is to stay.
    found, now = planting.found_spec(project), project.spec()
    for path_kept in one.keep:
        section, _, key = path_kept.partition(".")
        assert (found[section][key] == now[section][key]) if key else found[section] == now[section]
    assert not list(tmp_path.glob(".*"))


def test_a_second_start_makes_a_second_project(tmp_path: Path) -> None:
    first, second = (planting.start(exercise("snail"), tmp_path) for _ in range(2))
    assert (first.name, second.name) == ("snail", "snail-2")


def test_a_file_edited_by_hand_is_not_spoiled(tmp_path: Path) -> None:
    one = exercise("two-worlds")
    path = planting.start(one, tmp_path)
    file = path / "data.py"
    file.write_text(file.read_text().replace("dataset.map", "dataset  .map"))
    before = file.read_text()
    with pytest.raises(UsageError, match=r"data\.py .* not at all; it was edited by hand"):
        planting.apply(one.solution, path)
    assert file.read_text() == before


def test_unknown_names_are_told_the_nearest() -> None:
    with pytest.raises(UsageError, match="snail"):
        exercise("snial")
    with pytest.raises(UsageError, match="1 to 4"):
        exercise("snail").choice("7")


def test_another_project_is_no_exercise(tmp_path: Path) -> None:
    from tutor import catalog, scaffold

    path = scaffold.create(catalog.idea("digits"), scaffold.Choices("plain"), tmp_path, {})
    with pytest.raises(UsageError, match="no exercise of the clinic"):
        planting.exercise_of(Project.open(path))
