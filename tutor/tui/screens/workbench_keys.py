"""The keys of the workbench. Which of them are possible is `workbench_words.possible`.

Several actions share enter: at any moment at most one of them is possible.
"""

from __future__ import annotations

from textual.binding import Binding, BindingType

KEYS: list[BindingType] = [
    Binding("enter", "predict", "Predict", tooltip="Go on to the questions"),
    Binding("enter", "run_step", "Run", tooltip="Run the step's experiments"),
    Binding("enter", "read_verdict", "Verdict", tooltip="Read what the runs have shown"),
    Binding("enter", "next_step", "Next step", tooltip="Go on to the next step"),
    Binding("a", "accept", "Accept", tooltip="Make the proposed edit in experiment.toml"),
    Binding("r", "refuse", "Refuse", tooltip="Leave experiment.toml as it is"),
    Binding("s", "stop", "Stop", tooltip="Stop at the end of the batch; again: kill"),
    Binding("h", "hint", "Hint", tooltip="Show one more hint"),
    Binding("w", "why", "Why", tooltip="Explain the findings"),
    Binding("e", "mend", "Mend", tooltip="Mend the finding, run again from the same seed"),
    Binding("u", "undo", "Undo", tooltip="Take the last edit of experiment.toml back"),
    Binding("n", "hunch", "Hunch", tooltip="Note a hunch in the journal"),
    Binding("m", "metric", "Loss/score", tooltip="Plot the loss or the score"),
    Binding("l", "scale", "Log scale", show=False, tooltip="Logarithmic axis for the loss"),
    Binding("t", "next_trial", "Next run", show=False, tooltip="Plot the next run"),
    Binding("x", "run_again", "Run again", show=False, tooltip="Run the step again"),
    Binding("left", "turn(-1)", "Phase before", show=False),
    Binding("right", "turn(1)", "Phase after", show=False),
    Binding("comma,less_than_sign", "step(-1)", "Step before", show=False),
    Binding("full_stop,greater_than_sign", "step(1)", "Step after", show=False),
    Binding("j", "journal", "Journal", tooltip="Every run, edit, verdict and hunch"),
    Binding("escape", "leave", "Back", show=False, tooltip="Back to the projects"),
    *(Binding(str(n), f"answer({n})", show=False) for n in range(10)),
]
