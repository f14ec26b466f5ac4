"""Running the script as Python itself would, and telling how it ended."""

from __future__ import annotations

import os
import platform
import signal
import sys
import threading
import time
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

from tutor import events as ev
from tutor.trainer import failures
from tutor.trainer.doctor import closing, hooks, namesakes, places, stdin
from tutor.trainer.doctor.case import Case
from tutor.trainer.doctor.ending import Ended
from tutor.trainer.eventlog import EventLog

IMPORTING = "<frozen importlib._bootstrap"
"""How the file names of Python's own import begin."""


@dataclass(frozen=True)
class End:
    """How the script ended.

    Attributes:
        status: `finished`, `crashed` or `stopped`.
        exit_status: as Python's own would be.
        reason: in a sentence, where there is something to say.
        error: the fields of a failure, None where nothing was raised.
    """

    status: str
    exit_status: int
    reason: str = ""
    error: dict[str, Any] | None = None


def examine(folder: Path, budget: float, script: Path, arguments: list[str]) -> int:
    """Run the script under observation, then the experiments; the script's exit status.

    The process belongs to the script from here on: its working directory, its `__main__`, its
    signal handlers.

    Args:
        folder: takes the events; absolute.
        budget: seconds that the experiments may take.
        script: the file, absolute.
        arguments: behind the script's name on its command line.
    """
    log = EventLog(folder, time.perf_counter())
    case = Case(folder, script.parent, log)
    log.write(
        ev.SCRIPT_STARTED,
        script=str(script),
        args=arguments,
        pid=os.getpid(),
        python=platform.python_version(),
        keras=_keras_version(),
    )
    places.look_in(script.parent)
    _furnish(script, arguments)
    namesakes.make_way(script.parent)
    hooks.install(case)
    stdin.be_patient(case)
    finished = threading.Lock()

    def finish(end: End) -> None:
        # A script may end in one thread while another calls os._exit().
        if finished.acquire(blocking=False):
            closing.close(case, end.status, end.exit_status, end.reason, end.error, budget)

    _watch_hard_exit(case, finish)
    case.ending.listen()
    end = _run(case, script)
    finish(end)
    return end.exit_status


def _run(case: Case, script: Path) -> End:
    try:
        _execute(script)
        _wait_for_threads()
    except SystemExit as left:
        return _left(left, case)
    except Ended:
        return End("stopped", 0, case.ending.reason)
    except KeyboardInterrupt as error:
        _show(error)
        return End("stopped", 128 + signal.SIGINT, "Interrupted.")
    except BaseException as error:
        return _crashed(error, case)
    return _done(case, 0)


def _crashed(error: BaseException, case: Case) -> End:
    reason, details = type(error).__name__, None
    with case.unbroken("describe the error"):
        reason, details = failures.describe(error, case.home)
        if isinstance(error, AttributeError | ImportError | TypeError):
            for name in namesakes.hiding(case.home):
                case.note(namesakes.sentence(name))
    _show(error)
    return End("crashed", 1, reason, details)


def _done(case: Case, status: int, reason: str = "") -> End:
    if case.ending.requested:
        return End("stopped", status, case.ending.reason)
    return End("finished", status, reason)


def _left(left: SystemExit, case: Case) -> End:
    """The end of a script that called sys.exit()."""
    code = left.code
    if code is None:
        return _done(case, 0)
    if isinstance(code, int):
        status = code & 0xFF
    else:
        print(code, file=sys.stderr)
        status = 1
    return _done(case, status, f"The script ended itself with exit status {status}.")


def _execute(script: Path) -> None:
    """Execute the file as the module `__main__`."""
    source = script.read_bytes()
    module = ModuleType("__main__")
    module.__file__ = str(script)
    module.__loader__ = SourceFileLoader("__main__", str(script))
    module.__spec__ = None
    module.__dict__.update(
        __builtins__=sys.modules["builtins"], __cached__=None, __annotations__={}
    )
    # Kept: a module's names are cleared with it, and this is what dltutor itself runs in.
    _kept.append(sys.modules["__main__"])
    sys.modules["__main__"] = module
    exec(compile(source, str(script), "exec", dont_inherit=True), module.__dict__)


_kept: list[ModuleType] = []


def _furnish(script: Path, arguments: list[str]) -> None:
    """Make the process look as if Python had been started on the script in its own folder."""
    os.chdir(script.parent)
    sys.argv = [str(script), *arguments]
    sys.path.insert(0, str(script.parent))
    # A window would wait for somebody to close it.
    os.environ.setdefault("MPLBACKEND", "Agg")
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            # A script that is killed must not take its last lines with it.
            stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]


def _watch_hard_exit(case: Case, finish: Any) -> None:
    """Let a script that calls os._exit() be examined before it does."""
    leave = os._exit
    home = threading.main_thread()

    def exit_at_once(status: int) -> None:
        if case.active and threading.current_thread() is home:
            with case.unbroken("see the script off"):
                finish(_done(case, status & 0xFF))
        leave(status)

    os._exit = exit_at_once  # type: ignore[assignment]


def _wait_for_threads() -> None:
    """Wait for the script's own threads as Python does at its end: they may be training."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()


def _show(error: BaseException) -> None:
    """Print the traceback as Python would, without dltutor's own frames."""
    link: BaseException | None = error
    passed: list[BaseException] = []
    while link is not None and link not in passed:
        passed.append(link)
        link.__traceback__ = _without_ours(link.__traceback__)
        link = link.__cause__ or link.__context__
    try:
        sys.excepthook(type(error), error, error.__traceback__)
    except Exception:  # the script's own
        sys.__excepthook__(type(error), error, error.__traceback__)


def _without_ours(trace: TracebackType | None) -> TracebackType | None:
    frames = []
    while trace is not None:
        frames.append(trace)
        trace = trace.tb_next
    kept: TracebackType | None = None
    behind_ours = False
    for link in reversed(frames):
        file = link.tb_frame.f_code.co_filename
        # Python leaves out its own frames of an import, but not where our loader is among them.
        behind_ours = places.is_ours(file) or (behind_ours and file.startswith(IMPORTING))
        if not behind_ours:
            kept = TracebackType(kept, link.tb_frame, link.tb_lasti, link.tb_lineno)
    return kept


def _keras_version() -> str | None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("keras")
    except PackageNotFoundError:
        return None
