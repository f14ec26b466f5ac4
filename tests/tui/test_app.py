"""The session as a whole: its start, its looks, its size, its help, its palette and its end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.widgets import Markdown, Static

from tests.tui.conftest import after, settled
from tutor import state
from tutor.project import Project
from tutor.tui import crash, themes
from tutor.tui.app import DltutorApp
from tutor.tui.commands import TutorCommands
from tutor.tui.screens.compare import CompareScreen
from tutor.tui.screens.help import HelpScreen
from tutor.tui.screens.home import HomeScreen
from tutor.tui.screens.too_small import TooSmallScreen
from tutor.tui.text import plain, short_path

MakeApp = Callable[..., DltutorApp]


async def test_q_leaves_with_0(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await after("q")(pilot)
    assert app.return_code == 0


async def test_the_theme_is_remembered(make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        assert pilot.app.theme == themes.DARK
        pilot.app.theme = themes.LIGHT
        await pilot.pause()
    assert state.setting("theme") == themes.LIGHT
    assert make_app().theme == themes.LIGHT


def test_a_theme_that_is_gone_is_no_error(make_app: MakeApp) -> None:
    state.set_setting("theme", "no-such-theme")
    assert make_app().theme == themes.DARK


@pytest.mark.parametrize("theme", ["textual-dark", "nord", "solarized-light", "ansi-dark"])
async def test_it_runs_under_other_themes(make_app: MakeApp, theme: str) -> None:
    app = make_app()
    if theme not in app.available_themes:
        pytest.skip(f"this Textual has no theme {theme}")
    app.theme = theme
    async with app.run_test(size=(80, 24)) as pilot:
        await after("n")(pilot)
        assert app.theme_variables["validation"].startswith("#")


def test_without_colours_no_theme_uses_the_terminals_own(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert not any(theme.ansi for theme in make_app().available_themes.values())


async def test_plots_are_painted_without_colours(
    make_app: MakeApp, worked_on: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with make_app().run_test(size=(140, 45)) as pilot:
        await after("j", "down", "space", "down", "space", "c")(pilot)
        assert isinstance(pilot.app.screen, CompareScreen)


@pytest.mark.parametrize("theme", themes.THEMES, ids=lambda theme: theme.name)
def test_meaningful_colours_can_be_read(theme: object) -> None:
    """At least 4.5 to 1 against the background, as WCAG 2 asks of text."""
    from textual.color import Color

    background = Color.parse(theme.background)  # type: ignore[attr-defined]
    for name, value in themes.meanings(theme.dark).items():  # type: ignore[attr-defined]
        if name == "faint":  # of rules and empty marks, never of text
            continue
        light, dark = sorted((_luminance(Color.parse(value)), _luminance(background)))[::-1]
        assert (light + 0.05) / (dark + 0.05) >= 4.5, name


def _luminance(color: object) -> float:
    parts = (c / 255 for c in color.rgb)  # type: ignore[attr-defined]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


async def test_a_small_terminal_gets_one_line_and_the_screen_comes_back(
    make_app: MakeApp,
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for size in ((20, 5), (59, 24), (80, 19)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            assert isinstance(pilot.app.screen, TooSmallScreen)
        said = str(pilot.app.screen.query_one(Static).render())
        assert "60 × 20" in said
        await pilot.resize_terminal(60, 20)
        await settled(pilot)
        assert isinstance(pilot.app.screen, HomeScreen)


async def test_it_may_begin_small(make_app: MakeApp) -> None:
    async with make_app().run_test(size=(30, 10)) as pilot:
        await settled(pilot)
        assert isinstance(pilot.app.screen, TooSmallScreen)


@pytest.mark.parametrize("key", ["question_mark", "f1"])
async def test_help_tells_the_screen_its_keys_and_words(make_app: MakeApp, key: str) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await after(key)(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, HelpScreen)
        assert "project" in screen.query(Markdown).first().source
        keys = str(screen.query_one("#keys", Static).render())
        assert re.search(r"^n +New project", keys, re.M)
        assert "Scroll" not in keys
        await after("escape")(pilot)
        assert isinstance(pilot.app.screen, HomeScreen)


async def test_the_palette_offers_what_is_possible_now(make_app: MakeApp, project: Project) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        names = [command.name for command in TutorCommands(pilot.app.screen).commands()]
        assert names[0] == "Open"
        assert not {"Focus Next", "Up", "Scroll Left"} & {*names}
        assert {"Journal", "Open closet", "New project: MNIST: read handwritten digits"} < {*names}
        assert "Home" not in names
        await after("down")(pilot)
        names = [command.name for command in TutorCommands(pilot.app.screen).commands()]
        assert "Journal" not in names
        await after("colon")(pilot)
        assert isinstance(pilot.app.screen, CommandPalette)


async def test_there_is_one_workbench_at_a_time(
    make_app: MakeApp, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tutor.tui.desk import Desk
    from tutor.tui.screens.workbench import WorkbenchScreen

    # The trainer would import Keras.
    monkeypatch.setattr(Desk, "open", lambda self: None)
    app = make_app(project.path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        first = app.screen
        assert isinstance(first, WorkbenchScreen)
        app.open_project(project.path)
        await settled(pilot)
        assert app.screen is first
        app.open_journal(project)
        await settled(pilot)
        app.open_project(project.path)
        await settled(pilot)
        assert isinstance(app.screen, WorkbenchScreen)
        assert len(app.screen_stack) == 2


async def test_a_folder_that_is_no_project_is_said(make_app: MakeApp, tmp_path: Path) -> None:
    async with make_app(tmp_path).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        messages = [note.message for note in pilot.app._notifications]
        assert any("is no dltutor project" in message for message in messages)


def test_an_unforeseen_fault_is_one_sentence_and_a_log(
    own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    crash.report(ZeroDivisionError("[/bold] by\x1b[2J nought"))
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "\x1b" not in said
    log = own_home / "dltutor" / "crash.log"
    assert str(log) in said
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")


def test_texts_of_users_are_made_safe() -> None:
    assert plain("a\x1b[2Jb\u202ec\nd") == "a [2Jb c d"
    assert plain("x" * 10_000, 20) == "x" * 19 + "…"
    assert short_path(Path.home() / "a\x07b") == "~/a b"


def test_the_first_screen_needs_nothing_heavy(own_home: Path) -> None:
    """What is imported when the first screen is ready, asked of a process of its own."""
    script = """
