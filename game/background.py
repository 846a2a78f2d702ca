"""How work in the background leaves the game its frames and its memory."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

NICE: Final = 19
"""The lowest priority: where both want a core, the game gets it."""
NICENESS: Final = 2
"""Of vision: the game's frame goes first, by very little, because poses matter more than pictures. With one core kept
busy by another program, niceness 1 and 2 gave 0.98 and 0.90 poses a source frame, both at 58 frames a second."""
ONE_THREAD: Final = {
    name: "1"
    for name in (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "TF_NUM_INTRAOP_THREADS",
        "TF_NUM_INTEROP_THREADS",
    )
}
"""What numpy and TensorFlow read when they are loaded. Matrices of a hundred rows cost OpenBLAS six times as much with
two threads as with one, most of it waiting while it holds the core."""


def give_way(process: int) -> None:
    """Let a process run only where nobody else wants the core, as far as the system can. 0: this process."""
    with contextlib.suppress(OSError):
        if hasattr(os, "setpriority"):
            os.setpriority(os.PRIO_PROCESS, process, NICE)
        if sys.platform == "linux":
            os.sched_setscheduler(process, os.SCHED_IDLE, os.sched_param(0))


def stand_back() -> None:
    """Let the game's frame go a little before this process, which the game waits for: vision.

    As a batch process on Linux, it does not interrupt a frame when one of its threads wakes: it takes the other core,
    or waits for some milliseconds. One frame in 300 took over 20 ms then, instead of one in 90.
    """
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # where the system does not allow it
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def leave_a_core(process: int, on: bool) -> None:
    """Keep a process and all its threads on one core of two, so that a frame never waits for them; or end that.

    Linux moves a thread that waits behind a frame to the other core as soon as that core has nothing to do. While
    learning runs there it always has, and both wait for each other. Machines with more cores need no such help.
    The calling thread, which makes the frames, goes to the other core, and may leave it again.
    """
    if sys.platform != "linux":
        return
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) != 2:
        return
    with contextlib.suppress(OSError):  # the system does not allow it, or the process has ended
        if on:
            os.sched_setaffinity(0, cores[:1])
            os.sched_setaffinity(0, cores)
        for thread in Path(f"/proc/{process}/task").iterdir():
            with contextlib.suppress(ProcessLookupError):
                os.sched_setaffinity(int(thread.name), cores[1:] if on else cores)


def give_back() -> None:
    """Return freed memory to the system, which glibc keeps for later: 60 MB after all sounds were made.

    Call it after work that needed much more than it left. Where there is no glibc, nothing happens.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Processes started meanwhile work with one thread."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(ONE_THREAD)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
