"""From a camera to a reading, one frame at a time: what the vision process runs, and headless play too."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from game.body.classifier import Classifier, load_classifier
from game.body.pose import Pose
from game.body.reader import BodyReader
from game.body.reading import Reading
from game.body.recording import Header, RecordingWriter
from game.errors import UserError
from game.vision.camera import DEMO_SIZE, open_source
from game.vision.frame import Frame, Image
from game.vision.landmarker import Landmarker
from game.vision.sight import PICTURE_PX, Sight
from game.vision.source import FrameSource, SourceStatus, Turn

MOST_PEOPLE = 3


@dataclass(frozen=True, slots=True)
class VisionSpec:
    """Everything vision needs to know; picklable, so that a process can be started with it.

    camera, seed, size, realtime, turn, mirrored: as `open_source` takes them.
    model: the pose model, a .task bundle; None: pictures only. classifier: the move classifier, a .tflite with its
    card; None: jumps and facing only. record: where to write the player's poses.
    most_people: how many poses are looked for. picture: whether sights carry a small picture.
    epoch: the process's incarnation. open: opens the camera; a test puts one that misbehaves here (a function
    of a module, or a functools.partial of one, so that it can be pickled).
    """

    camera: str | None = None
    seed: int = 0
    size: tuple[int, int] = DEMO_SIZE
    realtime: bool = True
    turn: Turn = 0
    mirrored: bool = False
    model: Path | None = None
    classifier: Path | None = None
    record: Path | None = None
    most_people: int = MOST_PEOPLE
    picture: bool = True
    epoch: int = 0
    open: Callable[[VisionSpec], FrameSource] | None = None


class Pipeline:
    """Source, landmarker and body reader in a row.

    A camera that cannot be opened raises UserError if `spec.realtime` is off; else it is tried again and again, and
    `Sight.camera` says so. A model that is missing or broken is told in `Sight.trouble`; the rest goes on without.
    """

    def __init__(self, spec: VisionSpec, now: Callable[[], float] = time.perf_counter) -> None:
        self.spec = spec
        self._now = now
        self._source = self._open_source()
        self._troubles: dict[str, str] = {}
        self._landmarker = self._load_landmarker()
        self._reader = BodyReader(self._load_classifier())
        self._recording: RecordingWriter | None = None
        self._sight = Sight(
            Reading(0.0),
            self._source.status,
            trouble=self._trouble,
            fps=self._source.fps,
            size=self._source.size,
            live=self._source.live,
            epoch=spec.epoch,
        )
        self._told = False
        self._looked = 0

    @property
    def ended(self) -> bool:
        """Whether the source has no more frames."""
        return self._source.ended

    @property
    def status(self) -> SourceStatus:
        """How the source is doing."""
        return self._source.status

    def step(self, wait_s: float = 0.0) -> Sight | None:
        """Process the next frame, waiting at most `wait_s` seconds for it.

        None: nothing new. A sight also comes without a new frame when the camera's status has changed.
        """
        frame = self._source.read(wait_s)
        if frame is None:
            return self._changed_status()
        captured_s = self._now() if frame.captured_s is None else frame.captured_s
        before_s = self._now()
        poses = self._detect(frame)
        between_s = self._now()
        reading = self._reader.read(frame.t_s, poses)
        after_s = self._now()
        self._record(frame, reading, poses)
        self._looked += 1
        self._sight = Sight(
            reading,
            self._source.status,
            trouble=self._trouble,
            picture=small_picture(frame.image) if self.spec.picture else None,
            captured_s=captured_s,
            published_s=self._now(),
            inference_s=between_s - before_s,
            classify_s=after_s - between_s,
            frames=frame.index + 1,
            dropped=frame.index + 1 - self._looked,
            poses=self._sight.poses + bool(poses),
            fps=self._source.fps,
            size=(frame.image.shape[1], frame.image.shape[0]),
            live=self._source.live,
            ended=self._source.ended,
            epoch=self.spec.epoch,
        )
        self._told = True
        return self._sight

    def close(self) -> None:
        """Free the camera and the models, finish the recording."""
        self._source.close()
        if self._landmarker is not None:
            self._landmarker.close()
        if self._recording is not None:
            self._recording.close()

    @property
    def _trouble(self) -> str:
        return " ".join(self._troubles.values())

    def _open_source(self) -> FrameSource:
        spec = self.spec
        if spec.open is not None:
            return spec.open(spec)
        return open_source(
            spec.camera, seed=spec.seed, size=spec.size, realtime=spec.realtime, turn=spec.turn, mirrored=spec.mirrored
        )

    def _load_landmarker(self) -> Landmarker | None:
        if self.spec.model is None:
            self._troubles["model"] = "There is no pose model, so the camera only shows you; play with the keyboard."
            return None
        try:
            return Landmarker(self.spec.model, self.spec.most_people)
        except UserError as error:
            self._troubles["model"] = str(error)
            return None

    def _load_classifier(self) -> Classifier | None:
        if self.spec.classifier is None:
            return None
        try:
            return load_classifier(self.spec.classifier)
        except UserError as error:
            self._troubles["classifier"] = str(error)
            return None

    def _detect(self, frame: Frame) -> tuple[Pose, ...]:
        return () if self._landmarker is None else self._landmarker.detect(frame)

    def _record(self, frame: Frame, reading: Reading, poses: tuple[Pose, ...]) -> None:
        if self.spec.record is None:
            return
        if self._recording is None:
            size = (frame.image.shape[1], frame.image.shape[0])
            self._recording = RecordingWriter(self.spec.record, Header(size, self._source.fps))
        self._recording.write(frame.t_s, reading.pose)

    def _changed_status(self) -> Sight | None:
        status, ended = self._source.status, self._source.ended
        if self._told and status == self._sight.camera and ended == self._sight.ended:
            return None
        self._told = True
        self._sight = replace(self._sight, camera=status, ended=ended, published_s=self._now())
        return self._sight


def small_picture(image: Image) -> Image:
    """A BGR frame as a small RGB picture, longer side at most `PICTURE_PX`."""
    height, width = image.shape[:2]
    scale = PICTURE_PX / max(height, width)
    if scale < 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)
