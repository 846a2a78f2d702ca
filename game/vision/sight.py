"""What vision reports to the game about one frame, and how it is packed for the mailbox."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from game.body.reading import Reading
from game.face.eyes import Eyes
from game.vision.cameras.source import SourceStatus
from game.vision.frame import Image

PICTURE_PX: Final = 320
"""Longer side of the small picture: enough for a corner of the screen, 230 KB at 4:3."""

SIGHT_BYTES: Final = PICTURE_PX * PICTURE_PX * 3 + 64 * 1024
"""Upper limit of a packed sight: a square picture, and ample room for a reading (about 3 KB)."""


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """The reading of the newest frame, its small picture, and measurements of the pipeline.

    reading: the body in this frame. If the camera is lost it stays the last one; check its age with `captured_s`.
    camera: state of the source. trouble: what else is wrong (no pose model, no classifier, …), a sentence for the
        player, empty if all is well.
    picture: RGB uint8 (h, w, 3), longer side at most 320, not mirrored; None when there is none.
    light: mean grey level of the last seconds' pictures, 0..255; None before the first.
    captured_s, published_s: time.perf_counter() when the frame was taken and when this sight was made. All
        processes of a machine share this clock. 0.0: before the first frame.
    inference_s: time of the landmarker; classify_s: time of the body reader.
    frames: source frames so far; dropped: frames that were skipped; poses: frames with somebody in them.
    fps, size: as the source states them (size after turning). live: frames come in real time.
    ended: the source has no more frames.
    eyes: of the nearest face, where vision looks for eyes instead of bodies; None where no face is seen.
    gaze: where a player looks whose gaze was learnt before, x, y in 0..1 of the screen; None where that is not known.
    epoch: number of the process's start; serials in `reading.events` begin at 1 in each.
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
    eyes: Eyes | None = None
    gaze: tuple[float, float] | None = None
    epoch: int = 0
    light: float | None = None


def pack(sight: Sight) -> tuple[bytes, memoryview]:
    """A sight as two parts for a mailbox: everything but the picture, then the picture's bytes."""
    if sight.picture is None:
        return _headed(pickle.dumps((sight, None), protocol=5)), memoryview(b"")
    picture = np.ascontiguousarray(sight.picture)
    rest = pickle.dumps((replace(sight, picture=None), picture.shape), protocol=5)
    return _headed(rest), memoryview(picture.data).cast("B")


def unpack(message: bytes) -> Sight:
    """The sight in a packed message. Only for messages from our own vision process: unpickling can run code."""
    length = int.from_bytes(message[:4], "little")
    sight, shape = pickle.loads(memoryview(message)[4 : 4 + length])
    assert isinstance(sight, Sight)
    if shape is None:
        return sight
    picture = np.frombuffer(message, np.uint8, offset=4 + length).reshape(shape)
    return replace(sight, picture=picture)


def _headed(data: bytes) -> bytes:
    return len(data).to_bytes(4, "little") + data
