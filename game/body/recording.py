"""Pose recordings and data sets, read and written: JSON lines, strictly checked, numbers only.

A recording (`*.jsonl`) is one header line, then one line a frame: a time and a pose or null. A data set
(`samples.jsonl`) is one labelled pose a line. Neither holds a picture of anybody. Whoever appends flushes every
line, so a crash loses at most the line being written; readers forgive exactly that, one torn last line.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Literal

import numpy as np

from game.body.pose import COCO17, Landmark, Pose
from game.errors import UserError

Layout = Literal["mediapipe33", "coco17"]

FORMAT: Final = "huia-recording"
VERSION: Final = 1
MOST_BYTES: Final = 512 << 20  # an hour at 30 fps is about 190 MB; beyond this it is not one of our files
MOST_LINE: Final = 1 << 16  # 33 landmarks take about 2 KB
MOST_SECONDS: Final = 86_400.0  # a day; who plays a recording steps the world through all of it, gaps included
MOST_COORDINATE: Final = 100.0  # MediaPipe extrapolates a body or two out of the frame, never a hundred frames


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


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One labelled pose of a data set. source: which program found the pose, or "virtual"."""

    id: str
    label: str
    person: str
    session: str
    pose: Pose
    landmarks: Layout = "mediapipe33"
    source: str = ""


# --- recordings -----------------------------------------------------------------------------------------


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
        with _saying(path, "write"):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("w", encoding="utf-8", newline="\n")
        self._put(first)

    def write(self, t_s: float, pose: Pose | None) -> None:
        """Append one frame."""
        if not (math.isfinite(t_s) and t_s > self._last_s):
            raise ValueError(f"a recording's times must increase; {t_s} came after {self._last_s}")
        self._last_s = t_s
        points = None if pose is None else _points_out(pose, self.header.landmarks)
        self._put({"t": t_s, "pose": points})

    def close(self) -> None:
        """Finish the file; closing twice is harmless."""
        with _saying(self.path, "write"):
            self._file.close()

    def _put(self, line: Mapping[str, Any]) -> None:
        with _saying(self.path, "write"):
            _put_line(self._file, line)

    def __enter__(self) -> RecordingWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def write_recording(path: Path, recording: Recording) -> None:
    """Write a whole recording at once: the file appears complete or not at all."""
    with _whole(path) as beside, RecordingWriter(beside, recording.header) as file:
        for t_s, pose in recording.frames:
            file.write(t_s, pose)


def read_recording(path: Path) -> Recording:
    """Read and check a recording. Raises UserError naming file and line at the first thing that is wrong."""
    lines = _read_lines(path)
    try:
        number, first = next(lines)
    except StopIteration:
        raise UserError(f"{path} is empty; a pose recording starts with a header line.") from None
    if first.get("format") != FORMAT:
        raise _bad(path, number, f'the header should say "format": "{FORMAT}"')
    if first.get("version") != VERSION:
        raise _bad(path, number, f"version {first.get('version')!r} is not {VERSION}, the one this program reads")
    layout, frame = _layout(path, number, first), _frame(path, number, first)
    fps = _number(path, number, first, "fps")
    if not 0 < fps <= 1000:
        raise _bad(path, number, "fps should be a number of frames a second")
    known = {"format", "version", "landmarks", "frame", "fps"}
    header = Header(frame, fps, layout, {k: v for k, v in first.items() if k not in known})

    frames: list[tuple[float, Pose | None]] = []
    last_s = -math.inf
    for number, line in lines:
        t_s = _number(path, number, line, "t")
        if t_s <= last_s:
            raise _bad(path, number, f"time {t_s} does not come after {last_s}")
        if frames and t_s - frames[0][0] > MOST_SECONDS:
            raise _bad(path, number, f"time {t_s} is more than a day after the first")
        if "pose" not in line:
            raise _bad(path, number, "pose is missing; write null where nobody was found")
        last_s = t_s
        found = line["pose"]
        frames.append((t_s, None if found is None else _pose(path, number, found, layout, frame)))
    return Recording(header, tuple(frames))


# --- data sets ------------------------------------------------------------------------------------------


class SampleWriter:
    """Appends samples to a data set, one flushed line each; mends a torn last line of an earlier crash first."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with _saying(path, "write"):
            path.parent.mkdir(parents=True, exist_ok=True)
            _cut_torn_line(path)
            self._file = path.open("a", encoding="utf-8", newline="\n")

    def write(self, sample: Sample) -> None:
        """Append one sample. Raises UserError if the disk refuses."""
        with _saying(self.path, "write"):
            _put_line(self._file, _sample_out(sample))

    def close(self) -> None:
        """Finish the file; closing twice is harmless."""
        with _saying(self.path, "write"):
            self._file.close()

    def __enter__(self) -> SampleWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def write_samples(path: Path, samples: Iterable[Sample]) -> None:
    """Write a whole data set at once: the file appears complete or not at all."""
    with _whole(path) as beside, beside.open("w", encoding="utf-8", newline="\n") as file:
        for sample in samples:
            file.write(json.dumps(_sample_out(sample), ensure_ascii=False, allow_nan=False) + "\n")


def read_samples(path: Path) -> tuple[Sample, ...]:
    """Read and check a data set. Raises UserError naming file and line at the first thing that is wrong."""
    samples = []
    for number, line in _read_lines(path):
        layout, frame = _layout(path, number, line), _frame(path, number, line)
        pose = _pose(path, number, line.get("points"), layout, frame)
        samples.append(
            Sample(
                id=_text(path, number, line, "id"),
                label=_text(path, number, line, "label"),
                person=_text(path, number, line, "person"),
                session=_text(path, number, line, "session"),
                pose=pose,
                landmarks=layout,
                source=str(line.get("source", "")),
            )
        )
    return tuple(samples)


# --- lines ----------------------------------------------------------------------------------------------


def _read_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each line's number (from 1) and object. A last line that was torn by a crash is left out."""
    with _saying(path, "read"):
        if path.is_dir():
            raise UserError(f"{path} is a folder; name the .jsonl file in it.")
        if path.stat().st_size > MOST_BYTES:
            raise UserError(f"{path} is larger than {MOST_BYTES >> 20} MB; split it, or check that it is a pose file.")
        with path.open("rb") as file:
            number = 0
            while raw := file.readline(MOST_LINE + 1):
                number += 1
                if len(raw) > MOST_LINE:
                    raise _bad(path, number, "it is far too long for a pose")
                if not raw.strip():
                    continue
                try:
                    line = json.loads(raw, parse_constant=_no_constant)
                except (ValueError, RecursionError):
                    if not raw.endswith(b"\n"):
                        return
                    raise _bad(path, number, "it is not valid JSON") from None
                if not isinstance(line, dict):
                    raise _bad(path, number, "it should be a JSON object {…}")
                yield number, line


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _put_line(file: IO[str], line: Mapping[str, Any]) -> None:
    file.write(json.dumps(line, ensure_ascii=False, allow_nan=False, separators=(", ", ": ")) + "\n")
    file.flush()


