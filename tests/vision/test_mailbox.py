"""The reader gets only the newest message, never waits, and never gets a mixture of two, even if a side is killed."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
import zlib
from pathlib import Path

import pytest

from game.vision.mailbox import Mailbox

SPAWN = multiprocessing.get_context("spawn")


def message(number: int, length: int) -> bytes:
    """A message anybody can check: its own checksum, then bytes that depend on its number."""
    body = random.Random(number).randbytes(length)
    return zlib.crc32(body).to_bytes(4, "little") + number.to_bytes(4, "little") + body


def number_in(whole: bytes) -> int:
    assert zlib.crc32(whole[8:]) == int.from_bytes(whole[:4], "little"), "a torn message was delivered"
    return int.from_bytes(whole[4:8], "little")


def write_forever(box: Mailbox, start: int) -> None:
    ready = [message(start + i, 1000 + 37_000 * (i % 6)) for i in range(12)]
    for i in range(10**9):
        whole = ready[i % len(ready)]
        box.put((whole[:5], memoryview(whole)[5:]))
        box.beat()


def test_the_newest_message_is_taken_once() -> None:
    box = Mailbox(SPAWN, 100)
    assert box.take() is None
    box.put([b"old"])
    box.put([b"new", b"er"])
    assert box.take() == b"newer"
    assert box.take() is None


def test_messages_go_round_the_buffers_for_ever() -> None:
    box = Mailbox(SPAWN, 10)
    for i in range(50):
        assert box.put([b"%d" % i]) == i + 1
        assert box.take() == b"%d" % i


def test_an_empty_message_is_a_message() -> None:
    box = Mailbox(SPAWN, 10)
    box.put([])
    assert box.take() == b""


def test_a_message_too_long_is_refused_and_spoils_nothing() -> None:
    box = Mailbox(SPAWN, 10)
    box.put([b"good"])
    with pytest.raises(ValueError, match="does not fit"):
        box.put([b"x" * 17])
    assert box.take() == b"good"


def test_a_damaged_newest_message_gives_way_to_the_one_before() -> None:
    box = Mailbox(SPAWN, 10)
    box.put([b"before"])
    box.put([b"newest"])
    where = bytes(box._bytes).index(b"newest")
    box._bytes[where] ^= 1
    assert box.take() == b"before"
    box.put([b"next"])
    assert box.take() == b"next"


def test_garbage_in_the_memory_is_no_message_and_does_not_raise() -> None:
    rng = random.Random(5)
    for _ in range(200):
        box = Mailbox(SPAWN, 64)
        box.put([b"once"])
        box.take()
        box._bytes[:] = rng.randbytes(len(box._bytes))
        box._words[0] = rng.choice([0, 1, 2, 5, 2**32, 2**64 - 1])
        assert box.take() is None


def test_beats_are_counted() -> None:
    box = Mailbox(SPAWN, 10)
    assert box.beats == 0
    box.beat()
    box.beat()
    assert box.beats == 2


@pytest.mark.slow
@pytest.mark.no_cover
def test_a_writer_killed_at_any_instant_never_leaves_half_a_message() -> None:
    box = Mailbox(SPAWN, 300_000)
    rng = random.Random(1)
    taken = 0
    for round_ in range(8):
        writer = SPAWN.Process(target=write_forever, args=(box, round_ * 1000), daemon=True)
        writer.start()
        beats, until_s = box.beats, time.perf_counter() + 10
        while box.beats == beats:  # it writes
            assert time.perf_counter() < until_s, "the writer never started"
        until_s = time.perf_counter() + rng.uniform(0.0, 0.05)
        while time.perf_counter() < until_s:
            whole = box.take()
            if whole is not None:
                number = number_in(whole)
                taken += 1
        writer.kill()
        writer.join()
        whole = box.take()  # whatever the killed writer was at, the reader finds a whole message or none
        if whole is not None:
            number_in(whole)
        box.put([message(99, 10)])
        whole = box.take()
        assert whole is not None and number_in(whole) == 99, "the next writer is heard at once"
        assert number // 1000 == round_
    assert taken > 8


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="POSIX signals")
def test_a_stopped_reader_finds_the_newest_when_it_goes_on() -> None:
    box = Mailbox(SPAWN, 300_000)
    writer = SPAWN.Process(target=write_forever, args=(box, 0), daemon=True)
    writer.start()
    while box.beats < 50:
        time.sleep(0.001)
    assert writer.pid is not None
    os.kill(writer.pid, signal.SIGSTOP)  # in the middle of anything
    try:
        time.sleep(0.01)
        whole = box.take()
        assert whole is not None, "two of three buffers are whole, wherever the writer stands"
        number_in(whole)
    finally:
        writer.kill()
        writer.join()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /dev/shm")
def test_nothing_is_left_and_nothing_is_said_when_the_owner_is_killed(tmp_path: Path) -> None:
    program = textwrap.dedent(
        """
        import multiprocessing, os, signal, time
        from game.vision.mailbox import Mailbox
        def idle(box):
            box.beat(); time.sleep(0.5)
        if __name__ == "__main__":
            spawn = multiprocessing.get_context("spawn")
            box = Mailbox(spawn, 5_000_000)
            child = spawn.Process(target=idle, args=(box,)); child.start()
            while not box.beats: time.sleep(0.01)
            os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    path = tmp_path / "owner.py"
    path.write_text(program, encoding="utf-8")
    before = set(Path("/dev/shm").iterdir())
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == -signal.SIGKILL
    assert done.stderr == ""
    assert set(Path("/dev/shm").iterdir()) - before == set()
