"""Draw docs/doctor.svg: the doctor's report on a program of its suite, as it was recorded.

python scripts/draw_report.py [NAME]
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from tests.doctor import suite
from tests.doctor.recording import RECORDED, load
from tutor.doctor import report

TARGET = Path(__file__).resolve().parent.parent / "docs" / "doctor.svg"
COLUMNS = 92
CELL = 12.2
"""Width of a character in rich's pictures."""


def main() -> None:
    """Draw the report on the program named on the command line."""
    name = sys.argv[1] if len(sys.argv) > 1 else "engine_power"
    program = next(program for program in suite.programs() if program.name == name)
    console = Console(
        record=True,
        width=COLUMNS,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
    )
    with tempfile.TemporaryDirectory() as scratch:
        examination = load(RECORDED / f"{name}.jsonl.gz", Path(scratch))
        report.show(replace(examination, script=program.path), console)
    svg = console.export_svg(title=f"dltutor doctor {name}.py", unique_id="doctor")
    TARGET.write_text(_LEADING.sub(_moved, svg), encoding="utf-8")


_LEADING = re.compile(r'x="([\d.]+)" (y="[\d.]+") textLength="([\d.]+)" (clip[^>]*)>((?:&#160;)+)')


def _moved(text: re.Match[str]) -> str:
    """Text that begins with blanks moved to the right instead: some viewers drop the blanks."""
    x, y, length, clip, blanks = text.groups()
    width = blanks.count("&#160;") * CELL
    return f'x="{float(x) + width:g}" {y} textLength="{float(length) - width:g}" {clip}>'


if __name__ == "__main__":
    main()