import sys
from tutor.tui.app import DltutorApp
HEAVY = ("numpy", "keras", "tensorflow", "cookiecutter", "jinja2", "tomlkit", "psutil",
         "textual_plot", "pygments")
class Timed(DltutorApp):
    CSS_PATH = None
    CSS = open(sys.modules["tutor.tui.app"].__file__.replace("app.py", "dltutor.tcss")).read()
    def on_mount(self):
        super().on_mount()
        print([name for name in HEAVY if name in sys.modules])
        self.exit()
Timed().run(headless=True)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr


RESTORED = (b"\x1b[?1049l", b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?2004l", b"\x1b[?25h")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)],
    ids=["SIGTERM", "SIGHUP", "SIGINT"],
)
def test_a_signal_restores_the_terminal(number: int, code: int, tmp_path: Path) -> None:
    pid, terminal = _session_in_a_terminal("run_session(None)")
    _read_until(terminal, b"START A PROJECT")
    os.kill(pid, number)
    rest = _read_all(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == code
    for sequence in RESTORED:
        assert sequence in rest


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_closed_terminal_ends_the_session(tmp_path: Path) -> None:
    pid, terminal = _session_in_a_terminal("run_session(None)")
    _read_until(terminal, b"START A PROJECT")
    os.close(terminal)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            assert os.waitstatus_to_exitcode(status) == 129
            return
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    pytest.fail("the session outlived its terminal")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_fault_in_a_screen_restores_the_terminal(own_home: Path) -> None:
    spoil = (
        "from tutor.tui.screens import home; "
        "home.HomeScreen.action_new = lambda self: 1 / 0; run_session(None)"
    )
    pid, terminal = _session_in_a_terminal(spoil)
    _read_until(terminal, b"START A PROJECT")
    os.write(terminal, b"n")
    rest = _read_all(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 1
    for sequence in RESTORED:
        assert sequence in rest
    after_restore = rest[rest.rindex(RESTORED[0]) :]
    assert after_restore.count(b"ZeroDivisionError") == 1
    assert b"Traceback" not in rest
    assert (own_home / "dltutor" / "crash.log").is_file()


def _session_in_a_terminal(code: str) -> tuple[int, int]:
    """Start `code` in a child with a pseudo-terminal of 80 by 24; its pid and our end."""
    import fcntl
    import pty
    import struct
    import termios

    whole = f"import sys; from tutor.tui import run_session; sys.exit({code})"
    if ";" in code:
        *first, last = code.split("; ")
        setup = "; ".join(first)
        whole = f"import sys; from tutor.tui import run_session; {setup}; sys.exit({last})"
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execv(sys.executable, [sys.executable, "-c", whole])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    return pid, terminal


def _read_until(terminal: int, wanted: bytes, seconds: float = 30) -> bytes:
    """Read until the text has been painted."""
    import select

    seen = b""
    deadline = time.monotonic() + seconds
    while wanted not in seen:
        if time.monotonic() > deadline:
            pytest.fail(f"{wanted!r} was not painted: {seen[-500:]!r}")
        if select.select([terminal], [], [], 0.2)[0]:
            seen += os.read(terminal, 65536)
    return seen


def _read_all(terminal: int) -> bytes:
    """All that is written until the other end is closed."""
    seen = b""
    while True:
        try:
            more = os.read(terminal, 65536)
        except OSError:
            return seen
        if not more:
            return seen
        seen += more
