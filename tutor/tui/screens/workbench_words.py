"""What the workbench says and allows, as pure functions of what the desk knows."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content

from tutor import steps
from tutor.tui.sessions import DeskState, Session, fraction_done, seconds_left
from tutor.tui.widgets.phase_strip import View
from tutor.tui.widgets.strokes import duration


@dataclass(frozen=True)
class Place:
    """Where the user is.

    `live_seen` is True where the plot of the runs is on the screen, `paged` once the step's own
    questions are: before that, answers would be another step's.
    """

    state: DeskState
    step: str
    view: View
    live_seen: bool
    paged: bool
    hints_left: bool
    mendable: bool = False

    @property
    def session(self) -> Session:
        """The session of the step that is looked at."""
        return self.state.session(self.step)


def possible(action: str, at: Place) -> bool:
    """Whether an action makes sense now; what does not is neither done nor shown."""
    session, verdict = at.session, at.session.verdict
    trials = at.state.trials(at.step)
    allowed = {
        "predict": at.view == "lesson",
        "run_step": at.view == "predict" and at.paged and not session.busy,
        "run_again": at.paged and not session.busy,
        "read_verdict": at.view == "run" and not session.busy,
        "next_step": at.view == "verdict"
        and verdict is not None
        and not session.busy
        and at.step != steps.WITH_FINISH[-1],
        "accept": bool(verdict and verdict.edit) and session.decision != "accepted",
        "refuse": session.open_edit,
        "stop": at.state.busy,
        "undo": at.state.edits > 0,
        "hint": at.hints_left and at.view != "verdict",
        "why": any(trial.findings for trial in trials),
        "mend": at.mendable and not at.state.busy,
        "metric": at.live_seen and bool(trials),
        "scale": at.live_seen and bool(trials),
        "next_trial": at.live_seen and bool(trials),
    }
    return allowed.get(action, True)


def outline(state: DeskState, step: str) -> tuple[object, ...]:
    """What must be shown at once when it changes; the rest waits for the next repaint."""
    session = state.session(step)
    trials = state.trials(step)
    return (
        session.phase,
        session.decision,
        session.verdict,
        state.running,
        state.trainer,
        state.edits,
        len(trials),
        sum(trial.live for trial in trials),
    )


def phases_done(session: Session) -> frozenset[View]:
    """The phases of a step that have something to show."""
    done: set[View] = {"lesson"}
    if session.trials or session.verdict:
        done |= {"predict", "run"}
    if session.verdict:
        done.add("verdict")
    return frozenset(done)


def first_step(state: DeskState) -> str:
    """The step at work, else the first that has not passed."""
    if state.running:
        return state.running
    attached = [
        t.history.step for t in state.attached if t.live and t.history.step in steps.WITH_FINISH
    ]
    if attached and attached[0] is not None:
        return attached[0]
    passed = {name for name, s in state.sessions.items() if s.verdict and s.verdict.passed}
    return next((name for name in steps.WITH_FINISH if name not in passed), steps.WITH_FINISH[-1])


def title_note(state: DeskState, now: float) -> str:
    """What goes on, for the right end of the title; `now` is the desk's clock."""
    if state.running:
        session = state.session(state.running)
        number = steps.WITH_FINISH.index(state.running) + 1
        what = "the finish" if state.running == steps.FINISH else f"step {number}"
        left = seconds_left(session.trials, now - session.began)
        time = f", about {duration(left)} left" if left is not None else ""
        return f"▶ {what}: {fraction_done(session.trials):.0%}{time}"
    if state.busy:
        return "▶ a run of an earlier session goes on"
    return {
        "starting": "Keras is being imported…",
        "ready": "Keras is ready",
        "unavailable": "Keras cannot be used",
        "off": "",
    }[state.trainer]


def waiting_words(state: DeskState, step: str) -> str:
    """Why there is no run to see."""
    if state.trainer == "unavailable":
        return f"Nothing can be trained: {state.trainer_problem}"
    if state.session(step).busy:
        if state.trainer == "starting":
            return "Keras is still being imported; the first run starts when it is there."
        return "The first run is being started."
    if state.running and state.running != step:
        title = steps.step(state.running).title
        return f'Another step, "{title}", is running. This one can be run when that has ended.'
    return "No run yet. The curves of this step's experiments are drawn here while they run."


def what_enter_does(session: Session) -> Content:
    """The line below the questions."""
    if session.busy:
        return Content("The answers stand while the runs go on.")
    again = " again" if session.verdict else ""
    return Content.assemble(
        ("enter", "bold $primary"),
        f" runs the experiments{again}   ",
        ("0", "bold $primary"),
        " takes a prediction back",
    )
