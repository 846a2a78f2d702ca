"""Programs that tests run: inside the test's own process, or in another one that coverage may measure, too."""

import contextlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

TRACED: Final = "COVERAGE_PROCESS_CONFIG"
"""The environment variable by which coverage tells a program to measure itself, too."""


@dataclass(frozen=True)
class Ended:
    """Exit code, and what was printed to standard output and standard error."""

    code: int
    out: str
    err: str


def run(program: Callable[[Sequence[str]], int], *words: str) -> Ended:
    """Call a program's `main` with these command line words."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = program(words)
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
    return Ended(code, out.getvalue(), err.getvalue())
