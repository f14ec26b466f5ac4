"""Any script at all runs as it would without the doctor, and leaves the doctor standing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.trainer.doctor.examining import seen, write
from tutor.doctor import process

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sessions and signals of POSIX")

Output = pytest.CaptureFixture[str]


def test_it_runs_as_the_main_module_of_its_own_folder(tmp_path: Path, capfd: Output) -> None:
    script = write(tmp_path, "NAME = 'neighbour'\n", "other.py")
    told = seen(
        tmp_path,
        """
        import os, pickle, sys, __main__
        import other
        class Thing: pass
        assert __name__ == "__main__" and __main__.Thing is Thing
        assert type(pickle.loads(pickle.dumps(Thing()))) is Thing
        assert "keras" not in sys.modules and "numpy" not in sys.modules
        print(other.NAME, os.getcwd() == os.path.dirname(__file__) == sys.path[0])
        print(sys.argv[0] == __file__, sys.argv[1:], os.environ["MPLBACKEND"])
        """,
        "--epochs",
        "3 4",
        "--",
    )
    assert capfd.readouterr().out.splitlines() == [
        "neighbour True",
        "True ['--epochs', '3 4', '--'] Agg",
    ]
    assert (told.end["status"], told.end["exit_status"], told.end["trainings"]) == (
        "finished",
        0,
        0,
    )
    assert script.exists()
    assert told.outcome.status == "finished"


@pytest.mark.parametrize(
    ("source", "status", "exit_status"),
    [
        ("import sys; sys.exit(3)", "finished", 3),
        ("import sys; sys.exit()", "finished", 0),
        ("import sys; sys.exit('no data')", "finished", 1),
        ("raise SystemExit(True)", "finished", 1),
        ("import os; os._exit(5)", "finished", 5),
        ("import os; os.kill(os.getpid(), 9)", "crashed", 137),
        ("import os; os.abort()", "crashed", 134),
        ("import ctypes; ctypes.CDLL(None)._exit(4)", "crashed", 4),
        ("raise KeyboardInterrupt", "stopped", 130),
        ("1 / 0", "crashed", 1),
        ("class Odd(BaseException): pass\nraise Odd('x')", "crashed", 1),
        ("def f(): return f()\nf()", "crashed", 1),
        ("raise MemoryError", "crashed", 1),
        ("x = = 3", "crashed", 1),
        ("import nothing_of_this_name", "crashed", 1),
        ("import sys; sys.stdout.close(); sys.stderr.close()", "finished", 0),
        ("import os; os.close(0); os.close(1); os.close(2)", "finished", 0),
        ("import sys; sys.stdout = sys.stderr = None", "finished", 0),
        ("import os, tempfile; os.chdir(tempfile.mkdtemp())", "finished", 0),
        ("import json; json.dumps = json.loads = None", "finished", 0),
        ("import builtins; builtins.open = None", "finished", 0),
        ("import time; time.time = time.perf_counter = time.monotonic = None", "finished", 0),
        ("import sys; sys.modules.clear()", "finished", 0),
        ("import sys; sys.excepthook = None\n1 / 0", "crashed", 1),
        ("import sys; sys.meta_path.clear()", "finished", 0),
        ("class E(Exception):\n def __str__(self): 1 / 0\nraise E", "crashed", 1),
        ("raise ValueError('\\ud800')", "crashed", 1),
        ("import os; os.closerange(3, 256); f = open('mine', 'w')", "finished", 0),
        ("", "finished", 0),
    ],
)
def test_its_end_is_told(tmp_path: Path, source: str, status: str, exit_status: int) -> None:
    told = seen(tmp_path, source)
    assert (told.end["status"], told.end["exit_status"]) == (status, exit_status)
    assert (told.outcome.status, told.outcome.exit_status) == (status, exit_status)


def test_a_crash_names_the_line_and_shows_pythons_own_traceback(
    tmp_path: Path, capfd: Output
) -> None:
    told = seen(tmp_path, "def half(n):\n    return n / 0\n\nhalf(3)\n")
    error = told.end["error"]
    assert (error["type"], error["file"], error["line"]) == ("ZeroDivisionError", "script.py", 2)
    assert error["code"] == "return n / 0"
    shown = capfd.readouterr().err
    bare = subprocess.run(
        [sys.executable, tmp_path / "home/script.py"], capture_output=True, text=True, check=False
    )
    assert shown == bare.stderr


def test_its_output_passes_through_unchanged(tmp_path: Path, capfd: Output) -> None:
    seen(
        tmp_path,
        """
        import os, sys
        sys.stdout.buffer.write(bytes(range(256)))
        sys.stdout.flush()
        os.write(2, b"\\x1b[31m\\xff\\n")
        for n in range(100_000):
            print(n)
        """,
    )
    captured = capfd.readouterr()
    assert captured.out.endswith("99998\n99999\n")
    assert captured.out.count("\n") >= 100_000
    assert "\x1b[31m" in captured.err


def test_its_standard_output_can_be_sent_elsewhere(tmp_path: Path, capfd: Output) -> None:
    seen(tmp_path, "print('figures')", stdout=2)
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "figures\n")


def test_threads_are_waited_for_and_exit_functions_run(tmp_path: Path, capfd: Output) -> None:
    told = seen(
        tmp_path,
        """
        import atexit, threading, time
        atexit.register(lambda: print("bye"))
        def work():
            time.sleep(0.3)
            print("worked")
        threading.Thread(target=work).start()
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        print("main is over")
        """,
    )
    assert capfd.readouterr().out.split("\n")[:3] == ["main is over", "worked", "bye"]
    assert told.end["seconds"] >= 0.3


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_processes_of_its_own_run_and_write_nothing(
    tmp_path: Path, capfd: Output, method: str
) -> None:
    told = seen(
        tmp_path,
        """
        import multiprocessing, sys
        def square(n):
            return n * n
        if __name__ == "__main__":
            with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
                print(pool.map(square, [1, 2, 3]))
        """,
        method,
    )
    assert "[1, 4, 9]" in capfd.readouterr().out
    assert told.outcome.exit_status == 0
    assert told.end["status"] == "finished"


def test_an_endless_script_is_stopped_kindly(tmp_path: Path, capfd: Output) -> None:
    started = time.monotonic()
    told = seen(
        tmp_path,
        """
        import time
        try:
            while True:
                try:
                    time.sleep(0.01)
                except Exception:
                    pass
        finally:
            print("tidied up")
        """,
        max_seconds=1.5,
    )
    assert (told.end["status"], told.outcome.exit_status) == ("stopped", 0)
    assert told.end["reason"] == "Stopped at the limit of 1.5 s."
    assert "tidied up" in capfd.readouterr().out
    assert time.monotonic() - started < 8


@pytest.mark.parametrize(
    "source",
    [
        "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: pass",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "import ctypes\nfor _ in range(9):\n    ctypes.CDLL(None).pause()",
    ],
)
def test_a_script_that_will_not_stop_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    monkeypatch.setattr(process, "KIND_SECONDS", 0.5)
    monkeypatch.setattr(process, "FIRM_SECONDS", 0.5)
    told = seen(tmp_path, source, max_seconds=1.0)
    assert (told.end["status"], told.outcome.exit_status) == ("stopped", 0)
    assert told.outcome.seconds < 10


def test_its_own_children_are_killed_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "KIND_SECONDS", 0.5)
    monkeypatch.setattr(process, "FIRM_SECONDS", 0.5)
    seen(
        tmp_path,
        """
        import signal, subprocess
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        child = subprocess.Popen(["sleep", "600"])
        open("child", "w").write(str(child.pid))
        while True: pass
        """,
        max_seconds=1.5,
    )
    child = int((tmp_path / "home" / "child").read_text())
    deadline = time.monotonic() + 5
    while _alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(child)


def _alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def test_what_a_killed_script_left_half_written_is_mended(tmp_path: Path) -> None:
    told = seen(
        tmp_path,
        """
        import os
        from pathlib import Path
        folder = Path(__file__).parent.parent / "seen"
        (folder / "0001").mkdir()
        (folder / "0001" / "events.jsonl").write_text('{"event": "run_started", "run": "1"}\\n{"ev')
        with open(folder / "events.jsonl", "a") as file:
            file.write('{"event": "scr')
        os.kill(os.getpid(), 9)
        """,
    )
    assert told.end["reason"].startswith("The script was ended by signal 9 (SIGKILL)")
    assert told.end["trainings"] == 1
    assert told.training().status == "killed"


READS = "print('got', input('? '))\nprint('got', input())\n"


def ask(tmp_path: Path, stdin: object, source: str = READS, **options: object) -> str:
    """What a script that asks its user prints, run by the command."""
    script = write(tmp_path, source)
    command = [sys.executable, "-m", "tutor", "doctor", str(script), "--budget", "0", "--json"]
    done = subprocess.run(
        command,
        stdin=stdin,  # type: ignore[call-overload]
        capture_output=True,
        text=True,
        timeout=60,
        **options,
    )
    return str(done.stderr)


def test_it_reads_what_is_piped_in(tmp_path: Path) -> None:
    told = ask(tmp_path, None, input="one\ntwo\n")
    assert "got one" in told
    assert "got two" in told


def test_it_gets_the_end_of_what_is_piped_in(tmp_path: Path) -> None:
    told = ask(tmp_path, None, input="one\n")
    assert "got one" in told
    assert "EOFError" in told
    assert "EOFError" in ask(tmp_path, subprocess.DEVNULL)


def test_a_silent_pipe_ends_after_a_while(tmp_path: Path) -> None:
    read, write_end = os.pipe()
    try:
        quick = "import tutor.trainer.doctor.limits as limits\nlimits.STDIN_SECONDS = 0.3\n"
        told = ask(tmp_path, read, quick + READS)
    finally:
        os.close(read)
        os.close(write_end)
    assert "EOFError: The script reads standard input, where nothing arrived" in told


def test_ctrl_c_stops_kindly_and_then_at_once(tmp_path: Path) -> None:
    script = write(
        tmp_path,
        """
        import time
        print("ready", flush=True)
        while True:
            try:
                time.sleep(60)
            except BaseException:
                print("not now", flush=True)
        """,
    )
    command = [sys.executable, "-m", "tutor", "doctor", str(script), "--budget", "0"]
    doctor = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert doctor.stdout is not None
    assert doctor.stdout.readline() == "ready\n"
    doctor.send_signal(signal.SIGINT)
    assert doctor.stdout.readline() == "not now\n"
    doctor.send_signal(signal.SIGINT)
    output, _ = doctor.communicate(timeout=20)
    assert doctor.returncode == 130
    assert "was stopped" in output


def test_ctrl_c_during_the_experiments_ends_only_them(tmp_path: Path) -> None:
    script = write(
        tmp_path,
        """
        import ctypes, sys, time
        from pathlib import Path
        end = '{"event": "script_finished", "time": 1.0, "status": "finished", "exit_status": 0}'
        with open(Path(sys.argv[1]) / "events.jsonl", "a") as file:
            file.write(end + "\\n")
        print("experimenting", flush=True)
        try:
            time.sleep(60)
        finally:
            ctypes.CDLL(None)._exit(0)
        """,
    )
    command = [sys.executable, "-m", "tutor", "doctor", str(script), "--keep"]
    kept = str(tmp_path / "kept")
    doctor = subprocess.Popen(
        [*command, kept, "--", kept], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert doctor.stdout is not None
    assert doctor.stdout.readline() == "experimenting\n"
    time.sleep(0.3)
    doctor.send_signal(signal.SIGINT)
    output, _ = doctor.communicate(timeout=20)
    assert doctor.returncode == 0
    assert "ran to its end" in output


def test_a_doctor_that_is_ended_leaves_no_script_behind(tmp_path: Path) -> None:
    script = write(tmp_path, "import os, time\nprint(os.getpid(), flush=True)\ntime.sleep(60)\n")
    command = [sys.executable, "-m", "tutor", "doctor", str(script)]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    doctor = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True
    )
    assert doctor.stdout is not None
    child = int(doctor.stdout.readline())
    doctor.terminate()
    assert doctor.wait(timeout=20) == 128 + signal.SIGTERM
    assert not _alive(child)
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
