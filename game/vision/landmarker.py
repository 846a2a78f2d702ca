"""Frames in, poses out: the only module that calls MediaPipe.

It uses MediaPipe's VIDEO mode on the caller's thread: one frame in, its poses out, no queue (LIVE_STREAM mode
queues results without limit if the reader is slow).

MediaPipe searches the whole picture in every frame in which it tracks fewer people than it may find; that costs
twice as much as tracking one person. So there are two MediaPipe tasks: one
searches for everybody until there is a player, the other then tracks only the player. Tracking alone is also more
robust when somebody walks past behind: searching for everybody lost or merged the player in 1 to 8 frames of each
passing, tracking in none. A second player has a task of their own (a third one), which runs beside the first's.
"""

from __future__ import annotations

import contextlib
import math
import sys
import types
import weakref
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, Self

import cv2
import numpy as np

from game.body.pair_lock import beside_one_another
from game.body.player import Person
from game.body.pose import Landmark, Pose
from game.body.units import body_units
from game.errors import UserError
from game.quiet import hushed
from game.tuning import LOCK
from game.vision.frame import Frame, Image
from game.vision.scout import Scout

WIDEST_PX: Final = 1280
"""Longest side given to MediaPipe. Its models use 224 and 256 pixels, so larger pictures only cost time."""
REWIND_MS: Final = 500
"""If time falls back by more than this, the source restarted; smaller steps back are jitter."""
MARGIN: Final = 0.35
"""Margin around the player, in torso lengths, when the follower is shown only them: room for hands and head."""
SEARCH_S: Final = LOCK.mate_leave_s
"""One of two players who is hidden is searched for in every frame for so long."""
SCOUT_S: Final = 0.5
"""Beside a single player somebody is looked for this often: one frame in fifteen, which costs 4 % of a frame."""
SEEK_S: Final = 0.06
"""One of two players who is hidden is looked for this often: every second frame."""
OUT: Final = 0.35
"""Who is hidden is looked for from this distance on, in torso lengths: half of them has come out."""
BLIND: Final = 0.55
"""Half the width of a standing body, in torso lengths."""
RADIUS: Final = 1.6
"""Radius of the detector's circle around a body in torso lengths."""
GUEST_RATIO: Final = 2.2
"""Who is larger or smaller than the player by more is not followed."""
UNFIT_S: Final = 1.0
"""A guest who stands unlike a second player for so long is followed no more."""
SAME: Final = 0.3
"""Two bodies whose shoulders' middles are nearer than this, in torso lengths, are one."""
STRAY: Final = 1.0
"""Largest movement of the followed body in a frame, in torso lengths; a body further away is somebody else."""


