"""The camera's picture as in a mirror, with the player's skeleton and the jump's height line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, cast

import cv2
import numpy as np

from game.body.pose import Landmark, Pose
from game.body.skeleton import JOINTS, LIMBS, UNSEEN
from game.body.units import body_units
from game.scene.drawing import Pixels
from game.scene.interface.cards import CREAM, GLOW, NIGHT

_SHIFT: Final = 4
_FACE: Final = frozenset(mark for mark in Landmark if mark <= Landmark.MOUTH_RIGHT)
LEFT_ARM: Final = (255, 180, 20)
RIGHT_ARM: Final = (90, 165, 220)
LEFT_LEG: Final = (205, 60, 60)
RIGHT_LEG: Final = (130, 60, 235)
TRUNK: Final = (245, 245, 240)
FACE: Final = (214, 226, 222)
"""Colours of the skeleton, warm on the player's left: at least 43 CIELAB steps apart, also for colour-blind people
(tests/scene/test_palette.py). The classifier's own picture has other colours, which must not change."""
_DIM: Final = 0.72
"""Brightness of the picture, below 1 so that the skeleton and the game stand out."""


@dataclass(frozen=True, slots=True, eq=False)
class Glass:
    """Content of the camera card's picture. Equal if picture and pose are the same objects.

    picture: uint8 (h, w, 3) RGB, not mirrored, or None. threshold: the jump gate's, torso lengths over the nose.
    mate: the second player; then each line is only as wide as its player.
    """

    picture: Pixels | None
    pose: Pose | None
    threshold: float
    reached: bool
    size: tuple[int, int]
    mate: Mate | None = None

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Glass)
            and self.picture is other.picture
            and self.pose is other.pose
            and (self.mate and self.mate.pose) is (other.mate and other.mate.pose)
            and (self.threshold, self.reached, self.size) == (other.threshold, other.reached, other.size)
        )

    def __hash__(self) -> int:
        return hash((id(self.picture), id(self.pose), self.threshold, self.reached, self.size))


@dataclass(frozen=True, slots=True, eq=False)
class Mate:
    """The second player in the picture: their pose, their own line, and whether their hands are over it."""

    pose: Pose
    threshold: float
    reached: bool


@lru_cache(maxsize=2)
def reflected(glass: Glass) -> Pixels:
    """The whole card picture, premultiplied RGBA with round corners. The last ones are cached: a screen is faster."""
    pixels = mirror(glass.picture, glass.size)
    players = [] if glass.pose is None else [(glass.pose, glass.threshold, glass.reached)]
    if glass.mate is not None:
        players.append((glass.mate.pose, glass.mate.threshold, glass.mate.reached))
    for pose, threshold, reached in players:
        y = height_line(pose, threshold, glass.size)
        if y is not None:
            span = None if glass.mate is None else _span(pose, glass.size)
            draw_height_line(pixels, y, reached, span)
        draw_skeleton(pixels, pose)
    out = rounded(pixels, 9)
    out.flags.writeable = False
    return out


