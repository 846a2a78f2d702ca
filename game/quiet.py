"""Keeps what native libraries print at their start off the terminal."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from typing import Final

ROUTINE: Final = re.compile(rb"INFO: |[IW]\d{4} |WARNING: (Logging before|All log messages before)|\s*$")
"""Lines MediaPipe and LiteRT write to stderr when they start, however well things go; no option turns them off."""


@contextlib.contextmanager
def hushed() -> Iterator[None]:
    """Hold back what native code writes to stderr meanwhile, and pass on all but the routine lines."""
    with contextlib.suppress(AttributeError, OSError, ValueError):
        sys.stderr.flush()
    with contextlib.ExitStack() as stack:
        try:
            held = stack.enter_context(tempfile.TemporaryFile())
            stderr = os.dup(2)
        except OSError:  # nowhere to hold it, or no stderr at all (pythonw): let it through
            yield
            return
        os.dup2(held.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(stderr, 2)
            os.close(stderr)
            held.seek(0)
            with contextlib.suppress(OSError):  # nobody reads stderr any more
                for line in held:
                    if not ROUTINE.match(line):
                        os.write(2, line)


@contextlib.contextmanager
def no_stderr() -> Iterator[None]:
    """Drop what native code writes to standard error meanwhile."""
    try:
        kept = os.dup(2)
    except OSError:  # no standard error at all, as under pythonw
        yield
        return
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    os.close(null)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
