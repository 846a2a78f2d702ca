"""What vision tells the game about one frame, and how it travels through the mailbox."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from game.body.reading import Reading
from game.vision.cameras.source import SourceStatus
from game.vision.frame import Image

PICTURE_PX: Final = 320
"""The longer side of the small picture at most: enough for a corner of the screen, 230 KB at 4:3."""

SIGHT_BYTES: Final = PICTURE_PX * PICTURE_PX * 3 + 64 * 1024
"""No packed sight is longer: a square picture, and ample room for a reading (about 3 KB)."""


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """The newest frame's meaning with its small picture and the figures of the road it took.

    reading: the body in this frame. After the camera is lost it stays the last one: judge it by `captured_s`.
    camera: how the source is doing. trouble: what else is wrong (no pose model, no classifier, …), a sentence
        for people, empty when all is well.
    picture: RGB uint8 (h, w, 3), longer side at most 320, not mirrored; None when there is none.
    captured_s, published_s: time.perf_counter() when the frame was taken and when this sight was made. The clock
        is one for all processes of a machine. 0.0: before the first frame.
    inference_s: landmarker; classify_s: everything the body reader does.
    frames: source frames so far; dropped: those of them never looked at; poses: those with somebody in them.
    fps, size: what the source says of itself (size after turning). live: frames come by the wall clock.
    ended: the source has no more frames.
    epoch: the vision process's incarnation; `reading.events` serials count from 1 in each.
    """

    reading: Reading
    camera: SourceStatus
    trouble: str = ""
    picture: Image | None = None
    captured_s: float = 0.0
    published_s: float = 0.0
    inference_s: float = 0.0
    classify_s: float = 0.0
    frames: int = 0
    dropped: int = 0
    poses: int = 0
    fps: float = 0.0
    size: tuple[int, int] = (0, 0)
    live: bool = True
    ended: bool = False
    epoch: int = 0


def pack(sight: Sight) -> tuple[bytes, memoryview]:
    """A sight as two parts for a mailbox: everything but the picture, then the picture's bytes."""
    if sight.picture is None:
        return _headed(pickle.dumps((sight, None), protocol=5)), memoryview(b"")
    picture = np.ascontiguousarray(sight.picture)
    rest = pickle.dumps((replace(sight, picture=None), picture.shape), protocol=5)
    return _headed(rest), memoryview(picture.data).cast("B")


def unpack(message: bytes) -> Sight:
    """The sight in a packed message. Only for messages of our own vision process: pickles can run code."""
    length = int.from_bytes(message[:4], "little")
    sight, shape = pickle.loads(memoryview(message)[4 : 4 + length])
    assert isinstance(sight, Sight)
    if shape is None:
        return sight
    picture = np.frombuffer(message, np.uint8, offset=4 + length).reshape(shape)
    return replace(sight, picture=picture)


def _headed(data: bytes) -> bytes:
    return len(data).to_bytes(4, "little") + data
