"""The command a maker types next, as it must be typed here."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path


def python() -> str:
    """How this Python is called here: by its name in an activated environment, else by its path."""
    if os.environ.get("VIRTUAL_ENV"):
        return "python"
    program = Path(sys.executable)
    return shlex.quote(str(program.relative_to(Path.cwd()) if program.is_relative_to(Path.cwd()) else program))


def tool(name: str) -> str:
    """How a maker's tool is called here: as a module in the checkout, from other folders by its file."""
    root = Path(__file__).resolve().parents[2]
    if Path.cwd() == root:
        return f"{python()} -m tools.{name}"
    return f"{python()} {shlex.quote(str(root / 'tools' / f'{name}.py'))}"


def game() -> str:
    """How the game is called here."""
    return "huia" if shutil.which("huia") else f"{python()} -m game"


def next_step(data: Path) -> str:
    """What comes after poses were added to a data set: the tool that knows the way, where it will find them."""
    if data.resolve().parent == Path.cwd():
        return f"Next: {tool('train')} says what is missing."
    return f"Next: {tool('review')} check --data {shlex.quote(str(data))}"
