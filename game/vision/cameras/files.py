"""Sources that are not live: video files, folders of pictures, and the virtual player.

Each is a `Reel`: a sequence of frames with their own times. `ReelSource` plays a reel: either every frame in order
(results do not depend on the machine), or in real time like a camera, dropping late frames.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Protocol

import cv2
import numpy as np

from game.body.pose import Pose
from game.errors import UserError
from game.vision.cameras.source import OK, SourceStatus
from game.vision.frame import Frame, Image
from game.words import mark

PICTURE_SUFFIXES: Final = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".webp", ".tif", ".tiff", ".pgm", ".ppm"})
PICTURES_FPS: Final = 30.0  # a folder of pictures has no timestamps; a webcam's rate is used
_MOST_BEHIND_S: Final = 1.0  # if decoding is later than this, the film slows down instead of stalling


class Reel(Protocol):
    """A sequence of frames."""

    @property
    def fps(self) -> float:
        """Nominal frames a second, > 0."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the frames in pixels."""

    def advance(self) -> float | None:
        """Go to the next frame (at first: the first). Returns its time in seconds, or None at the end."""

    def develop(self) -> tuple[Image, Sequence[Pose]] | None:
        """The current frame's picture and the true poses in it; None if it cannot be read."""

    def close(self) -> None:
        """Free the file."""


