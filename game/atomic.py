"""Files that appear whole or not at all, and the sentence where the system refuses to read or write one."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Literal

from game.errors import UserError, reason
from game.words import told


def is_plain(path: Path) -> bool:
    """Whether an ordinary file is there. No for what cannot be looked at, and for a FIFO, on which reading waits."""
    try:
        return path.is_file()
    except OSError:
        return False


def open_lines(path: Path) -> IO[str]:
    """Open a file for lines of text that somebody else may read meanwhile.

    Raises OSError, also for a pipe that no program reads: opening that would wait for ever.
    """
    if not path.is_fifo():
        return path.open("w", encoding="utf-8", newline="\n")
    number = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    os.set_blocking(number, True)
    return os.fdopen(number, "w", encoding="utf-8", newline="\n")


@contextlib.contextmanager
def replacing(path: Path, lasting: bool = False) -> Iterator[Path]:
    """A path beside `path` to write to: it takes the place of `path` when the block ends well, and is removed when not.

    Two processes or threads may write the same file at once; the later one wins. The folder must exist.
    lasting: the content is on the disk, not only with the system, before it takes the place. A device, such as a
    terminal, is written to itself: another file in its place would end it for every program. Raises OSError.
    """
    if path.is_char_device():
        yield path
        return
    beside = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident():x}.part")
    try:
        yield beside
        if lasting:
            with beside.open("r+b") as file:
                os.fsync(file.fileno())
        beside.replace(path)
    finally:
        with contextlib.suppress(OSError):  # after success it is gone; otherwise the reason is already on its way
            beside.unlink()


def put(path: Path, content: bytes | str) -> None:
    """Write a file, text as UTF-8, whole or not at all. The folder must exist. Raises OSError."""
    with replacing(path) as beside:
        beside.write_bytes(content.encode() if isinstance(content, str) else content)


@contextlib.contextmanager
def whole(path: Path, lasting: bool = False) -> Iterator[Path]:
    """`replacing` for a user's file: makes its folder, and keeps a link: the file it leads to is the one that changes.

    Raises UserError where the disk refuses.
    """
    with saying(path, "write"):
        path.parent.mkdir(parents=True, exist_ok=True)
        target = path.resolve() if path.is_symlink() and path.is_file() else path
        with replacing(target, lasting) as beside:
            yield beside


@contextlib.contextmanager
def saying(path: Path, verb: Literal["read", "write"]) -> Iterator[None]:
    """Turn an OSError into a UserError."""
    try:
        yield
    except OSError as error:
        if verb == "read" and isinstance(error, FileNotFoundError):
            raise UserError(told("{path} was not found; check the name.", path=path)) from None
        if verb == "read":
            raise UserError(told("cannot read {path}: {why}.", path=path, why=reason(error))) from None
        raise UserError(told("cannot write {path}: {why}.", path=path, why=reason(error))) from None