class Landmarker:
    """Finds people in frames. A context manager, because MediaPipe holds threads and memory.

    model: a checked bundle, as `game.vision.models.pose_model` returns it.
    most_people: how many poses `detect` returns at most. pair: somebody beside the player is looked for, too.
    Raises UserError if MediaPipe cannot use the model.
    """

    def __init__(self, model: Path, most_people: int = 1, pair: bool = False) -> None:
        self._everybody = _Tracker(model, most_people)
        self._followers = [_Follower(model) for _ in range((2 if pair else 1) if most_people > 1 else 0)]
        self._guests = Guests(model) if pair and most_people > 1 else None
        self._seen_s = [-math.inf, -math.inf]  # when each player was last seen
        self._second = ThreadPoolExecutor(1, "second player") if pair else None

    def detect(self, frame: Frame, player: Pose | None = None, mate: Pose | None = None) -> tuple[Pose, ...]:
        """The people in this frame, at most `most_people`, in no fixed order; none for an empty frame.

        player, mate: the players' poses in the previous frame, where there are. Then only they are tracked; everybody
        is searched for again once one of them is not found. Beside a single player a guest is followed, who may become
        the mate.
        Takes colour, grey and four-channel pictures of any size. A bad picture or time never raises: a time that does
        not increase is moved on by 1 ms, and after one that falls far back tracking starts anew.
        """
        picture = _rgb(frame.image)
        if picture is None:
            return ()
        size = (frame.image.shape[1], frame.image.shape[0])
        players = (player, mate)
        alone = player is None and mate is None
        if not self._followers or alone:
            self._lose()
            return self._everybody.detect(picture, frame.t_s, size)
        if self._guests is not None and player is not None and mate is not None:
            self._guests.lose()
        missing = [who for who, pose in enumerate(players) if pose is None and frame.t_s - self._seen_s[who] < SEARCH_S]
        guest = self._guest(picture, frame.t_s, size, players) if not missing else None
        found = self._follow(picture, frame.t_s, size, (player or guest, mate or guest) if guest else players)
        for who, pose in enumerate(players):
            if pose is not None:
                self._seen_s[who] = frame.t_s
        lost = [who for who, pose in enumerate(players) if pose is not None and found[who] is None]
        if guest is not None and self._guests is not None:
            self._guests.saw(frame.t_s, found[0 if player is None else 1], found[1 if player is None else 0])
        here = [pose for pose in found if pose is not None]
        if len(here) == 2 and _same(here[0], here[1]):
            lost, here = [0, 1], here[:1]
        if not (lost or missing):
            return tuple(here)
        for who in lost:
            self._followers[who].lose()
        if len(here) == 1 and self._guests is not None:
            hidden = (lost or missing)[0]
            again = self._guests.behind(picture, frame.t_s, size, here[0], self._followers[hidden])
            return (*here, again) if again is not None else tuple(here)
        return (*here, *self._everybody.detect(picture, frame.t_s, size))

    def _follow(
        self, picture: Image, t_s: float, size: tuple[int, int], players: tuple[Pose | None, Pose | None]
    ) -> list[Pose | None]:
        """The players' poses in this frame, None where one is not near their last one. Two are read side by side."""
        found: list[Pose | None] = [None, None]
        wanted = [(who, pose) for who, pose in enumerate(players) if pose is not None]
        other: Future[Pose | None] | None = None
        if len(wanted) == 2 and self._second is not None and all(one.ready for one in self._followers):
            other = self._second.submit(self._followers[1].follow, picture, t_s, size, wanted.pop()[1])
        for who, pose in wanted:
            found[who] = self._followers[who].follow(picture, t_s, size, pose)
        if other is not None:
            found[1] = other.result()
        return found

    def _guest(
        self, picture: Image, t_s: float, size: tuple[int, int], players: tuple[Pose | None, Pose | None]
    ) -> Pose | None:
        """Somebody beside a single player, as seen in the last frame."""
        player, mate = players
        single = player or mate
        if self._guests is None or single is None or (player is not None and mate is not None):
            return None
        follower = self._followers[0 if player is None else 1]
        return self._guests.beside(picture, t_s, size, single, follower)

    def _lose(self) -> None:
        for follower in self._followers:
            follower.lose()
        self._seen_s = [-math.inf, -math.inf]
        if self._guests is not None:
            self._guests.lose()

    def close(self) -> None:
        """Free MediaPipe's threads and memory; may be called twice."""
        if self._second is not None:
            self._second.shutdown()
        self._everybody.close()
        for follower in self._followers:
            follower.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Follower:
    """Tracks one player."""

    def __init__(self, model: Path) -> None:
        self._tracker = _Tracker(model, 1)
        self._following = False

    @property
    def ready(self) -> bool:
        """Whether it may run beside another: MediaPipe's first words have been silenced."""
        return self._tracker.has_found

    def follow(self, picture: Image, t_s: float, size: tuple[int, int], player: Pose) -> Pose | None:
        """The player's pose in this frame, None unless it is near the last one."""
        before = body_units(player)
        if before is None:
            return None
        if not self._following:  # show it only the player at first; afterwards it tracks them by itself
            picture = _curtained(picture, player, MARGIN * before.torso_px)
        self._following = False
        for pose in self._tracker.detect(picture, t_s, size):
            now = body_units(pose)
            if now is not None and np.hypot(*np.subtract(now.origin_px, before.origin_px)) < STRAY * before.torso_px:
                self._following = True
                return pose
        return None

    def begin(self, picture: Image, t_s: float, size: tuple[int, int], left: float, right: float) -> Pose | None:
        """The body between two columns of the picture (in its pixels), to be followed from now on."""
        shown = np.zeros_like(picture)
        a, b = (int(np.clip(edge, 0, picture.shape[1])) for edge in (left, right))
        shown[:, a:b] = picture[:, a:b]
        found = self._tracker.detect(shown, t_s, size)
        self._following = bool(found)
        return found[0] if found else None

    def lose(self) -> None:
        """Begin anew with the next pose."""
        self._following = False

    def close(self) -> None:
        self._tracker.close()


