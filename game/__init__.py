"""Huia: an arcade game played with the body. Start reading at app.py, then sitting.py and live.py."""

import sys
from importlib.util import find_spec
from types import TracebackType

__version__ = "0.1.0"

if sys.version_info < (3, 11) or find_spec("platformdirs") is None:  # as in a fresh clone, with the system's Python
    sys.stderr.write(
        "Huia is not set up for this Python; run: python3 tools/start.py\n"
        "(That makes .venv; then use .venv/bin/python, or .venv\\Scripts\\python on Windows.)\n"
    )
    sys.exit(2)


def _told(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
    """Print what ends a program, but nothing for Ctrl+C: who presses it while libraries load knows why it ended.

    Python ends it with the exit code of an interrupted program. Once it runs, `arguments.run_program` hears Ctrl+C.
    """
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, problem, trace)


if sys.excepthook is sys.__excepthook__:  # else another program, such as a debugger, has its own
    sys.excepthook = _told
