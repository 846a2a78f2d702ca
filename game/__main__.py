"""`huia`, or `python -m game`."""

from __future__ import annotations

import os
import sys

from game.cli import parse
from game.errors import UserError


def main() -> int:
    """Run what the command line asks for. Returns the exit code; a user's mistake is one sentence and 2."""
    try:
        options = parse(sys.argv[1:])
        from game.app import run  # after parsing: --help and a wrong word answer at once

        code = run(options)
        print(end="", flush=True)  # now, while a closed pipe can still be caught
        return code
    except UserError as problem:
        print(f"huia: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # who read what we print has closed it, as `head` does: nobody is left to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0


if __name__ == "__main__":
    sys.exit(main())
