"""What a user installs is the wheel, not the checkout: it must carry templates and ideas."""

from __future__ import annotations

import compileall
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tutor import catalog
from tutor.experiment.spec import FAMILIES
from tutor.paths import projects_dir

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "-w", str(folder), str(ROOT)], check=True, timeout=300)
    return next(folder.glob("dltutor-*.whl"))


def test_it_carries_templates_ideas_and_styles(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "tutor/_templates/shared/cookiecutter.json" in names
    for family in FAMILIES:
        template = f"tutor/_templates/{family}/"
        assert any(n.startswith(template) and n.endswith("/experiment.toml") for n in names)
    for idea in catalog.ideas():
        assert f"tutor/_projects/{idea.name}/project.toml" in names
        if idea.data_file is not None:
            inside = idea.data_file.relative_to(projects_dir())
            assert f"tutor/_projects/{inside.as_posix()}" in names
    assert sum("tutor/_clinic/" in name and name.endswith(".toml") for name in names) >= 14
    assert any(name.endswith(".tcss") for name in names)
    lessons = [n for n in names if n.startswith("tutor/steps/") and n.endswith(".md")]
    assert sum(name.endswith("/lesson.md") for name in lessons) == 8
    assert len(lessons) > 20
    assert not any("__pycache__" in name or "/runs/0" in name for name in names)


def test_an_unpacked_wheel_makes_a_project(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    # As pip does: it compiles every .py of a package, those of the templates too.
    compileall.compile_dir(site, quiet=2)
    code = (
        f"import sys; sys.path.insert(0, {str(site)!r})\n"
        "import tutor, tutor.cli; assert tutor.__file__.startswith(sys.path[0])\n"
        "sys.argv = ['dltutor', 'new', 'digits', '--no-input']; tutor.cli.main()"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "digits" / "data" / "digits.npz").is_file()
    assert not list((tmp_path / "digits").rglob("*.pyc"))
