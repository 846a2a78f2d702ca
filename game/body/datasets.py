"""Pose data sets (`samples.jsonl`), read and written: one labelled pose a line. No pictures."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from game.atomic import saying, whole
from game.body.lines import (
    Layout,
    cut_torn_line,
    frame_of,
    layout_of,
    points_out,
    pose_of,
    put_line,
    read_lines,
    text_of,
)
from game.body.pose import Pose


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


class SampleWriter:
    """Appends samples to a data set, one flushed line each; mends a torn last line of an earlier crash first."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with saying(path, "write"):
            path.parent.mkdir(parents=True, exist_ok=True)
            cut_torn_line(path)
            self._file = path.open("a", encoding="utf-8", newline="\n")

    def write(self, sample: Sample) -> None:
        """Append one sample. Raises UserError if the disk refuses."""
        with saying(self.path, "write"):
            put_line(self._file, _sample_out(sample))

    def close(self) -> None:
        """Finish the file; closing twice is harmless."""
        with saying(self.path, "write"):
            self._file.close()

    def __enter__(self) -> SampleWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def write_samples(path: Path, samples: Iterable[Sample]) -> None:
    """Write a whole data set at once: the file appears complete or not at all."""
    with whole(path) as beside, beside.open("w", encoding="utf-8", newline="\n") as file:
        for sample in samples:
            file.write(json.dumps(_sample_out(sample), ensure_ascii=False, allow_nan=False) + "\n")


def read_samples(path: Path) -> tuple[Sample, ...]:
    """Read and check a data set. Raises UserError naming file and line at the first thing that is wrong."""
    samples = []
    for number, line in read_lines(path):
        layout, frame = layout_of(path, number, line), frame_of(path, number, line)
        pose = pose_of(path, number, line.get("points"), layout, frame)
        samples.append(
            Sample(
                id=text_of(path, number, line, "id"),
                label=text_of(path, number, line, "label"),
                person=text_of(path, number, line, "person"),
                session=text_of(path, number, line, "session"),
                pose=pose,
                landmarks=layout,
                source=str(line.get("source", "")),
            )
        )
    return tuple(samples)


def _sample_out(sample: Sample) -> dict[str, Any]:
    return {
        "id": sample.id,
        "label": sample.label,
        "person": sample.person,
        "session": sample.session,
        "frame": list(sample.pose.frame),
        "landmarks": sample.landmarks,
        "points": points_out(sample.pose, sample.landmarks),
        "source": sample.source,
    }
