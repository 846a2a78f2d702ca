"""The reading and writing of checked JSON lines: what pose recordings and data sets have in common.

Whoever appends flushes every line, so a crash loses at most the line being written; readers forgive exactly that, one
torn last line. Every function that reads a value names the file and the line of what is wrong.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final, Literal

import numpy as np

from game.atomic import saying
from game.body.pose import COCO17, Landmark, Pose
from game.errors import UserError

Layout = Literal["mediapipe33", "coco17"]

MOST_BYTES: Final = 512 << 20  # an hour at 30 fps is about 190 MB; a larger file is not one of ours
MOST_LINE: Final = 1 << 16  # 33 landmarks take about 2 KB
MOST_COORDINATE: Final = 100.0  # MediaPipe extrapolates a body or two out of the frame, never a hundred frames


def read_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each line's number (from 1) and object. A last line that was torn by a crash is left out."""
    with saying(path, "read"):
        if path.is_dir():
            raise UserError(f"{path} is a folder; name the .jsonl file in it.")
        if path.stat().st_size > MOST_BYTES:
            raise UserError(f"{path} is larger than {MOST_BYTES >> 20} MB; split it, or check that it is a pose file.")
        with path.open("rb") as file:
            number = 0
            while raw := file.readline(MOST_LINE + 1):
                number += 1
                if number == 1 and raw.startswith(b"PK\x03\x04"):
                    raise UserError(f"{path} is a zip; bring in what it holds with: python -m tools.review import")
                if len(raw) > MOST_LINE:
                    raise bad_line(path, number, "it is far too long for a pose")
                if not raw.strip():
                    continue
                try:
                    line = json.loads(raw, parse_constant=_no_constant)
                except (ValueError, RecursionError):
                    if not raw.endswith(b"\n") and raw.startswith(b"{"):
                        return
                    raise bad_line(path, number, "it is not valid JSON") from None
                if not isinstance(line, dict):
                    raise bad_line(path, number, "it should be a JSON object {…}")
                yield number, line


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def put_line(file: IO[str], line: Mapping[str, Any]) -> None:
    """Write one object as a line, and flush it. Raises OSError."""
    file.write(json.dumps(line, ensure_ascii=False, allow_nan=False, separators=(", ", ": ")) + "\n")
    file.flush()


def points_out(pose: Pose, layout: Layout) -> list[list[float]]:
    """A pose as lists of numbers, in the order and with the columns of this layout."""
    points = pose.points if layout == "mediapipe33" else pose.coco17()
    # Values are written as the shortest digits of float32, so a replay is bit for bit what was played.
    points = points.astype(np.float32).clip(-MOST_COORDINATE, MOST_COORDINATE)  # larger values could not be read again
    return [[float(str(value)) for value in point] for point in points]


def pose_of(path: Path, number: int, points: object, layout: Layout, frame: tuple[int, int]) -> Pose:
    """The pose that these parsed numbers are. Raises UserError for a wrong shape and for impossible values."""
    shape = (len(Landmark), 4) if layout == "mediapipe33" else (len(COCO17), 3)
    try:
        array = np.array(points, np.float64)
    except (TypeError, ValueError, OverflowError):
        raise bad_line(path, number, f"a {layout} pose is {shape[0]} points of {shape[1]} numbers") from None
    if array.shape != shape:
        raise bad_line(path, number, f"a {layout} pose is {shape[0]} points of {shape[1]} numbers, not {array.shape}")
    if not np.isfinite(array).all() or np.abs(array).max() > MOST_COORDINATE:
        raise bad_line(path, number, "a coordinate is not a number, or far outside the frame")
    if array[:, -1].min() < 0.0 or array[:, -1].max() > 1.0 + 1e-6:
        raise bad_line(path, number, "visibility should be between 0 and 1")
    return Pose.from_coco17(array, frame) if layout == "coco17" else Pose(array.astype(np.float32), frame)


def layout_of(path: Path, number: int, line: Mapping[str, Any]) -> Layout:
    """The value of "landmarks". Raises UserError where it is no known layout."""
    match line.get("landmarks"):
        case "mediapipe33":
            return "mediapipe33"
        case "coco17":
            return "coco17"
        case other:
            raise bad_line(path, number, f"landmarks should be mediapipe33 or coco17, not {other!r}")


def frame_of(path: Path, number: int, line: Mapping[str, Any]) -> tuple[int, int]:
    """The value of "frame": width and height in pixels. Raises UserError where it is none."""
    match line.get("frame"):
        case [int(width), int(height)] if 0 < width <= 65536 and 0 < height <= 65536:
            return width, height
        case _:
            raise bad_line(path, number, "frame should be [width, height] in pixels")


def text_of(path: Path, number: int, line: Mapping[str, Any], key: str) -> str:
    """The text under a key, 1 to 200 letters. Raises UserError where there is none."""
    value = line.get(key)
    if not isinstance(value, str) or not value or len(value) > 200:
        raise bad_line(path, number, f"{key} should be a short text")
    if any("\ud800" <= letter <= "\udfff" for letter in value):  # half a letter: UTF-8 cannot write it
        raise bad_line(path, number, f"{key} holds a letter that does not exist")
    return value


def number_of(path: Path, number: int, line: Mapping[str, Any], key: str) -> float:
    """The number under a key. Raises UserError where there is none."""
    value = line.get(key)
    # JSON has whole numbers of any length; a float does not
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not abs(value) < 1e15:
        raise bad_line(path, number, f"{key} should be a number")
    return float(value)


def bad_line(path: Path, number: int, what: str) -> UserError:
    """The error that names file, line and what is wrong with it."""
    return UserError(f"{path} line {number}: {what}; mend or remove the line.")


def cut_torn_line(path: Path) -> None:
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
        except (ValueError, RecursionError):
            if cut == 0 and start > 0:
                raise UserError(f"{path} does not look like a data set; name another file.") from None
            file.truncate(start + cut)
        else:
            file.write(b"\n")
