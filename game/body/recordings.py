"""Pose recordings, read and written: one header line, then one line a frame, a time and a pose or null. No pictures.

A line may also say what was read from the face ("face"), since no replay can read that from landmarks again. Where a
second player plays it has their pose ("mate", null while they are hidden) and face ("mate_face"); programs that know of
one player only read the first.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field, fields, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from game.atomic import open_lines, saying
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
from game.body.reading import Expression, Facing, Reading
from game.errors import UserError

FORMAT: Final = "huia-recording"
VERSION: Final = 1
MOST_RAD: Final = 2 * math.pi  # no head turns further, however wrong the reading
MOST_SECONDS: Final = 86_400.0  # a day: a replay steps the world through all of it, gaps included


@dataclass(frozen=True, slots=True)
class Header:
    """What the first line of a recording says. extra: further keys (label, person, …), kept as they are."""

    frame: tuple[int, int]
    fps: float
    landmarks: Layout = "mediapipe33"
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordedFace:
    """What was read from the player's face in one frame; None where it said nothing."""

    facing: Facing | None = None
    expression: Expression | None = None


@dataclass(frozen=True, slots=True, eq=False)
class RecordedMate:
    """The second player in one frame. pose: None while they are hidden."""

    pose: Pose | None
    face: RecordedFace | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """A recorded player: strictly increasing times in seconds, and the pose at each (None: nobody found).

    faces: by the index of their frame; frames without one were recorded without a face model. mates: the second
    player's poses by frame, None while they are hidden; frames without one have one player. mate_faces: as faces.
    """

    header: Header
    frames: tuple[tuple[float, Pose | None], ...]
    faces: Mapping[int, RecordedFace] = field(default_factory=dict)
    mates: Mapping[int, Pose | None] = field(default_factory=dict)
    mate_faces: Mapping[int, RecordedFace] = field(default_factory=dict)

    def faced(self, index: int, reading: Reading) -> Reading:
        """The bodies' reading of a frame, with what was recorded of the faces in it."""
        if reading.mate is not None:
            reading = replace(reading, mate=_faced(reading.mate, self.mate_faces.get(index)))
        return _faced(reading, self.faces.get(index))

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
            self._file = open_lines(path)
        self._put(first)

    def write(
        self,
        t_s: float,
        pose: Pose | None,
        face: RecordedFace | None = None,
        mate: RecordedMate | None = None,
    ) -> None:
        """Append one frame. face: None where there is no face model. mate: None where one plays."""
        if not (math.isfinite(t_s) and t_s > self._last_s):
            raise ValueError(f"a recording's times must increase; {t_s} came after {self._last_s}")
        self._last_s = t_s
        points = None if pose is None else points_out(pose, self.header.landmarks)
        line = {"t": t_s, "pose": points} | ({} if face is None else {"face": _face_out(face)})
        if mate is not None:
            line["mate"] = None if mate.pose is None else points_out(mate.pose, self.header.landmarks)
            if mate.face is not None:
                line["mate_face"] = _face_out(mate.face)
        self._put(line)

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
    faces: dict[int, RecordedFace] = {}
    mates: dict[int, Pose | None] = {}
    mate_faces: dict[int, RecordedFace] = {}
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
        if "face" in line:
            faces[len(frames)] = _face(path, number, line["face"])
        if "mate" in line:
            mate = line["mate"]
            mates[len(frames)] = None if mate is None else pose_of(path, number, mate, layout, frame)
            if "mate_face" in line:
                mate_faces[len(frames)] = _face(path, number, line["mate_face"])
        frames.append((t_s, None if found is None else pose_of(path, number, found, layout, frame)))
    return Recording(header, tuple(frames), faces, mates, mate_faces)


def _faced(reading: Reading, face: RecordedFace | None) -> Reading:
    return reading if face is None else replace(reading, facing=face.facing, expression=face.expression)


def _face_out(face: RecordedFace) -> dict[str, list[float] | None]:
    return {
        "facing": None if face.facing is None else [float(x) for x in astuple(face.facing)],
        "expression": None if face.expression is None else [float(x) for x in astuple(face.expression)],
    }


def _face(path: Path, number: int, found: object) -> RecordedFace:
    """The face of a parsed line. Raises UserError for what is none."""
    if not isinstance(found, dict):
        raise bad_line(path, number, 'face should be {"facing": […] or null, "expression": […] or null}')
    facing = _numbers(path, number, found.get("facing"), "facing", len(fields(Facing)), -MOST_RAD, MOST_RAD)
    expression = _numbers(path, number, found.get("expression"), "expression", len(fields(Expression)), 0.0, 1.0)
    return RecordedFace(
        None if facing is None else Facing(*facing), None if expression is None else Expression(*expression)
    )


def _numbers(
    path: Path, number: int, found: object, name: str, count: int, least: float, most: float
) -> list[float] | None:
    if found is None:
        return None
    if not isinstance(found, list) or len(found) != count:
        raise bad_line(path, number, f"{name} should be {count} numbers or null")
    if any(isinstance(x, bool) or not isinstance(x, (int, float)) or not least <= x <= most for x in found):
        raise bad_line(path, number, f"{name} should be numbers from {least:g} to {most:g}")
    return [float(x) for x in found]
