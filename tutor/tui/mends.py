"""Which findings of a step can be mended in the project as it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tutor.diagnosis.finding import Finding
from tutor.experiment.schema import Changes, Spec
from tutor.mending import offered
from tutor.tui.sessions import TrialState


@dataclass(frozen=True)
class Mend:
    """A finding, the run that shows it, and what its mend would change in experiment.toml."""

    finding: Finding
    run: str
    changes: Changes


def mends(trials: Iterable[TrialState], project: Spec) -> tuple[Mend, ...]:
    """The possible mends, problems first, each finding once.

    A training that a step made with a fault on purpose has none, as the project lacks the fault.
    """
    found: dict[tuple[str, str | None], Mend] = {}
    for trial in trials:
        if not trial.run or not trial.history.ended or trial.history.kind != "train":
            continue
        for finding in trial.findings:
            changes = offered(finding, project)
            if changes:
                key = (finding.rule, finding.layer)
                found.setdefault(key, Mend(finding, trial.run, changes))
    return tuple(sorted(found.values(), key=lambda mend: mend.finding.level != "problem"))
