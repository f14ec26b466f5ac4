"""`python -P -m tutor.trainer.doctor FOLDER BUDGET SCRIPT ARGS...`: examine one script.

Keras is not imported here: the script does that itself, in its own time, with its own settings.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tutor.trainer.doctor import script

if __name__ == "__main__":
    folder, budget, file, *arguments = sys.argv[1:]
    sys.exit(script.examine(Path(folder), float(budget), Path(file), arguments))
