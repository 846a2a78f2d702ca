"""The gaze lab without its screen: collects a player's looks, lets them be learnt, and says where the player looks."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from game.face.eyes import Eyes, Feature
from game.gaze.looks import Array, Looks, joined, looks_of
from game.gaze.path import STOP_S, Spot, spot
from game.gaze.smooth import PointSmoother
from game.gaze.store import Drawer, Kept
from game.gaze.training import Failure, News, Step, Trained, halves, is_check, wanting
from game.words import mark

EACH_S: Final = 0.2
"""Looks at one target are kept this far apart: nearer ones are nearly the same picture."""
MOST: Final = 4000
"""Looks kept at most; older ones are forgotten. 4000 are 9 MB, and half an hour of looking."""
MAP_ROWS, MAP_COLUMNS = 9, 16
MAP_REACH: Final = 0.12
"""The map's error at a place is the mean of the examples around it, weighted by a Gaussian this wide, in screens."""
LOST_S: Final = 0.5
POINTER_APART: Final = 0.08
"""Pointer examples nearer to each other than this, in screens, belong to one target."""


class Job(Protocol):
    """Learning that is under way."""

    def news(self) -> list[News]:
        """What has come since the last call."""
        ...

    def stop(self) -> None:
        """Give it up."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class ErrorMap:
    """Mean error over the screen, in units of its sides: (MAP_ROWS, MAP_COLUMNS) each, NaN where no example is near."""

    known: Array
    checked: Array


class Lab:
    """One player's session."""

    def __init__(self, begin: Callable[[Looks], Job]) -> None:
        """begin: starts to learn looks."""
        self._begin = begin
        self._seen: list[tuple[Eyes, tuple[float, float], int]] = []
        self._kept: Looks | None = None  # of a file
        self._all: Looks | None = None
        self._job: Job | None = None
        self._smoother = PointSmoother()
        self._last_s = -math.inf  # when a look was kept last
        self._face_s = -math.inf
        self._pointer: list[tuple[float, float]] = []
        self.t_s = 0.0
        self.acted = False  # whether the looks are the virtual player's
        self.begun_s: float | None = None  # when the target began to move; None: it does not
        self.eyes: Eyes | None = None
        self.trained: Trained | None = None
        self.losses: list[tuple[float, float]] = []
        self.step = Step(0.0, "")
        self.failure = ""
        self.gaze: tuple[float, float] | None = None
        self._missed: Array | None = None  # of the looks left out, by the method in use

    def __len__(self) -> int:
        return len(self._seen) + (0 if self._kept is None else len(self._kept))

    @property
    def looks(self) -> Looks:
        """All examples so far."""
        if self._all is None:
            new = looks_of([e for e, _, _ in self._seen], [t for _, t, _ in self._seen], [g for _, _, g in self._seen])
            self._all = new if self._kept is None else joined([self._kept, new])
        return self._all

    @property
    def counts(self) -> tuple[int, int]:
        """Examples to learn from, and to check on."""
        check = sum(is_check(group) for _, _, group in self._seen)
        old = 0 if self._kept is None else sum(is_check(int(group)) for group in self._kept.groups)
        return len(self) - check - old, check + old

    @property
    def learning(self) -> bool:
        """Whether it is being learnt."""
        return self._job is not None

    @property
    def hint(self) -> str:
        """What is wrong with the picture now, or empty."""
        if self.t_s - self._face_s > LOST_S:
            return mark("No face: sit before the camera, with light on your face.")
        if self.eyes is not None and not self.eyes.near:
            return mark("Come closer: your eyes are too small in the picture.")
        return ""

    def target(self, t_s: float) -> Spot | None:
        """The moving target at a time of the camera's clock; None while it rests."""
        return None if self.begun_s is None else spot(t_s - self.begun_s)

    def follow(self, on: bool) -> None:
        """Let the target move from now on, or stop it. New rounds go to new targets."""
        self.begun_s = self.t_s - self._rounds_s() if on else None

    def see(self, t_s: float, eyes: Eyes | None) -> None:
        """One look of the camera at the player; while the target rests, with open eyes near enough, it is kept."""
        if t_s < self.t_s - 1.0:  # the camera's clock begins anew
            self.begun_s = None if self.begun_s is None else t_s - self._rounds_s()
            self._last_s = self._face_s = -math.inf
            self._smoother.reset()
        self.t_s, self.eyes = t_s, eyes
        if eyes is None:
            self.gaze = self.gaze if t_s - self._face_s <= LOST_S else None
            return
        self._face_s = t_s
        usable = not eyes.shut and eyes.near
        now = self.target(t_s)
        if now is not None and now.resting and usable and t_s - self._last_s >= EACH_S - 1e-6:
            self._keep(eyes, (now.x, now.y), now.stop)
            self._last_s = t_s
        if self.trained is not None and not eyes.shut:
            point = self.trained.predict(looks_of([eyes], [(0.5, 0.5)], [0]))[0]
            x, y = self._smoother.step(t_s, point)
            self.gaze = float(x), float(y)

    def lose(self) -> None:
        """No picture has come for LOST_S: nothing is known of the eyes any more."""
        self.eyes = self.gaze = None

    def point(self, x: float, y: float) -> bool:
        """The player looks at the pointer now, and says so. Whether that made an example."""
        if self.eyes is None or self.eyes.shut or not self.eyes.near or self.t_s - self._face_s > 0:
            return False
        near = [k for k, (a, b) in enumerate(self._pointer) if math.hypot(a - x, b - y) < POINTER_APART]
        if not near:
            self._pointer.append((x, y))
        group = near[0] if near else len(self._pointer) - 1
        self._keep(self.eyes, (x, y), 1_000_000 + group)  # apart from the moving target's numbers
        return True

    def train(self) -> None:
        """Begin to learn. Without enough examples `failure` says why not."""
        self.failure = wanting(self.looks)
        if not self.failure and self._job is None:
            self.losses, self.step = [], Step(0.0, mark("begins"))
            self._job = self._begin(self.looks)

    def cancel(self) -> None:
        """Give up learning; what was learnt before stays."""
        if self._job is not None:
            self._job.stop()
        self._job = None

    def poll(self) -> bool:
        """Take news of the learning. Whether something new has been learnt."""
        new = False
        for news in () if self._job is None else self._job.news():
            match news:
                case Step(loss=loss, check=check):
                    self.step = news
                    if loss is not None and check is not None:
                        self.losses.append((loss, check))
                case Trained():
                    self.trained, new, self._missed = news, True, None
                    self._smoother.reset()
                    self.cancel()
                case Failure(sentence):
                    self.failure = sentence
                    self.cancel()
        return new

    def reset(self) -> None:
        """Forget the player."""
        self.cancel()
        self._seen, self._kept, self._all, self._pointer = [], None, None, []
        self.trained, self.gaze, self.begun_s, self.failure, self.losses = None, None, None, "", []
        self._smoother.reset()
        self.eyes = None

    def kept(self) -> Kept:
        """What there is to keep."""
        return Kept(self.looks, self.trained)

    def take(self, kept: Kept) -> None:
        """Go on with a player who was kept."""
        self.reset()
        self._kept, self.trained, self._missed = kept.looks, kept.trained, None

    def error_map(self) -> ErrorMap | None:
        """Where on the screen the method in use errs; None before anything is learnt."""
        if self.trained is None or not len(self):
            return None
        return ErrorMap(*(_spread(part, self.trained) for part in halves(self.looks)))

    def error(self) -> float | None:
        """Mean error on targets left out, in units of the screen's sides."""
        return None if self.trained is None else self.trained.checked[self.trained.use]

    def error_diagonal(self, size: tuple[float, float]) -> float | None:
        """The same on a screen of this shape, in its diagonals."""
        if self.trained is None:
            return None
        _, check = halves(self.looks)
        if not len(check):
            return None
        if self._missed is None:
            self._missed = self.trained.checking(check) - check.targets
        wide, high = size
        return float(np.hypot(*(self._missed * (wide, high)).T).mean() / math.hypot(wide, high))

    def dots(self) -> list[tuple[float, float, bool]]:
        """Every example's place, and whether it is only for checking."""
        old = self._kept
        dots = (
            [] if old is None else [(x, y, is_check(int(g))) for (x, y), g in zip(old.targets, old.groups, strict=True)]
        )
        return dots + [(x, y, is_check(group)) for _, (x, y), group in self._seen]

    def away_cm(self) -> float | None:
        """How far the face is from the camera, for an ordinary lens."""
        return None if self.eyes is None else float(self.eyes.features[Feature.PLACE_Z])

    def _rounds_s(self) -> float:
        """The part of the way that lies behind: targets looked at before are not gone to again."""
        done = [group for _, _, group in self._seen if group < 1_000_000]
        if self._kept is not None:
            done += [int(group) for group in self._kept.groups if group < 1_000_000]
        return 0.0 if not done else (max(done) + 1) * STOP_S

    def _keep(self, eyes: Eyes, target: tuple[float, float], group: int) -> None:
        self._seen.append((eyes, target, group))
        del self._seen[: max(0, len(self._seen) - MOST)]
        self._all = None


