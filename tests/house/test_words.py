"""The repository speaks of itself alone, and its rules are kept."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def tool(name: str) -> str:
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def test_the_arrows_are_kept() -> None:
    result = subprocess.run(
        [tool("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert result.returncode == 0, result.stdout


def test_every_key_of_the_readme_commands_exists() -> None:
    from tutor.cli.commands import _COMMANDS

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in _COMMANDS:
        if name != "session":
            assert f"dltutor {name}" in text, f"README does not show `dltutor {name}`"
