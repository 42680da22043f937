"""Runs the benchmarks named on the command line (all by default), a JSON line each."""

from __future__ import annotations

import importlib
import json
import sys

from bench.line import check

NAMES = ("store", "volume", "start", "unlock", "lock", "today", "sync", "forms", "backup")


def main() -> int:
    """Print figure, limit measured in the same run, and ratio."""
    wanted = sys.argv[1:] or list(NAMES)
    if unknown := set(wanted) - set(NAMES):
        print(f"unknown: {', '.join(sorted(unknown))}; there are: {', '.join(NAMES)}")
        return 2
    for name in wanted:
        for result in importlib.import_module(f"bench.{name}").run():
            print(json.dumps(check(result), ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
