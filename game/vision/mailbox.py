"""A one-slot mailbox between two processes: it holds only the newest message, and neither side ever blocks.

Either process may be killed at any time, so no lock is held across processes. The writer uses three buffers in
rotation and writes the message's number before and after it. The reader accepts a message only if both numbers and
a checksum agree; otherwise it tries the previous one. The memory is an anonymous shared array without a name in any
file system, so it is freed when the last process that maps it ends, however it ended.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from ctypes import Array, c_ubyte
from multiprocessing.context import BaseContext
from typing import Final

Bytes = bytes | bytearray | memoryview

_BUFFERS: Final = 3  # one read, one newest, one being written: only a third message overtakes a slow reader
_WORD: Final = 8  # every number is one aligned 64-bit word, which processors store atomically
_HEAD: Final = 4 * _WORD  # first number, length, checksum, last number
_TOP: Final = 2 * _WORD  # newest number, heartbeats


class Mailbox:
    """For one writer and one reader. It can be pickled only while a process is spawned, to pass it on.

    capacity: the largest message in bytes.
    """

    def __init__(self, context: BaseContext, capacity: int) -> None:
        if capacity < 1:
            raise ValueError("a mailbox needs room for at least one byte")
        self.capacity = -(-capacity // _WORD) * _WORD
        self._memory = context.RawArray(c_ubyte, _TOP + _BUFFERS * (_HEAD + self.capacity))
        self._open()

    def _open(self) -> None:
        self._bytes = memoryview(self._memory).cast("B")
        self._words = self._bytes.cast("Q")
        self._taken = 0

    def __getstate__(self) -> tuple[int, Array[c_ubyte]]:
        return self.capacity, self._memory

    def __setstate__(self, state: tuple[int, Array[c_ubyte]]) -> None:
        self.capacity, self._memory = state
        self._open()

    def put(self, parts: Sequence[Bytes]) -> int:
        """Write one message made of these parts; returns its number (from 1). Raises ValueError if it is too long."""
        length = sum(len(part) for part in parts)
        if length > self.capacity:
            raise ValueError(f"a message of {length} bytes does not fit a mailbox of {self.capacity}")
        number = self._words[0] + 1
        head, body = self._place(number)
        self._words[head] = number  # readers ignore this buffer until its last number agrees again
        check, at = number & 0xFFFFFFFF, body
        for part in parts:
            self._bytes[at : at + len(part)] = part
            check = zlib.crc32(part, check)
            at += len(part)
        self._words[head + 1] = length
        self._words[head + 2] = check
        self._words[head + 3] = number
        self._words[0] = number
        return number

    def take(self) -> bytes | None:
        """The newest complete message; None if it was taken before, or if there is none yet."""
        newest = self._words[0]
        for number in range(newest, max(self._taken, newest - _BUFFERS, 0), -1):
            message = self._read(number)
            if message is not None:
                self._taken = number
                return message
        return None

    def beat(self) -> None:
        """Count one heartbeat of the writer."""
        self._words[1] = (self._words[1] + 1) & 0xFFFFFFFF

    @property
    def beats(self) -> int:
        """The writer's heartbeats so far; if the number changes, the writer is alive."""
        return self._words[1]

    def _place(self, number: int) -> tuple[int, int]:
        """Where message `number` is stored: its head as an index of words, its body as an index of bytes."""
        start = _TOP + (number % _BUFFERS) * (_HEAD + self.capacity)
        return start // _WORD, start + _HEAD

    def _read(self, number: int) -> bytes | None:
        head, body = self._place(number)
        first, length, check, last = self._words[head : head + 4]
        if first != number or last != number or length > self.capacity:
            return None
        message = bytes(self._bytes[body : body + length])
        if zlib.crc32(message, number & 0xFFFFFFFF) != check or self._words[head] != number:
            return None
        return message
