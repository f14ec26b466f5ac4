"""What is remembered of the clinic, and what is not lost by spoiled files."""

from __future__ import annotations

import json
from pathlib import Path

from tutor.clinic import progress
from tutor.clinic.progress import Progress
from tutor.paths import state_dir


def test_it_grows_with_what_is_done(tmp_path: Path) -> None:
    (tmp_path / "project.toml").touch()
    assert progress.progress("snail").words == "new"
    assert progress.note_start("snail", tmp_path).words == "begun"
    progress.note_guess("snail", "frozen", right=False)
    progress.note_guess("snail", "frozen", right=False)
    assert progress.note_guess("snail", "small-rate", right=True).words == "named"
    progress.note_hint("snail", 2)
    progress.note_hint("snail", 1)
    mended = progress.note_mended("snail")
    assert mended == progress.progress("snail")
    assert (mended.words, mended.hints, mended.guesses) == ("mended", 2, ("frozen", "small-rate"))
    assert mended.folder == tmp_path
    assert progress.note_mended("snail").mended == mended.mended
    assert set(progress.all_progress()) == {"snail"}


def test_a_project_that_is_gone_is_none() -> None:
    assert progress.note_start("snail", Path("/nowhere")).folder is None


def test_spoiled_files_cost_the_memory_only() -> None:
    state_dir().mkdir(parents=True)
    file = state_dir() / "clinic.json"
    for text in ("{", "[]", json.dumps({"snail": {"guesses": 3}}), json.dumps({"snail": 1})):
        file.write_text(text)
        assert progress.progress("snail") == Progress()
    progress.note_hint("snail", 1)
    assert progress.progress("snail").hints == 1


def test_a_home_that_cannot_be_written_is_no_error(own_home: Path) -> None:
    (own_home / "dltutor").write_text("a file")
    assert progress.note_hint("snail", 1).hints == 1
