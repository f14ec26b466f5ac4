"""Ctrl-C at the headless commands, however early it comes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tutor import catalog
from tutor.scaffold import Choices, create


def interrupted(command: str, project: Path, modules: Path) -> tuple[int, str]:
    """Start a command where `modules` shadow Keras; interrupt it once it has started a host."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tutor", command, str(project)],
        env={**os.environ, "PYTHONPATH": str(modules)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    me = psutil.Process(process.pid)
    deadline = time.monotonic() + 30
    while not (hosts := me.children()) and time.monotonic() < deadline:
        time.sleep(0.01)
    # The command then waits for its host.
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    try:
        output, _ = process.communicate(timeout=20)
    finally:
        process.kill()
        left = [host for host in hosts if host.is_running()]
        for host in left:
            host.kill()
    assert hosts
    assert not left
    return process.returncode, output


@pytest.mark.parametrize("command", ["train", "walk"])
def test_a_keras_that_hangs_is_left_at_once(tmp_path: Path, command: str) -> None:
    project = create(catalog.idea("digits"), Choices("mine"), tmp_path)
    modules = tmp_path / "modules"
    modules.mkdir()
    (modules / "keras.py").write_text("import time; time.sleep(600)")
    code, output = interrupted(command, project, modules)
    assert code == 130, output
    assert not list(project.glob("runs/0*"))