class Guests:
    """Notices somebody who steps in beside a single player, and follows them until they join or are no player."""

    def __init__(self, model: Path) -> None:
        self._scout = Scout(model)
        self._guest: Pose | None = None
        self._due_s = -math.inf
        self._fit_s = -math.inf
        self._sought_s = -math.inf

    def lose(self) -> None:
        """Nobody is followed."""
        self._guest = None

    def beside(
        self, picture: Image, t_s: float, size: tuple[int, int], player: Pose, follower: _Follower
    ) -> Pose | None:
        """The guest as seen last; every SCOUT_S somebody is looked for where there is none."""
        if self._guest is not None or not t_s >= self._due_s:
            return self._guest
        self._due_s = t_s + SCOUT_S
        self._guest = self._other(picture, t_s, size, player, follower, LOCK.mate_near)
        self._fit_s = t_s
        return None  # begun in this frame, followed from the next

    def behind(
        self, picture: Image, t_s: float, size: tuple[int, int], player: Pose, follower: _Follower
    ) -> Pose | None:
        """The other of two players, who comes out from behind this one; looked for every SEEK_S."""
        if not t_s >= self._sought_s + SEEK_S:
            return None
        self._sought_s = t_s
        return self._other(picture, t_s, size, player, follower, OUT)

    def _other(
        self, picture: Image, t_s: float, size: tuple[int, int], player: Pose, follower: _Follower, least: float
    ) -> Pose | None:
        """Somebody of the player's size who is not the player. least: how far away at least, in torso lengths."""
        units = body_units(player)
        if units is None:
            return None
        scale = picture.shape[1] / size[0]
        x, torso = units.origin_px[0] * scale, units.torso_px * scale
        # beside a body in full view the detector often overlooks another, so it is not shown the player
        rest = picture.copy()
        rest[:, max(0, int(x - BLIND * torso)) : max(0, int(x + BLIND * torso))] = 0
        for body in self._scout.find(rest):
            apart, ratio = abs(body.x - x), body.radius / (RADIUS * torso)
            if least * torso < apart < LOCK.mate_far * torso and 1 / GUEST_RATIO < ratio < GUEST_RATIO:
                half = 0.6 * body.radius
                return follower.begin(rest, t_s, size, body.x - half, body.x + half)
        return None

    def saw(self, t_s: float, guest: Pose | None, player: Pose | None) -> None:
        """The guest and the player in this frame. Who does not stand like a second player is let go after a while."""
        self._guest = guest
        if guest is None or player is None:
            return
        one, other = (Person(pose, units) if (units := body_units(pose)) else None for pose in (player, guest))
        if one is not None and other is not None and beside_one_another(one, other):
            self._fit_s = t_s
        elif t_s - self._fit_s > UNFIT_S:
            self._guest, self._due_s = None, t_s + 3 * SCOUT_S


def _same(one: Pose, other: Pose) -> bool:
    """Whether two trackers hold the same body."""
    a, b = body_units(one), body_units(other)
    if a is None or b is None:
        return False
    return bool(np.hypot(*np.subtract(a.origin_px, b.origin_px)) < SAME * min(a.torso_px, b.torso_px))


