"""`huia`, or `python -m game`."""

from __future__ import annotations

import sys

from game.arguments import run_program
from game.cli import parse


def main() -> int:
    """Run what the command line asks for. Returns the exit code; a user's mistake is one sentence and 2."""
    return run_program("huia", _run)


def _run() -> int:
    options = parse(sys.argv[1:])
    from game.app import run  # after parsing: --help and a wrong word answer at once, before pygame is loaded

    return run(options)


if __name__ == "__main__":
    sys.exit(main())
