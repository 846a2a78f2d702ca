"""Work in the background leaves the game its memory."""

import platform
import sys

import numpy as np
import pytest

from game.background import give_back
from game.timings import resident_mb


@pytest.mark.skipif(sys.platform != "linux" or platform.libc_ver()[0] != "glibc", reason="glibc keeps freed memory")
def test_freed_memory_goes_back_to_the_system() -> None:
    program_keeps = []
    work = []
    for _ in range(800):  # 80 kB each: too small for glibc to map one by one; between them something stays
        work.append(np.ones(80_000, np.uint8))
        program_keeps.append(np.ones(64, np.uint8))
    held_mb = resident_mb()
    del work
    give_back()
    assert resident_mb() < held_mb - 40


def test_it_may_be_called_at_any_time() -> None:
    give_back()
    give_back()
