"""Where a window's sights come from: the vision process, a replay, or nowhere. `open_source` decides."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import Final, Protocol

from game.arguments import tell
from game.body.networks import load_move_networks
from game.body.reader import BodyReader
from game.body.reading import Reading
from game.body.recordings import read_recording
from game.cli import Options
from game.controls.replay import ReplayControl
from game.errors import UserError
from game.gaze.store import Drawer
from game.places import CLASSIFIER, MOVES, fetched, gazes
from game.vision.cameras.camera import DRAWN, check_source, find_webcam
from game.vision.cameras.source import OK, as_turn
from game.vision.models import BUNDLE, NO_FACES, face_model, find_face_model, folder_to_fill, pose_model
from game.vision.sight import Sight
from game.vision.spec import VisionSpec
from game.vision.worker import VisionProcess
from game.words import joined, mark, told

EYES_SOUGHT: Final = mark("The camera looks for your eyes. One moment.")
BODY_SOUGHT: Final = mark("The camera looks for you. One moment.")
POSES_KNOWN: Final = mark("The Huia knows your poses now. One moment.")
ARRIVED: Final = mark("A webcam has arrived.")
NO_WEBCAM: Final = mark("No webcam answers: the keyboard plays until one is plugged in. B: the demo does.")
SEARCH_S: Final = 2.0
"""How often a webcam is looked for where there was none."""


@dataclass(frozen=True, slots=True, eq=False)
class Glance:
    """What a source has to show in a frame.

    sight: the newest, None before the first. age_s: seconds since its picture was taken. shift_s: from the clock of
    its readings to the time since the program started. notice: what is wrong, a sentence; empty when all is well.
    arrived: what was missing at the start, so that the keyboard had to play, is there now: the body plays from here on.
    restarts: of vision since the program started, because it ended or hung.
    """

    sight: Sight | None = None
    age_s: float = 0.0
    shift_s: float = 0.0
    notice: str = ""
    arrived: bool = False
    restarts: int = 0


class Source(Protocol):
    """A source of sights. watches: a body can be seen here, so that it may play."""

    watches: bool

    def start(self) -> None:
        """Begin to look."""

    def glance(self, now_s: float, t_s: float) -> Glance:
        """The newest sight. now_s: the clock; t_s: seconds since the program started."""

    def take_up(self, classifier: Path, now_s: float) -> None:
        """Read poses with another classifier from now on."""

    def look_for(self, eyes: bool, now_s: float) -> None:
        """Look for eyes near the camera from now on, or for bodies. Costs nothing where that is done already."""

    def make_room(self, learning: bool) -> None:
        """Keep out of the frames' way while the game learns something. Costs nothing where that is done already."""

    def stop(self) -> None:
        """Look no more; free the camera."""


def asked_vision(options: Options, classifier: Path | None) -> VisionSpec:
    """What the command line asks of vision. The pose and face models, which may have to be fetched, are left out."""
    return VisionSpec(
        camera=options.camera,
        seed=options.seed or 0,
        turn=as_turn(options.rotate),
        mirrored=options.mirrored,
        profile=options.profile,
        classifier=classifier,
        moves=MOVES,
        record=options.record,
        eyes=options.command == "gaze",
        gaze=None if options.gaze is None or options.command == "gaze" else Drawer(gazes()).path(options.gaze),
    )


class VisionSource:
    """The vision process: watched, and restarted when it hangs.

    remark: said while nothing else is wrong. deaf: the keyboard plays, for want of a webcam or a model. search: finds
    a webcam's name while the demo stands in for it, None for nothing; it may take long, so a thread asks.
    """

    watches = True

    def __init__(
        self,
        process: VisionProcess,
        remark: str = "",
        deaf: bool = False,
        search: Callable[[], str | None] | None = None,
    ) -> None:
        self._process = process
        self._remark = remark
        self._deaf = deaf
        self._search = search
        self._searching: Future[str | None] | None = None
        self._search_s = -math.inf
        self._stand_in = -1  # epoch of the last process that showed something else than the player

    @property
    def acted(self) -> bool:
        """Whether the virtual player is what it sees."""
        return self._process.spec.camera in DRAWN

    @property
    def sees_eyes(self) -> bool:
        """Whether it can look for eyes: that needs the face model."""
        return self._process.spec.faces is not None

    def start(self) -> None:
        """Start the process."""
        self._process.start()

    def glance(self, now_s: float, t_s: float) -> Glance:
        """The newest sight the process has published."""
        health = self._process.poll(now_s)
        sight = self._process.latest()
        if self._search is not None:
            self._look_for_webcam(self._search, now_s, -1 if sight is None else sight.epoch)
        if sight is None:
            return Glance(notice=health.sentence or self._remark, restarts=health.restarts)
        arrived = self._deaf and self._search is None and sight.epoch > self._stand_in and _sees(sight)
        if arrived:
            self._deaf, self._remark = False, ""
        notice = health.sentence or sight.camera.sentence or sight.trouble or self._remark
        # each vision process begins its readings' clock anew
        shift_s = sight.captured_s - (now_s - t_s) - sight.reading.t_s
        return Glance(sight, now_s - sight.captured_s, shift_s, notice, arrived, health.restarts)

    def take_up(self, classifier: Path, now_s: float) -> None:
        """Go on in a new process, with this classifier; the camera is away for a second or two."""
        spec = replace(self._process.spec, classifier=classifier)
        self._process.renew(spec, now_s, POSES_KNOWN)

    def look_for(self, eyes: bool, now_s: float) -> None:
        """Go on in a new process where it must change; the camera is away for a second or two."""
        spec = self._process.spec
        if spec.eyes != eyes:
            why = EYES_SOUGHT if eyes else BODY_SOUGHT
            self._process.renew(replace(spec, eyes=eyes), now_s, why)

    def make_room(self, learning: bool) -> None:
        """While the game learns, a machine of two cores leaves one of them to the frames."""
        self._process.make_room(learning)

    def stop(self) -> None:
        """End the process."""
        self._process.stop()

    def _look_for_webcam(self, search: Callable[[], str | None], now_s: float, epoch: int) -> None:
        """Every SEARCH_S, ask in a thread for a webcam. Once there is one, vision goes on with it."""
        if self._searching is None:
            if now_s - self._search_s >= SEARCH_S:
                self._search_s = now_s
                self._searching = Future()
                Thread(target=_answer, args=(self._searching, search), name="webcams", daemon=True).start()
        elif self._searching.done():
            camera, self._searching = self._searching.result(), None
            if camera is not None:
                self._search, self._stand_in = None, epoch
                self._process.renew(replace(self._process.spec, camera=camera), now_s, ARRIVED)


