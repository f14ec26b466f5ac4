"""The live run of an exercise: curves and runs, without the findings, which name the fault."""

from __future__ import annotations

from tutor.tui.widgets.run_panel import LiveState, RunPanel


class CasePanel(RunPanel):
    """A `RunPanel` that leaves the diagnosis to the learner."""

    def show(self, state: LiveState) -> None:
        """Bring everything up to date, all but the findings."""
        super().show(state)
        if self.is_mounted:
            self.findings.display = self.findings_title.display = False
