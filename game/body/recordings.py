"""Pose recordings, read and written: one header line, then one line a frame, a time and a pose or null. No pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from game.atomic import saying, whole
from game.body.lines import (
    Layout,
    bad_line,
    frame_of,
    layout_of,
    number_of,
    points_out,
    pose_of,
    put_line,
    read_lines,
)
from game.body.pose import Pose
from game.errors import UserError

FORMAT: Final = "huia-recording"
VERSION: Final = 1
MOST_SECONDS: Final = 86_400.0  # a day: a replay steps the world through all of it, gaps included


@dataclass(frozen=True, slots=True)
class Header:
    """What the first line of a recording says. extra: further keys (label, person, …), kept as they are."""

    frame: tuple[int, int]
    fps: float
    landmarks: Layout = "mediapipe33"
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """A recorded player: strictly increasing times in seconds, and the pose at each (None: nobody found)."""

    header: Header
    frames: tuple[tuple[float, Pose | None], ...]

    @property
    def seconds(self) -> float:
        """From the first frame to the last, one frame included."""
        if not self.frames:
            return 0.0
        return self.frames[-1][0] - self.frames[0][0] + 1.0 / self.header.fps


class RecordingWriter:
    """Writes a recording as it happens: `with RecordingWriter(path, header) as file: file.write(t_s, pose)`.

    Every line is flushed. Raises UserError if the file cannot be written, ValueError if time does not increase.
    """

    def __init__(self, path: Path, header: Header) -> None:
        self.path = path
        self.header = header
        self._last_s = -math.inf
        first = {
            **header.extra,
            "format": FORMAT,
            "version": VERSION,
            "landmarks": header.landmarks,
            "frame": list(header.frame),
            "fps": header.fps,
        }
        with saying(path, "write"):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("w", encoding="utf-8", newline="\n")
        self._put(first)

    def write(self, t_s: float, pose: Pose | None) -> None:
        """Append one frame."""
        if not (math.isfinite(t_s) and t_s > self._last_s):
            raise ValueError(f"a recording's times must increase; {t_s} came after {self._last_s}")
        self._last_s = t_s
        points = None if pose is None else points_out(pose, self.header.landmarks)
        self._put({"t": t_s, "pose": points})

    def close(self) -> None:
        """Finish the file; closing twice is harmless."""
        with saying(self.path, "write"):
            self._file.close()

    def _put(self, line: Mapping[str, Any]) -> None:
        with saying(self.path, "write"):
            put_line(self._file, line)

    def __enter__(self) -> RecordingWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def write_recording(path: Path, recording: Recording) -> None:
    """Write a whole recording at once: the file appears complete or not at all."""
    with whole(path) as beside, RecordingWriter(beside, recording.header) as file:
        for t_s, pose in recording.frames:
            file.write(t_s, pose)


def read_recording(path: Path) -> Recording:
    """Read and check a recording. Raises UserError naming file and line at the first thing that is wrong."""
    lines = read_lines(path)
    try:
        number, first = next(lines)
    except StopIteration:
        raise UserError(f"{path} is empty; a pose recording starts with a header line.") from None
    if first.get("format") != FORMAT:
        raise bad_line(path, number, f'the header should say "format": "{FORMAT}"')
    if first.get("version") != VERSION:
        raise bad_line(path, number, f"version {first.get('version')!r} is not {VERSION}, the one this program reads")
    layout, frame = layout_of(path, number, first), frame_of(path, number, first)
    fps = number_of(path, number, first, "fps")
    if not 0 < fps <= 1000:
        raise bad_line(path, number, "fps should be a number of frames a second")
    known = {"format", "version", "landmarks", "frame", "fps"}
    header = Header(frame, fps, layout, {k: v for k, v in first.items() if k not in known})

    frames: list[tuple[float, Pose | None]] = []
    last_s = -math.inf
    for number, line in lines:
        t_s = number_of(path, number, line, "t")
        if t_s <= last_s:
            raise bad_line(path, number, f"time {t_s} does not come after {last_s}")
        if frames and t_s - frames[0][0] > MOST_SECONDS:
            raise bad_line(path, number, f"time {t_s} is more than a day after the first")
        if "pose" not in line:
            raise bad_line(path, number, "pose is missing; write null where nobody was found")
        last_s = t_s
        found = line["pose"]
        frames.append((t_s, None if found is None else pose_of(path, number, found, layout, frame)))
    return Recording(header, tuple(frames))