@dataclass(frozen=True, slots=True)
class GazeKit:
    """What the lab works with. name: under which the player is kept.

    acted: whether the virtual player sits there now; a webcam may take its place. While it does, the target moves from
    `start_s` of the camera's clock on. Where nobody can ask, there and on a cabinet, `enough` examples are learnt from
    without being asked; the virtual player is learnt again from each `more` examples.
    """

    lab: Lab
    drawer: Drawer
    name: str = "player"
    acted: Callable[[], bool] = lambda: False
    start_s: float = 0.0
    enough: int = 60
    more: int = 40


def _spread(looks: Looks, trained: Trained) -> Array:
    """Errors at examples, spread over the map."""
    y, x = (np.indices((MAP_ROWS, MAP_COLUMNS)) + 0.5) / np.array([MAP_ROWS, MAP_COLUMNS]).reshape(2, 1, 1)
    if not len(looks):
        return np.full((MAP_ROWS, MAP_COLUMNS), np.nan)
    errors = np.linalg.norm(trained.checking(looks) - looks.targets, axis=1)
    far = (x[..., None] - looks.targets[:, 0]) ** 2 + (y[..., None] - looks.targets[:, 1]) ** 2
    weight = np.exp(-0.5 * far / MAP_REACH**2)
    total = weight.sum(-1)
    return np.where(total > 0.25, (weight * errors).sum(-1) / np.maximum(total, 1e-9), np.nan)
