"""How each step stands, for the rail."""

from __future__ import annotations

from tutor import steps
from tutor.steps.wording import count
from tutor.tui.sessions import DeskState, Session
from tutor.tui.widgets.step_rail import RailEntry


def rail_entries(state: DeskState, current: str) -> tuple[RailEntry, ...]:
    """All steps with a mark and a few words of what each has shown so far."""
    entries = []
    for step in steps.all_steps():
        session = state.session(step.name)
        mark, style, words = _standing(session)
        number = 0 if step.name == steps.FINISH else step.number
        entries.append(RailEntry(step.name, number, step.title, mark, style, words))
    return tuple(entries)


def _standing(session: Session) -> tuple[str, str, str]:
    if session.busy:
        ended = sum(trial.history.ended for trial in session.trials)
        return "▶", "$validation", f"running, {ended} of {count(len(session.trials), 'run')}"
    if session.phase == "broken":
        return "!", "$problem", session.problem
    if session.verdict is None:
        return "·", "$faint", ""
    if session.verdict.passed:
        return "✓", "$ok", session.verdict.headline
    return "!", "$watch", session.verdict.headline