def _answer(promise: Future[str | None], search: Callable[[], str | None]) -> None:
    try:
        promise.set_result(search())
    except Exception:  # a driver may fail in any way while a camera is being plugged in: ask again later
        promise.set_result(None)


def _sees(sight: Sight) -> bool:
    """Whether a player in view would be seen: frames come, and no model is missing."""
    return sight.frames > 0 and sight.camera.state == "ok" and not sight.trouble


class ReplaySource:
    """A recording, played from the program's start on."""

    watches = True

    def __init__(self, replay: ReplayControl) -> None:
        self._replay = replay
        self._reading: Reading | None = None
        self._sight: Sight | None = None

    def start(self) -> None:
        """Nothing to do."""

    def glance(self, now_s: float, t_s: float) -> Glance:
        """The reading that is due."""
        reading = self._replay.read(t_s)
        if reading is not None and reading is not self._reading:
            self._reading, self._sight = reading, Sight(reading, OK, live=False)
        return Glance(self._sight, 0.0 if reading is None else max(0.0, t_s - reading.t_s))

    def take_up(self, classifier: Path, now_s: float) -> None:
        """Nothing to do: nobody is seen, or what was seen is over."""

    def look_for(self, eyes: bool, now_s: float) -> None:
        """Nothing to do, either."""

    def make_room(self, learning: bool) -> None:
        """Nothing is in the way."""

    def stop(self) -> None:
        """Nothing to do."""


class NoSource:
    """Nobody looks: the keyboard plays."""

    watches = False

    def start(self) -> None:
        """Nothing to do."""

    def glance(self, now_s: float, t_s: float) -> Glance:
        """Nothing, ever."""
        return Glance()

    def take_up(self, classifier: Path, now_s: float) -> None:
        """Nothing to do: nobody is seen, or what was seen is over."""

    def look_for(self, eyes: bool, now_s: float) -> None:
        """Nothing to do, either."""

    def make_room(self, learning: bool) -> None:
        """Nothing is in the way."""

    def stop(self) -> None:
        """Nothing to do."""


def open_source(options: Options, classifier: Path | None) -> tuple[Source, bool, str]:
    """Where sights come from, whether the body in them plays, and what to remark; decided before a window opens.

    Raises UserError for what was asked for and cannot be.
    """
    if options.replay is not None:
        recording = read_recording(options.replay)
        networks = load_move_networks(classifier, MOVES)
        reader = BodyReader(*networks, profile=options.profile, pair=bool(recording.mates))
        return ReplaySource(ReplayControl(recording, reader)), True, ""
    if options.camera == "none":
        return NoSource(), False, ""
    cabinet = options.command == "cabinet"
    camera, search, remark = options.camera, None, ""
    if camera is not None:
        check_source(camera)
    elif not cabinet:  # a cabinet's vision takes the first webcam there is, whenever it comes
        camera = _webcam_name()
        if camera is None:
            camera, search = "demo", _webcam_name
            remark = NO_WEBCAM
    model = missing = None
    try:
        model = pose_model(options.pose_model)
    except UserError as problem:
        if options.pose_model is not None:
            raise
        model = missing = folder_to_fill(fetched()) / BUNDLE  # vision takes it up once it is there
        remark = joined((problem.sentence, mark("Until then the keyboard plays.")))
    if classifier is None and not remark:
        remark = told("{path} is missing, so only jumps and glances are seen; install the game again.", path=CLASSIFIER)
    faces = face_model() if options.command == "gaze" else find_face_model()
    if faces is None and not remark:
        tell(NO_FACES)
    spec = replace(asked_vision(options, classifier or CLASSIFIER), camera=camera, model=model, faces=faces)
    deaf = not cabinet and (search is not None or missing is not None)
    return VisionSource(VisionProcess(spec), remark, deaf, search), not deaf, remark


def _webcam_name() -> str | None:
    number = find_webcam()
    return None if number is None else str(number)
