"""The command a maker types next, as it must be typed here."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path


def python() -> str:
    """How this Python is called here: by its name in an activated environment, else by its path."""
    if os.environ.get("VIRTUAL_ENV"):
        return "python"
    program = Path(sys.executable)
    return shlex.quote(str(program.relative_to(Path.cwd()) if program.is_relative_to(Path.cwd()) else program))


def next_step(data: Path) -> str:
    """What comes after poses were added to a data set: the tool that knows the way, where it will find them."""
    if data.resolve().parent == Path.cwd():
        return f"Next: {python()} -m tools.train says what is missing."
    return f"Next: {python()} -m tools.review check --data {shlex.quote(str(data))}"
