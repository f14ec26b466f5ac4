"""`python -m benchmarks [NAME ...]`: run the benchmarks and print their table.

`python -m benchmarks results ...` is a command of its own, which takes hours: see results.py.
"""

from __future__ import annotations

import sys
from importlib import import_module

NAMES = ("startup", "overhead", "keys", "doctor")


def main() -> int:
    """Run the named benchmarks, all without names, one after the other."""
    if sys.argv[1:2] == ["results"]:
        from benchmarks import results

        return results.main(sys.argv[2:])
    wanted = sys.argv[1:] or NAMES
    print("| what is measured | figure | bar |\n|---|---|---|", flush=True)
    for name in wanted:
        for what, figure, bar in import_module(f"benchmarks.{name}").rows():
            print(f"| {what} | {figure} | {bar} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
