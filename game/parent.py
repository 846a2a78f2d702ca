"""Ties a process to the one that started it."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
"""prctl(2): the signal this process gets when its parent ends."""


def die_with_parent() -> None:
    """On Linux, let the kernel kill this process when its parent ends, even while it is stopped.

    Elsewhere nothing happens: there a process has to notice by itself. The parent is the thread that started this
    process, so it must be one that lives as long as its program.
    """
    if sys.platform != "linux":
        return
    parent = os.getppid()
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    except (OSError, AttributeError):  # a C library without it
        return
    if os.getppid() != parent:  # it ended before the kernel was asked
        os._exit(0)