def mirror(picture: Pixels | None, size: tuple[int, int]) -> Pixels:
    """The picture mirrored, darkened and cropped to `size` (width, height); plain dark if there is none."""
    wide, high = size
    if picture is None or picture.size == 0:
        return np.full((high, wide, 3), NIGHT, np.uint8)
    rows, columns = picture.shape[:2]
    scale = max(wide / columns, high / rows)
    across, down = min(columns, max(1, round(wide / scale))), min(rows, max(1, round(high / scale)))
    left, top = (columns - across) // 2, (rows - down) // 2
    shown = picture[top : top + down, left : left + across]
    if scale < 1:  # whichever of the two is smaller is turned and darkened
        shown = np.asarray(cv2.resize(shown, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    shown = np.asarray(cv2.convertScaleAbs(cv2.flip(shown, 1), alpha=_DIM), np.uint8)
    return shown if scale < 1 else cast(Pixels, cv2.resize(shown, size, interpolation=cv2.INTER_LINEAR))


def placed(pose: Pose, size: tuple[int, int]) -> np.ndarray:
    """The landmarks (33, 2) in the mirrored, cropped picture's pixels."""
    wide, high = size
    frame = np.asarray(pose.frame, np.float32)
    scale = max(wide / frame[0], high / frame[1])
    xy = (pose.xy_px() - frame / 2) * scale
    return np.asarray(xy * (-1, 1) + (wide / 2, high / 2), np.float32)


def draw_skeleton(pixels: Pixels, pose: Pose) -> None:
    """Draw the coloured skeleton on a mirrored picture, in place: a dark line under each bright one."""
    high, wide = pixels.shape[:2]
    points = np.clip(placed(pose, (wide, high)), -2000, 4000)
    fixed = np.rint(points * (1 << _SHIFT)).astype(int).tolist()
    seen = pose.points[:, 3] >= UNSEEN
    thick = max(1.0, high / 60)
    strokes = [limb for limb in LIMBS if seen[limb.start] and seen[limb.end]]
    for limb in strokes:
        width = max(1, round(thick * (0.6 if limb.end in _FACE else 1.0)))
        cv2.line(pixels, fixed[limb.start], fixed[limb.end], NIGHT, width + 2, cv2.LINE_AA, _SHIFT)
    for limb in strokes:
        width = max(1, round(thick * (0.6 if limb.end in _FACE else 1.0)))
        cv2.line(pixels, fixed[limb.start], fixed[limb.end], shade_of(limb.end), width, cv2.LINE_AA, _SHIFT)
    for mark, _ in JOINTS:
        if seen[mark]:
            radius = round(thick * (0.55 if mark in _FACE else 0.95) * (1 << _SHIFT))
            cv2.circle(pixels, fixed[mark], radius, _pale(shade_of(mark)), -1, cv2.LINE_AA, _SHIFT)


def height_line(pose: Pose, threshold: float, size: tuple[int, int]) -> float | None:
    """The y in a picture of `size` that both wrists must pass to jump; None if the body cannot be measured.

    threshold: of the jump gate, in torso lengths over the nose.
    """
    units = body_units(pose)
    if units is None:
        return None
    scale = max(size[0] / pose.frame[0], size[1] / pose.frame[1])
    return float(placed(pose, size)[Landmark.NOSE, 1]) - threshold * units.torso_px * scale


def _span(pose: Pose, size: tuple[int, int]) -> tuple[int, int]:
    """The columns that one of two players' line takes: an arm to each side of the shoulders."""
    at = placed(pose, size)[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER], 0]
    units = body_units(pose)
    arm = 0.9 * (units.torso_px if units is not None else 0.0) * max(size[0] / pose.frame[0], size[1] / pose.frame[1])
    return max(0, round(float(at.mean()) - arm)), min(size[0], round(float(at.mean()) + arm))


def draw_height_line(pixels: Pixels, y: float, reached: bool, span: tuple[int, int] | None = None) -> None:
    """Draw the jump's line across a picture, an arrowhead at each end, in place; kept inside the picture.

    It glows once it is reached. span: the columns it takes, all of them by default.
    """
    if span is not None:
        pixels = pixels[:, span[0] : max(span[0] + 1, span[1])]
    high, wide = pixels.shape[:2]
    thick = max(1, round(high / 130))
    head = min(max(4, round(high / 24)), wide // 4)
    row = round(min(max(y, head), high - head - 1))
    colour = GLOW if reached else CREAM
    tips = [
        np.array([(x, row - head), (x + way * head * 1.4, row), (x, row + head)]) for x, way in ((0, 1), (wide, -1))
    ]
    for ink, more in ((NIGHT, 2), (colour, 0)):
        cv2.line(pixels, (0, row), (wide, row), ink, thick + more, cv2.LINE_AA)
        for tip in tips:
            cv2.fillPoly(pixels, [tip.astype(np.int32)], ink, cv2.LINE_AA)
            if more:
                cv2.polylines(pixels, [tip.astype(np.int32)], True, ink, more, cv2.LINE_AA)


def rounded(pixels: Pixels, radius_px: float) -> Pixels:
    """RGB pixels as premultiplied RGBA with round corners."""
    high, wide = pixels.shape[:2]
    out = cast(Pixels, cv2.cvtColor(pixels, cv2.COLOR_RGB2RGBA))
    r = int(min(radius_px, wide / 2, high / 2))
    if r < 1:
        return out
    grid = r - 0.5 - np.arange(r)
    corner = np.clip(r + 0.5 - np.hypot(grid[:, None], grid[None, :]), 0, 1).astype(np.float32)[..., None]
    for rows, columns, mask in (
        (slice(0, r), slice(0, r), corner),
        (slice(0, r), slice(wide - r, wide), corner[:, ::-1]),
        (slice(high - r, high), slice(0, r), corner[::-1]),
        (slice(high - r, high), slice(wide - r, wide), corner[::-1, ::-1]),
    ):
        out[rows, columns] = (out[rows, columns] * mask).astype(np.uint8)
    return out


@cache
def shade_of(mark: Landmark) -> tuple[int, int, int]:
    """The colour of a joint and of the limb that ends there."""
    name = mark.name
    if mark in _FACE:
        return FACE
    if name.endswith(("SHOULDER", "HIP")):
        return TRUNK
    side = LEFT_LEG, LEFT_ARM
    if name.startswith("RIGHT"):
        side = RIGHT_LEG, RIGHT_ARM
    return side[name.endswith(("ELBOW", "WRIST"))]


@cache
def _pale(colour: tuple[int, int, int]) -> tuple[int, int, int]:
    """A paler colour, for joints."""
    red, green, blue = (round(c + (255 - c) * 0.3) for c in colour)
    return (red, green, blue)
