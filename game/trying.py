"""Tries in a process of its own what may bring its process down, such as a stranger's network in native code."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from game.errors import UserError
from game.parent import die_with_parent

PATIENCE_S: Final = 60.0
"""A network that takes longer to load and run once is of no use in a game; a busy machine needs a few seconds."""


def try_apart(load: Callable[[Path], object], path: Path) -> None:
    """Load a file in a child process. Raises the UserError it raises there, and one if the child crashes or hangs.

    load: a module's function, so that it can be named to the child.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_try, args=(load, path, there), name="huia trial", daemon=True)
    child.start()
    there.close()
    try:
        complaint = here.recv() if here.poll(PATIENCE_S) else f"{path} does not load within {PATIENCE_S:.0f} seconds."
    except EOFError:  # it ended without a word
        complaint = f"{path} is damaged: loading it crashes; copy it again, or choose another."
    finally:
        child.kill()
        child.join()
        here.close()
    if complaint:
        raise UserError(complaint)


def _try(load: Callable[[Path], object], path: Path, there: Connection) -> None:
    """The child's main function: sends the complaint, "" for none."""
    die_with_parent()
    try:
        load(path)
    except UserError as problem:
        there.send(str(problem))
    else:
        there.send("")