class _Tracker:
    """One MediaPipe task in VIDEO mode: finds up to `most_people` and tracks them from frame to frame."""

    def __init__(self, model: Path, most_people: int) -> None:
        if most_people < 1:
            raise ValueError("a landmarker looks for at least one person")
        self._most_people = most_people
        self._name = model.name
        try:
            self._bundle = model.read_bytes()
        except OSError as error:
            raise UserError(f"The pose model {model} cannot be read ({error.strerror}); try another.") from error
        self._mediapipe = _mediapipe()
        self._last_ms = 0
        self.has_found = False
        self._open()

    def detect(self, rgb: Image, t_s: float, size: tuple[int, int]) -> tuple[Pose, ...]:
        """Poses in pixels of `size`; the picture itself may be a smaller copy."""
        wanted_ms = round(t_s * 1000)
        if wanted_ms < self._last_ms - REWIND_MS:
            self.close()
            self._open()
        self._last_ms = max(wanted_ms, self._last_ms + 1)
        # On the first body found MediaPipe prints one more log line.
        with contextlib.nullcontext() if self.has_found else hushed():
            found = self._task.detect_for_video(self._image(rgb), self._last_ms).pose_landmarks
        self.has_found |= bool(found)
        return tuple(pose for marks in found if (pose := _pose(marks, size)) is not None)

    def close(self) -> None:
        self._closing()

    def _open(self) -> None:
        """A new task, warmed up: the first inference is slow and prints log lines."""
        tasks = self._mediapipe.tasks
        options = tasks.vision.PoseLandmarkerOptions(
            base_options=tasks.BaseOptions(model_asset_buffer=self._bundle),
            running_mode=tasks.vision.RunningMode.VIDEO,
            num_poses=self._most_people,
        )
        with hushed():
            try:
                self._task = tasks.vision.PoseLandmarker.create_from_options(options)
                self._task.detect_for_video(self._image(np.zeros((64, 64, 3), np.uint8)), 0)
            except (ValueError, RuntimeError, OSError) as error:
                reason = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
                raise UserError(
                    f"MediaPipe cannot use the pose model {self._name} ({reason}); pass another with"
                    " --pose-model; the game fetches its own again once that is deleted"
                ) from error
        self._closing = weakref.finalize(self, _close, self._task)  # also if nobody calls close
        self._last_ms = 0
        self.has_found = False

    def _image(self, rgb: Image) -> Any:
        return self._mediapipe.Image(image_format=self._mediapipe.ImageFormat.SRGB, data=rgb)


def _close(task: Any) -> None:
    try:
        task.close()
    except RuntimeError:  # at exit threads cannot be joined; the system frees everything anyway
        task._handle = None


def _rgb(image: Image) -> Image | None:
    """The picture in MediaPipe's format, or None if it is empty."""
    if image.size == 0 or image.ndim not in (2, 3) or image.dtype != np.uint8:
        return None
    channels = 1 if image.ndim == 2 else image.shape[2]
    code = {1: cv2.COLOR_GRAY2RGB, 3: cv2.COLOR_BGR2RGB, 4: cv2.COLOR_BGRA2RGB}.get(channels)
    if code is None:
        return None
    height, width = image.shape[:2]
    scale = WIDEST_PX / max(height, width)
    image = np.ascontiguousarray(image)
    if scale < 1:
        small = (max(1, round(width * scale)), max(1, round(height * scale)))
        image = np.asarray(cv2.resize(image, small, interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.cvtColor(image, code), np.uint8)


def _curtained(rgb: Image, player: Pose, margin_px: float) -> Image:
    """A copy that is black left and right of the player. margin_px: in pixels of the player's frame."""
    wide = rgb.shape[1]
    across, margin = player.points[:, 0] * wide, margin_px / player.frame[0] * wide
    left, right = (int(np.clip(edge, 0, wide)) for edge in (across.min() - margin, across.max() + margin))
    shown = np.zeros_like(rgb)
    shown[:, left:right] = rgb[:, left:right]
    return shown


def _pose(marks: list[Any], size: tuple[int, int]) -> Pose | None:
    """MediaPipe's landmarks as a Pose, None if one of them is not finite."""
    points = np.array([(mark.x, mark.y, mark.z, mark.visibility or 0.0) for mark in marks], np.float32)
    if points.shape != (len(Landmark), 4) or not np.isfinite(points).all():
        return None
    return Pose(points, size)


def _mediapipe() -> Any:
    """The mediapipe package, imported without 2.5 s of imports that are not needed here.

    If TensorFlow is installed, mediapipe imports all of it for a decorator of its documentation, and matplotlib for a
    plotting function. It works without the first and never calls the second here.
    """
    plots = {name: types.ModuleType(name) for name in ("matplotlib", "matplotlib.pyplot")}
    with _stand_ins({"tensorflow": None, **plots}):
        import mediapipe
    return mediapipe


@contextlib.contextmanager
def _stand_ins(modules: dict[str, types.ModuleType | None]) -> Iterator[None]:
    """Temporarily make imports of these modules give the stand-in (None: not installed), unless already imported."""
    placed = {name: module for name, module in modules.items() if name not in sys.modules}
    sys.modules.update(placed)  # type: ignore[arg-type]  # None is documented: the import then fails
    try:
        yield
    finally:
        for name in placed:
            del sys.modules[name]
