"""`huia`, or `python -m game`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from game.arguments import run_program, tell
from game.cabinet.supervisor import supervise
from game.cli import asked, watched
from game.places import logs


def main(words: Sequence[str] | None = None) -> int:
    """Run what the command line (or `words`) asks for. Returns the exit code: 2 for a mistake, told in a sentence."""
    return run_program("huia", lambda: _run(sys.argv[1:] if words is None else words))


def _run(words: Sequence[str]) -> int:
    options, complaints = asked(words)
    for complaint in complaints:
        tell(f"huia: {complaint}")
    if watched(options):
        settings = options.settings.cabinet
        return supervise(words, logs(), settings.log_mb, settings.memory_mb)
    from game.app import run  # after parsing: --help and a wrong word answer at once, before pygame is loaded

    return run(options)


if __name__ == "__main__":
    sys.exit(main())
