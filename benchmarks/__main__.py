"""`python -m benchmarks [NAME ...]`: run the benchmarks and print their table."""

from __future__ import annotations

import sys
from importlib import import_module

NAMES = ("startup", "overhead", "keys", "doctor")


def main() -> None:
    """Run the named benchmarks, all without names, one after the other."""
    wanted = sys.argv[1:] or NAMES
    print("| what is measured | figure | bar |\n|---|---|---|", flush=True)
    for name in wanted:
        for what, figure, bar in import_module(f"benchmarks.{name}").rows():
            print(f"| {what} | {figure} | {bar} |", flush=True)


if __name__ == "__main__":
    main()