class ReelSource:
    """Plays a reel.

    realtime: play in real time, newest frame only; otherwise every frame in order, without waiting.
    """

    def __init__(
        self,
        reel: Reel,
        realtime: bool,
        now: Callable[[], float] = time.perf_counter,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._reel = reel
        self._realtime = realtime
        self._now = now
        self._sleep = sleep
        self._start_s: float | None = None
        self._last_s: float | None = None  # time of the current frame
        self._index = -1  # its number
        self._due = False  # whether the current frame has not been returned yet
        self._ended = False

    @property
    def status(self) -> SourceStatus:
        """ok until the end."""
        return SourceStatus("ended", mark("The film is over.")) if self._ended else OK

    @property
    def live(self) -> bool:
        """Whether it plays in real time."""
        return self._realtime

    @property
    def ended(self) -> bool:
        """Whether the reel is over."""
        return self._ended

    @property
    def fps(self) -> float:
        """The reel's nominal rate."""
        return self._reel.fps

    @property
    def size(self) -> tuple[int, int]:
        """The reel's frame size."""
        return self._reel.size

    def read(self, wait_s: float = 0.0) -> Frame | None:
        """The next frame; in real time the newest one due, waiting at most `wait_s` seconds for it."""
        if self._ended or (not self._due and not self._go_on()):
            if self._realtime:
                self._sleep(wait_s)
            return None
        if self._realtime and not self._wait_and_catch_up(wait_s):
            return None
        self._due = False
        developed = self._reel.develop()
        if developed is None:
            return None
        image, truth = developed
        assert self._last_s is not None
        return Frame(image, self._last_s, self._index, truth)

    def close(self) -> None:
        """Close the reel; no frames come afterwards."""
        self._ended = True
        self._reel.close()

    def _go_on(self) -> bool:
        """Go to the next frame; False at the end."""
        t_s = self._reel.advance()
        if t_s is None:
            self._ended = True
            return False
        if self._last_s is not None and t_s <= self._last_s:
            t_s = self._last_s + 1.0 / self._reel.fps  # the container's times repeat or decrease
        self._last_s = t_s
        self._index += 1
        self._due = True
        return True

    def _wait_and_catch_up(self, wait_s: float) -> bool:
        """Whether the current frame is due within `wait_s` seconds; skips frames that later ones have overtaken."""
        assert self._last_s is not None
        now_s = self._now()
        if self._start_s is None:
            self._start_s = now_s - self._last_s
        early_s = self._last_s - (now_s - self._start_s)
        if early_s > 0:
            self._sleep(min(early_s, wait_s))
            return early_s <= wait_s
        if -early_s > _MOST_BEHIND_S:
            self._start_s -= early_s  # shift the clock by the time not waited
            return True
        period_s = 1.0 / self._reel.fps
        while self._last_s + period_s <= self._now() - self._start_s:
            if not self._go_on():
                return False
        return True


class VideoReel:
    """A video file. Uses the container's times if it has them, and applies its rotation.

    Raises UserError if it cannot be opened or contains no picture.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise UserError(f"There is no file {path}; check the path.")
        if not _utf8(path):
            raise UserError(f"OpenCV cannot open {path}, whose name is not UTF-8; rename it.")
        film = _open_film(path)
        done, image = film.read()
        film.release()
        if not done:
            raise UserError(f"{path} cannot be read as a video; convert it to MP4, or give a folder of pictures.")
        self.size = (int(image.shape[1]), int(image.shape[0]))
        self._film = _open_film(path)
        fps = float(self._film.get(cv2.CAP_PROP_FPS))
        self.fps = fps if 0.1 <= fps <= 1000 else PICTURES_FPS
        self._count = 0

    def advance(self) -> float | None:
        """Go to the next frame."""
        if not self._film.grab():
            return None
        nominal_s = self._count / self.fps
        self._count += 1
        t_s = float(self._film.get(cv2.CAP_PROP_POS_MSEC)) / 1000.0
        return t_s if np.isfinite(t_s) and t_s > 0 else nominal_s

    def develop(self) -> tuple[Image, Sequence[Pose]] | None:
        """Decode the current frame."""
        done, image = self._film.retrieve()
        return (np.asarray(image, np.uint8), ()) if done else None

    def close(self) -> None:
        """Close the file."""
        self._film.release()


class PicturesReel:
    """A folder of pictures in natural order of their names, 30 a second.

    Raises UserError if there is no such folder or no readable picture in it.
    """

    fps = PICTURES_FPS

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise UserError(f"There is no folder {folder}; check the path.")
        found = (path for path in folder.iterdir() if path.suffix.lower() in PICTURE_SUFFIXES)
        self._paths = sorted(found, key=lambda path: _natural(path.name))
        first = next((image for path in self._paths if (image := read_picture(path)) is not None), None)
        if first is None:
            raise UserError(f"{folder} holds no picture that can be read; put PNG or JPEG files in it.")
        self.size = (int(first.shape[1]), int(first.shape[0]))
        self._at = -1

    def advance(self) -> float | None:
        """Go to the next picture."""
        if self._at + 1 >= len(self._paths):
            return None
        self._at += 1
        return self._at / self.fps

    def develop(self) -> tuple[Image, Sequence[Pose]] | None:
        """Read the current picture."""
        image = read_picture(self._paths[self._at])
        return None if image is None else (image, ())

    def close(self) -> None:
        """Nothing to free."""


def _utf8(path: Path) -> bool:
    """Whether a path is UTF-8. OpenCV 5 ends the process on any other."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _open_film(path: Path) -> cv2.VideoCapture:
    film = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    film.set(cv2.CAP_PROP_ORIENTATION_AUTO, 1)
    return film


def read_picture(path: Path) -> Image | None:
    """The picture as stored (grey and transparent ones too), BGR, rotated by its EXIF data; None: not a picture.

    Not read by OpenCV itself: a name that is not UTF-8 ends the process, and on Windows one in other letters fails.
    """
    try:
        data = np.frombuffer(path.read_bytes(), np.uint8)
        image = cv2.imdecode(data, cv2.IMREAD_COLOR) if data.size else None
        return None if image is None else np.asarray(image, np.uint8)
    except (OSError, ValueError, cv2.error):  # ValueError: no file can have such a name
        return None


def _natural(name: str) -> list[tuple[int, int, str]]:
    """A sorting key that puts frame9 before frame10."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"([0-9]+)", name.lower())]