def _cut_torn_line(path: Path) -> None:
    """Drop what follows the last line break, unless it is a whole sample that only misses its break."""
    if not path.exists() or path.stat().st_size == 0:
        return
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        start = max(0, size - MOST_LINE)
        file.seek(start)
        tail = file.read()
        if tail.endswith(b"\n"):
            return
        cut = tail.rfind(b"\n") + 1
        try:
            json.loads(tail[cut:])
        except ValueError:
            if cut == 0 and start > 0:
                raise UserError(f"{path} does not look like a data set; name another file.") from None
            file.truncate(start + cut)
        else:
            file.write(b"\n")


def _points_out(pose: Pose, layout: Layout) -> list[list[float]]:
    points = pose.points if layout == "mediapipe33" else pose.coco17()
    # float32's own shortest digits: what is read again is bit for bit what was found, so a replay is what was played
    points = points.astype(np.float32).clip(-MOST_COORDINATE, MOST_COORDINATE)  # beyond could not be read again
    return [[float(str(value)) for value in point] for point in points]


def _sample_out(sample: Sample) -> dict[str, Any]:
    return {
        "id": sample.id,
        "label": sample.label,
        "person": sample.person,
        "session": sample.session,
        "frame": list(sample.pose.frame),
        "landmarks": sample.landmarks,
        "points": _points_out(sample.pose, sample.landmarks),
        "source": sample.source,
    }


def _pose(path: Path, number: int, points: object, layout: Layout, frame: tuple[int, int]) -> Pose:
    shape = (len(Landmark), 4) if layout == "mediapipe33" else (len(COCO17), 3)
    try:
        array = np.array(points, np.float64)
    except (TypeError, ValueError, OverflowError):
        raise _bad(path, number, f"a {layout} pose is {shape[0]} points of {shape[1]} numbers") from None
    if array.shape != shape:
        raise _bad(path, number, f"a {layout} pose is {shape[0]} points of {shape[1]} numbers, not {array.shape}")
    if not np.isfinite(array).all() or np.abs(array).max() > MOST_COORDINATE:
        raise _bad(path, number, "a coordinate is not a number, or far outside the frame")
    if array[:, -1].min() < 0.0 or array[:, -1].max() > 1.0 + 1e-6:
        raise _bad(path, number, "visibility should be between 0 and 1")
    return Pose.from_coco17(array, frame) if layout == "coco17" else Pose(array.astype(np.float32), frame)


def _layout(path: Path, number: int, line: Mapping[str, Any]) -> Layout:
    match line.get("landmarks"):
        case "mediapipe33":
            return "mediapipe33"
        case "coco17":
            return "coco17"
        case other:
            raise _bad(path, number, f"landmarks should be mediapipe33 or coco17, not {other!r}")


def _frame(path: Path, number: int, line: Mapping[str, Any]) -> tuple[int, int]:
    match line.get("frame"):
        case [int(width), int(height)] if 0 < width <= 65536 and 0 < height <= 65536:
            return width, height
        case _:
            raise _bad(path, number, "frame should be [width, height] in pixels")


def _text(path: Path, number: int, line: Mapping[str, Any], key: str) -> str:
    value = line.get(key)
    if not isinstance(value, str) or not value or len(value) > 200:
        raise _bad(path, number, f"{key} should be a short text")
    return value


def _number(path: Path, number: int, line: Mapping[str, Any], key: str) -> float:
    value = line.get(key)
    # JSON has whole numbers of any length; a float does not
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not abs(value) < 1e15:
        raise _bad(path, number, f"{key} should be a number")
    return float(value)


def _bad(path: Path, number: int, what: str) -> UserError:
    return UserError(f"{path} line {number}: {what}; mend or remove the line.")


@contextlib.contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A path beside the wanted one to write to; takes its place when all went well, and is gone when not."""
    beside = path.with_name(path.name + ".part")
    try:
        with _saying(path, "write"):
            path.parent.mkdir(parents=True, exist_ok=True)
            yield beside
            beside.replace(path)
    finally:
        with contextlib.suppress(OSError):  # it is gone, or its folder never was: the reason was told above
            beside.unlink()


@contextlib.contextmanager
def _saying(path: Path, verb: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if verb == "read" and isinstance(error, FileNotFoundError):
            raise UserError(f"{path} was not found; check the name.") from None
        raise UserError(f"cannot {verb} {path}: {error.strerror or error}.") from None
