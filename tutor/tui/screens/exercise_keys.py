"""The keys and the help of an exercise's screen."""

from __future__ import annotations

from textual.binding import Binding, BindingType

HELP = """
1. **r** makes the project and trains it once. Watch the curves; **m** shows the accuracy.
2. Name the fault: a digit, or Enter on a line. The answer speaks of your own run.
3. **h** gives a hint: where to look, what to notice, the mend.
4. Mend the project with your editor, in the folder that is shown, and press **c**: it is trained
   again and judged. **o** opens it in the session as any other project.
"""

KEYS: list[BindingType] = [
    Binding("r", "begin", "Train it", tooltip="Make the project and train it once"),
    Binding("enter", "turn", "Name the fault", tooltip="Turn to the choices"),
    Binding("h", "hint", "Hint", tooltip="Show one more hint"),
    Binding("c", "check", "Check", tooltip="Train the mended project and judge it"),
    Binding("s", "stop", "Stop", tooltip="Stop at the end of the batch; again: kill"),
    Binding("v", "view", "Case/curve", tooltip="Turn between the case and its curves"),
    Binding("m", "metric", "Loss/score", tooltip="Plot the loss or the score"),
    Binding("o", "open", "Open", tooltip="Open it in the session, as any project"),
    Binding("l", "scale", "Log scale", show=False, tooltip="Logarithmic axis for the loss"),
    Binding("t", "next_trial", "Next run", show=False, tooltip="Plot the next run"),
    Binding("left,right", "view", "Case/curve", show=False),
    Binding("escape", "leave", "Back", tooltip="Back to the exercises"),
    *(Binding(str(n), f"guess({n})", show=False) for n in range(1, 7)),
]
