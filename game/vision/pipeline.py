"""From a camera to a reading, frame by frame. The vision process and headless play run this."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

import cv2
import numpy as np

from game.body.networks import MoveNetworks, load_move_networks
from game.body.pose import Pose
from game.body.profile import Choice
from game.body.reader import BodyReader
from game.body.reading import Reading
from game.body.recordings import Header, RecordedFace, RecordedMate, RecordingWriter
from game.errors import UserError
from game.face.eyes import EyeReader
from game.face.networks import load_networks
from game.face.reader import FaceReader
from game.gaze.aim import Aim, aim_of
from game.tuning import STANDING, WATCHDOG, WEBCAM
from game.vision.cameras.camera import DEMO_SIZE, DRAWN, open_as_is
from game.vision.cameras.source import FrameSource, Patient, SourceStatus, Turn, Upright
from game.vision.frame import Frame, Image
from game.vision.garb import dressed
from game.vision.landmarker import Landmarker
from game.vision.sight import PICTURE_PX, Sight

MOST_PEOPLE: Final = 3
"""Default number of people: the player and people who walk past."""


LATE_FACES: Final = ((0.8, 8), (0.6, 4))
"""A pose that takes this share of a frame's time leaves little for faces, because poses come first: the machine is
busy, and the face is read in one frame of so many."""


@dataclass(frozen=True, slots=True)
class VisionSpec:
    """All settings of vision. It can be pickled, to start a process with it.

    camera, seed, size, realtime, turn, mirrored: as `open_source` takes them.
    model: the pose model, a .task bundle; None: pictures only. classifier: the move classifier, a .tflite with its
    card; None: jumps and facing only. moves: the temporal network; None: a simpler gate. faces: the face models, a
    bundle; None: facing from the pose, no expressions. record: file for the player's poses. profile: how they play,
    or "auto".
    gaze: a kept player of the gaze lab, whose gaze is followed beside the body; None: nobody's.
    eyes: look for the eyes of a face near the camera instead of bodies, in the camera's best pictures.
    most_people: how many poses are looked for. pair: a second player may join. picture: whether sights carry a small
    picture.
    epoch: number of the process's start. open: opens the camera; tests put a misbehaving one here (it must be
    picklable: a module's function, or a functools.partial of one).
    """

    camera: str | None = None
    seed: int = 0
    size: tuple[int, int] = DEMO_SIZE
    realtime: bool = True
    turn: Turn = 0
    mirrored: bool = False
    profile: Choice = "auto"
    model: Path | None = None
    classifier: Path | None = None
    moves: Path | None = None
    faces: Path | None = None
    record: Path | None = None
    eyes: bool = False
    gaze: Path | None = None
    most_people: int = MOST_PEOPLE
    pair: bool = True
    picture: bool = True
    epoch: int = 0
    open: Callable[[VisionSpec], FrameSource] | None = None


class Pipeline:
    """Source, landmarker and body reader in sequence.

    With `spec.realtime`, a camera that cannot be opened is retried and `Sight.camera` says so; otherwise it raises
    UserError. A missing or broken model is reported in `Sight.trouble`, and the rest works without it.
    """

    def __init__(self, spec: VisionSpec, now: Callable[[], float] = time.perf_counter) -> None:
        self.spec = spec
        self._now = now
        self._troubles: dict[str, str] = {}
        self._source = self._open_source()  # first, because a webcam opens in the background
        self._next_look_s = self._now() + WATCHDOG.reload_s
        self._tried = self._stamps()
        self._eyes = self._load_eyes() if spec.eyes else None
        self._landmarker = None if spec.eyes else self._load_landmarker()
        networks = MoveNetworks() if spec.eyes else self._load_move_networks()
        self._reader = BodyReader(*networks, profile=spec.profile, pair=spec.pair)
        self._face, self._mate_face = (None, None) if spec.eyes else self._load_faces()
        self._aim = self._load_aim()
        self._gaze: tuple[float, float] | None = None  # in the last frame that was looked at for it
        self._unread: tuple[Image, Reading] | None = None  # the last frame, its faces not read yet
        self._seen_face: Reading | None = None  # the last reading whose face was read
        self._seen_mate_face: Reading | None = None
        self._recorder: RecordingWriter | None = None
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
        if self._now() < self._next_look_s:
            return False
        self._next_look_s = self._now() + WATCHDOG.reload_s
        now = self._stamps()
        return any(now[name][0] is not None and now[name] != self._tried[name] for name in now.keys() & self._troubles)

    def _stamps(self) -> dict[str, tuple[Stamp | None, ...]]:
        """Stamps of each model's files, itself first, by the name under which its trouble is told."""
        spec = self.spec
        networks = [path for path in (spec.classifier, spec.moves) if path is not None]
        cards = [path.with_suffix(".json") for path in networks]
        return {
            "pose model": (_stamp(spec.model),),
            "classifier": (_stamp(spec.classifier), *map(_stamp, [*networks, *cards])),
            "face model": (_stamp(spec.faces),),
        }

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
        self._record(frame, poses, reading)
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
        if self._landmarker is not None:
            self._landmarker.close()
        if self._recorder is not None:
            self._recorder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _trouble(self) -> str:
        return " ".join(self._troubles.values())

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

    def _load_landmarker(self) -> Landmarker | None:
        try:
            if self.spec.model is None:
                raise UserError("There is no pose model, so nobody can be recognised; play with the keyboard.")
            return Landmarker(self.spec.model, self.spec.most_people, self.spec.pair)
        except UserError as error:
            self._troubles["pose model"] = str(error)
            return None

    def _load_move_networks(self) -> MoveNetworks:
        try:
            return load_move_networks(self.spec.classifier, self.spec.moves)
        except UserError as error:
            self._troubles["classifier"] = str(error)
            return MoveNetworks()

    def _load_eyes(self) -> EyeReader | None:
        try:
            if self.spec.faces is None:
                raise UserError("There is no face model, so eyes cannot be found; huia doctor fetches it.")
            return EyeReader(load_networks(self.spec.faces))
        except UserError as error:
            self._troubles["face model"] = str(error)
            return None

    def _load_aim(self) -> Aim | None:
        if self.spec.gaze is None or self.spec.eyes:
            return None
        try:
            if self.spec.faces is None:
                raise UserError("There is no face model, so your gaze cannot be followed; huia doctor fetches it.")
            return aim_of(self.spec.gaze, load_networks(self.spec.faces))
        except UserError as error:
            self._troubles["gaze"] = str(error)
            return None

    def _load_faces(self) -> tuple[FaceReader | None, FaceReader | None]:
        """A reader for each player, on the same networks."""
        if self.spec.faces is None:
            return None, None
        try:
            networks = load_networks(self.spec.faces)
        except UserError as error:
            self._troubles["face model"] = str(error)
            return None, None
        return FaceReader(networks), FaceReader(networks) if self.spec.pair else None

    def _record(self, frame: Frame, poses: tuple[Pose, ...], reading: Reading) -> None:
        if self.spec.record is None or "recording" in self._troubles:
            return
        try:
            if self._recorder is None:
                self._recorder = self._start_recording(self.spec.record, frame)
            pose = self._reader.player  # unsmoothed: a replay smooths it again
            if pose is None and len(poses) == 1:
                (pose,) = poses  # about to join: a replay also needs the time before
            face = None if self._face is None else RecordedFace(reading.facing, reading.expression)
            mate = None
            if self._reader.paired:
                theirs = None
                if self._mate_face is not None and reading.mate is not None:
                    theirs = RecordedFace(reading.mate.facing, reading.mate.expression)
                mate = RecordedMate(self._reader.mate, theirs)
            self._recorder.write(frame.t_s, pose, face, mate)
        except UserError as error:  # such as a full disk: the game goes on
            self._troubles["recording"] = str(error)

    def _start_recording(self, path: Path, frame: Frame) -> RecordingWriter:
        if self.spec.epoch > 0:  # a restarted process must not overwrite the recording of the one before
            path = path.with_stem(f"{path.stem}-{self.spec.epoch + 1}")
        height, width = frame.image.shape[:2]
        return RecordingWriter(path, Header((width, height), self._source.fps))


Stamp = tuple[int, int]


def _with_face(reading: Reading, face: Reading | None) -> Reading:
    if face is None or face.pose is None or reading.pose is None:
        return reading
    return replace(reading, facing=face.facing, expression=face.expression)


def _stamp(path: Path | None) -> Stamp | None:
    """Size and modification time of a file, to notice a replacement; None without the file."""
    try:
        found = None if path is None else path.stat()
    except OSError:
        return None
    return None if found is None else (found.st_size, found.st_mtime_ns)


def small_picture(image: Image) -> Image:
    """A BGR frame as a small RGB picture, longer side at most `PICTURE_PX`."""
    height, width = image.shape[:2]
    scale = PICTURE_PX / max(height, width)
    if scale < 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)
