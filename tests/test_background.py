"""Work in the background leaves the game its memory."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from game.background import give_back, leave_a_core
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


@pytest.mark.skipif(sys.platform != "linux" or len(os.sched_getaffinity(0)) != 2, reason="a machine of two cores")
def test_a_process_leaves_one_core_of_two_with_all_its_threads_and_takes_it_back() -> None:
    code = "import threading; threading.Thread(target=input).start(); print(flush=True)"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        threads = [int(task.name) for task in Path(f"/proc/{child.pid}/task").iterdir()]
        assert len(threads) == 2
        both = os.sched_getaffinity(0)
        leave_a_core(child.pid, True)
        assert [os.sched_getaffinity(thread) for thread in threads] == [{max(both)}] * 2
        assert os.sched_getaffinity(0) == both
        leave_a_core(child.pid, False)
        assert [os.sched_getaffinity(thread) for thread in threads] == [both] * 2
        child.communicate(b"\n")
    leave_a_core(child.pid, True)  # it has ended
