"""Projection: metres to logical pixels, and the scrolling speed of each distance.

The ground is a plane seen from just above it: its rows run from the horizon down. A row's parallax factor is its
distance below the horizon, 1 at the Huia's feet; a tree of factor f stands on the row of factor f.
"""

from __future__ import annotations

from dataclasses import dataclass

from game.tuning import WORLD
from game.world.fords import EVERY_M

_USUAL_WIDTH_PX = 1280
_USUAL_AHEAD_M = WORLD.run.ahead_m
_DEPTH_PX = 128  # from the horizon to the feet: eye level is slightly below the back of a bird 250 px tall


@dataclass(frozen=True, slots=True)
class View:
    """The picture's fixed geometry, in logical pixels; the ground is anchored to the bottom edge.

    px_per_m: pixels for a metre along the path; a run shows 9 m. below_px: ground shown in front of the feet.
    Wider pictures show more path, taller ones more sky.
    """

    width_px: int = 1280
    height_px: int = 720
    px_per_m: float = 1280 / 9
    below_px: int = 96

    @property
    def ground_px(self) -> int:
        """Row of the path, where the feet are."""
        return self.height_px - self.below_px

    @property
    def depth_px(self) -> int:
        """Rows from the horizon to the path."""
        return _DEPTH_PX

    @property
    def horizon_px(self) -> int:
        """Row of the horizon."""
        return self.ground_px - _DEPTH_PX

    @property
    def ground_rows_px(self) -> int:
        """Rows of ground to paint: to the bottom edge and a little further, for camera shake."""
        return self.height_px - self.horizon_px + 16

    @property
    def period_px(self) -> int:
        """Pixels at the feet after which the painted ground of a run repeats, with its fords."""
        return round(EVERY_M * self.px_per_m)

    def row_of(self, factor: float) -> int:
        """The row on which things of a parallax factor stand."""
        return round(self.horizon_px + factor * _DEPTH_PX)


_TALL_M = 8.5
"""Metres of path in an upright picture, which shows less so that the Huia is large enough."""
_AHEAD_M = 7.1
"""Metres of path before the bird in a wide picture. Narrower ones show as many, so that they warn as early."""
_BEHIND_M = 1.4
"""Metres of path behind it that every picture keeps: its tail, and what has just been passed."""
_TALL_GROUND = 0.2
"""Fraction of an upright picture's height that is ground below the feet, as background for text."""


def view_of(size: tuple[int, int]) -> View:
    """The geometry of a picture of this size, wide or upright."""
    width, height = size
    return View(width, height, width / _TALL_M, round(height * _TALL_GROUND)) if height > width else View(width, height)


@dataclass(frozen=True, slots=True)
class Camera:
    """The camera of one frame. x_m: x of the world in the middle of the picture's path.

    zoom: scale of the path relative to a run. stretch: scale of heights and sizes relative to distances. shake_px:
    offset of the path's plane; farther planes move less. pace: the zoom used for scrolling where it differs from
    `zoom`: planes must not slide while the picture zooms out for a moment.
    """

    view: View
    x_m: float
    zoom: float = 1.0
    stretch: float = 1.0
    shake_px: tuple[float, float] = (0.0, 0.0)
    pace: float | None = None

    @property
    def px_per_m(self) -> float:
        """Pixels for a metre along the path."""
        return self.view.px_per_m * self.zoom

    @property
    def size_px_per_m(self) -> float:
        """Pixels for a metre of height and of the size of things."""
        return self.view.px_per_m * self.stretch * self.zoom

    def point(self, x_m: float, y_m: float) -> tuple[float, float]:
        """A point over the path, in logical pixels."""
        return (
            self.view.width_px / 2 + (x_m - self.x_m) * self.px_per_m + self.shake_px[0],
            self.view.ground_px - y_m * self.size_px_per_m + self.shake_px[1],
        )

    def scroll_px(self, factor: float) -> float:
        """How far a plane of this parallax factor has moved to the left since x_m was 0."""
        pace = self.zoom if self.pace is None else self.pace
        return self.x_m * self.view.px_per_m * pace * factor - self.shake_px[0] * factor

    def lift_px(self, factor: float) -> float:
        """How far the shake moves a plane of this parallax factor down."""
        return self.shake_px[1] * factor


def follow(bird_x_m: float, camera_x_m: float, view: View, zoom: float) -> float:
    """The world's camera for another view or zoom.

    The Huia keeps its place as a fraction of the width; but in a run a narrow picture moves ahead until it shows as
    much of the path before the bird as a wide one, as far as the bird stays in it.
    """
    width_px, wide_m = view.width_px, view.width_px / view.px_per_m
    if zoom == 1.0 and wide_m < 2 * _AHEAD_M - 2 * _USUAL_AHEAD_M:
        return camera_x_m - _USUAL_AHEAD_M + min(_AHEAD_M - wide_m / 2, wide_m / 2 - _BEHIND_M)
    return bird_x_m + (camera_x_m - bird_x_m) * width_px / _USUAL_WIDTH_PX / zoom
