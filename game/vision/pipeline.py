"""From a camera to a reading, frame by frame. The vision process and headless play run this."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final, Self

import cv2
import numpy as np

from game.body.reader import BodyReader
from game.body.reading import Reading
from game.face.eyes import EyeReader
from game.tuning import STANDING, WEBCAM
from game.vision.cameras.camera import DRAWN, open_as_is
from game.vision.cameras.source import FrameSource, Patient, SourceStatus, Upright
from game.vision.frame import Frame, Image
from game.vision.garb import dressed
from game.vision.loaded import LoadedModels
from game.vision.recorder import Recorder
from game.vision.sight import PICTURE_PX, Sight
from game.vision.spec import VisionSpec
from game.words import joined

LATE_FACES: Final = ((0.8, 8), (0.6, 4))
"""A pose that takes this share of a frame's time leaves little for faces, because poses come first: the machine is
busy, and the face is read in one frame of so many."""


class Pipeline:
    """Source, landmarker and body reader in sequence.

    With `spec.realtime`, a camera that cannot be opened is retried and `Sight.camera` says so; otherwise it raises
    UserError. A missing or broken model is reported in `Sight.trouble`, and the rest works without it.
    """

    def __init__(self, spec: VisionSpec, now: Callable[[], float] = time.perf_counter) -> None:
        self.spec = spec
        self._now = now
        self._source = self._open_source()  # first, because a webcam opens in the background
        self._models = LoadedModels(spec, self._now())
        self._eyes, self._landmarker, self._aim = self._models.eyes, self._models.landmarker, self._models.aim
        self._face, self._mate_face = self._models.faces
        self._reader = BodyReader(
            *self._models.networks, profile=spec.profile, pair=spec.pair, faces=self._face is None
        )
        self._gaze: tuple[float, float] | None = None  # in the last frame that was looked at for it
        self._unread: tuple[Image, Reading] | None = None  # the last frame, its faces not read yet
        self._seen_face: Reading | None = None  # the last reading whose face was read
        self._seen_mate_face: Reading | None = None
        self._recorder = Recorder(spec.record, spec.epoch, (self._face is not None, self._mate_face is not None))
        self._lit: tuple[float, float] | None = None  # (time, grey level)
        self._looked = 0
        self._told = False
        self._sight = Sight(
            Reading(0.0),
            self._source.status,
            fps=self._source.fps,
            size=self._source.size,
            live=self._source.live,
            epoch=spec.epoch,
        )

    @property
    def ended(self) -> bool:
        """Whether the source has no more frames."""
        return self._source.ended

    @property
    def status(self) -> SourceStatus:
        """State of the source."""
        return self._source.status

    def model_arrived(self) -> bool:
        """Whether a model that was missing or broken is there now, or another one; checked every two seconds.

        The caller should make a new pipeline to use it. (Loading it here would block for a second.)
        """
        return self._models.arrived(self._now())

    def step(self, wait_s: float = 0.0) -> Sight | None:
        """Process the next frame, waiting at most `wait_s` seconds for it.

        None: no new frame; for a source that is not live this means the end. A live source also returns a sight without
        a new frame (`frames` unchanged) when the state of the camera or of the models changes.
        """
        self._catch_up()
        frame = self._source.read(wait_s)
        while frame is None and not (self._source.live or self._source.ended):
            frame = self._source.read()  # unreadable pictures are skipped
        if frame is None:
            return self._news()
        captured_s = self._now() if frame.captured_s is None else frame.captured_s
        if self._eyes is not None:
            return self._looked_into(self._eyes, frame, captured_s)
        before_s = self._now()
        last = self._sight.reading  # tracking only the players is cheaper than searching for everybody
        mate = None if last.mate is None else last.mate.pose
        poses = () if self._landmarker is None else self._landmarker.detect(frame, last.pose, mate)
        if len(poses) > 1 or self._reader.paired:
            poses = dressed(frame.image, poses)
        between_s = self._now()
        body = self._reader.read(frame.t_s, poses)
        reading = self._faced(body)
        after_s = self._now()
        self._unread = None if self._face is None and self._aim is None else (frame.image, body)
        self._recorder.write(frame, self._source.fps, poses, self._reader, reading)
        self._looked += 1
        self._told = True
        self._sight = Sight(
            reading,
            self._source.status,
            trouble=self._trouble,
            picture=small_picture(frame.image) if self.spec.picture else None,
            light=self._light(frame),
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
            gaze=self._gaze,
            epoch=self.spec.epoch,
        )
        return self._sight

    def _looked_into(self, reader: EyeReader, frame: Frame, captured_s: float) -> Sight:
        """The sight of a frame in which eyes are looked for."""
        before_s = self._now()
        eyes = reader.follow(frame.image)
        self._looked += 1
        self._told = True
        self._sight = Sight(
            Reading(frame.t_s, people=int(eyes is not None)),
            self._source.status,
            trouble=self._trouble,
            picture=small_picture(frame.image) if self.spec.picture else None,
            captured_s=captured_s,
            published_s=self._now(),
            inference_s=self._now() - before_s,
            frames=frame.index + 1,
            dropped=frame.index + 1 - self._looked,
            poses=self._sight.poses + (eyes is not None),
            fps=self._source.fps,
            size=(frame.image.shape[1], frame.image.shape[0]),
            live=self._source.live,
            ended=self._source.ended,
            eyes=eyes,
            epoch=self.spec.epoch,
        )
        return self._sight

    def _light(self, frame: Frame) -> float:
        """The mean grey level of the last seconds."""
        now = float(frame.image[::16, ::16].mean())
        before_s, before = self._lit if self._lit is not None else (frame.t_s, now)
        share = min(1.0, max(0.0, frame.t_s - before_s) / STANDING.dark_s)
        self._lit = frame.t_s, before + share * (now - before)
        return self._lit[1]

    def _catch_up(self) -> None:
        """Do what no jump or move should wait for, now that the last frame's sight is on its way.

        Look for a second player where that is due, else read a face. Done before the sight was published, the first
        made one pose in fifteen late, the second every other one: camera to screen took half a frame longer (p95).
        """
        last = self._sight.reading
        mate = None if last.mate is None else last.mate.pose
        if self._landmarker is not None and self._landmarker.look_aside(last.pose, mate):
            self._unread = None
        self._read_face()

    def _read_face(self) -> None:
        """Read a face in the last frame: of two players in turn."""
        if self._unread is None:
            return
        image, body = self._unread
        if self._aim is not None and self._looked % 2:  # in every second frame, as the face
            self._gaze = self._aim.follow(body.t_s, image)
        took = self._sight.inference_s * self._source.fps if self._source.live else 0.0
        every = next((frames for share, frames in LATE_FACES if took > share), 1)
        if self._face is not None and self._looked % every == 0:
            if body.mate is None or self._mate_face is None:
                self._seen_face = self._face.read(image, body)
            elif self._looked // every % 2:
                self._seen_mate_face = self._mate_face.read(image, body.mate)
            else:
                self._seen_face = self._face.read(image, body)
        self._unread = None

    def _faced(self, reading: Reading) -> Reading:
        """The bodies' reading with the faces of the frames before."""
        reading = _with_face(reading, self._seen_face)
        if reading.mate is None:
            self._seen_mate_face = None
            return reading
        return replace(reading, mate=_with_face(reading.mate, self._seen_mate_face))

    def close(self) -> None:
        """Free the camera and the models, finish the recording. May be called twice."""
        self._source.close()
        self._models.close()
        self._recorder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _trouble(self) -> str:
        return joined((*self._models.troubles.values(), self._recorder.trouble))

    def _news(self) -> Sight | None:
        """The last sight with the present status, if the status changed."""
        old, status, ended = self._sight, self._source.status, self._source.ended
        if not self._source.live or (
            self._told and (status, ended, self._trouble) == (old.camera, old.ended, old.trouble)
        ):
            return None
        self._told = True
        self._sight = replace(old, camera=status, ended=ended, trouble=self._trouble, published_s=self._now())
        return self._sight

    def _open_source(self) -> FrameSource:
        spec = self.spec

        def as_is() -> FrameSource:
            if spec.open is not None:
                return spec.open(spec)
            near = spec.eyes or (spec.gaze is not None and spec.camera not in DRAWN)
            return open_as_is(spec.camera, seed=spec.seed, size=spec.size, realtime=spec.realtime, near=near)

        inner = Patient(as_is, WEBCAM.reopen_s) if spec.realtime else as_is()
        return Upright(inner, spec.turn, spec.mirrored)


def _with_face(reading: Reading, face: Reading | None) -> Reading:
    if face is None or face.pose is None or reading.pose is None:
        return reading
    return replace(reading, facing=face.facing, expression=face.expression)


def small_picture(image: Image) -> Image:
    """A BGR frame as a small RGB picture, longer side at most `PICTURE_PX`."""
    height, width = image.shape[:2]
    scale = PICTURE_PX / max(height, width)
    if scale < 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)
