"""Joints read back from a drawn skeleton: a picture with lines for limbs and dots for joints, each of one colour.

The original Huia experience kept such pictures (640 x 500, on black), and some have lost their joints. Which colour is
which is learnt from pictures whose joints are known, or read from a table (`--colours FILE.json`):

    {"dot_px": 6.0, "line_px": 8.0, "cap_px": 0.0,
     "joints": {"nose": [r, g, b], …, "leftEar": null}, "limbs": {"leftShoulder-leftElbow": [r, g, b], …}}

null is a joint whose dot cannot be seen (black on black). Joints and limbs may share a colour: the limb's line is
then taken away first. dot_px is the dots' radius, line_px the lines' width, cap_px how far lines run on beyond joints.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from game.body.pose import COCO17, Landmark
from game.errors import UserError

Image = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
Colour = tuple[int, int, int]

SIZE: Final = (640, 500)
NEAR: Final = 12.0  # RGB distance: PNGs keep colours exactly, and blended edges must not pass for another part
READS: Final = 0.60  # of the found joints must lie on their colour, else the joints are not this picture's
SURE: Final = 0.5  # PoseNet's score from which a joint counts as found
LEAST_JOINTS: Final = 6  # a JSON with fewer joints and limbs of this score is no evidence
EXPLAINS: Final = 0.8
"""The share of a drawing that a JSON must explain: right pairs of 60 virtual people explain .999, wrong ones at most
.37, a JSON that lost half an arm or a leg .78 to 1."""
MARGIN_PX: Final = 2.0  # joints are drawn to whole pixels, and lines have rounded ends
MISPLACED_PX: Final = 2.5
"""A joint that lies further from its dot's middle is not where it was drawn: 2 px and half a pixel of rounding."""
DOT_SHARE: Final = 0.12  # of a dot must be seen before its place is told
ORIGINAL_DOT_PX: Final = 6.0  # the original's dots (radius) and lines (width), where nothing is learnt yet
ORIGINAL_LINE_PX: Final = 8.0
_MOST_BYTES: Final = 1 << 20
LEAST_COLOURS: Final = 14


def part_name(mark: Landmark) -> str:
    """A landmark's name in PoseNet's files: LEFT_WRIST is leftWrist."""
    first, *rest = mark.name.lower().split("_")
    return first + "".join(word.title() for word in rest)


PARTS: Final[Mapping[str, int]] = {part_name(mark): place for place, mark in enumerate(COCO17)}
"""PoseNet's part names with their places among the 17."""

LIMBS: Final[tuple[tuple[int, int], ...]] = tuple(
    (PARTS[a], PARTS[b])
    for a, b in (
        ("leftShoulder", "rightShoulder"),
        ("leftShoulder", "leftElbow"),
        ("leftElbow", "leftWrist"),
        ("rightShoulder", "rightElbow"),
        ("rightElbow", "rightWrist"),
        ("leftShoulder", "leftHip"),
        ("rightShoulder", "rightHip"),
        ("leftHip", "rightHip"),
        ("leftHip", "leftKnee"),
        ("leftKnee", "leftAnkle"),
        ("rightHip", "rightKnee"),
        ("rightKnee", "rightAnkle"),
    )
)
"""PoseNet's adjacent joints, as places among the 17."""
NAMES: Final = tuple(PARTS)


@dataclass(frozen=True, slots=True)
class Colours:
    """How skeletons were drawn. joints: of the 17, None where a dot cannot be seen; limbs: as LIMBS, None unknown."""

    joints: tuple[Colour | None, ...]
    limbs: tuple[Colour | None, ...]
    dot_px: float
    line_px: float
    cap_px: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """As the file has it."""
        limbs = {f"{NAMES[a]}-{NAMES[b]}": colour for (a, b), colour in zip(LIMBS, self.limbs, strict=True)}
        return {
            "dot_px": round(self.dot_px, 2),
            "line_px": round(self.line_px, 2),
            "cap_px": round(self.cap_px, 2),
            "joints": dict(zip(NAMES, self.joints, strict=True)),
            "limbs": limbs,
        }


def read_colours(path: Path) -> Colours:
    """Read a table of colours. Raises UserError for a file that is none."""
    try:
        with path.open("rb") as file:
            table = json.loads(file.read(_MOST_BYTES))
        joints = tuple(_colour(table["joints"].get(name)) for name in NAMES)
        limbs = tuple(_colour(table["limbs"].get(f"{NAMES[a]}-{NAMES[b]}")) for a, b in LIMBS)
        dot_px, line_px, cap_px = float(table["dot_px"]), float(table["line_px"]), float(table.get("cap_px", 0.0))
        if not (1 <= dot_px <= 50 and 1 <= line_px <= 50 and abs(cap_px) <= 50):
            raise ValueError
    except OSError as error:
        raise UserError(f"cannot read {path}: {error.strerror or error}.") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        raise UserError(f"{path} is no table of skeleton colours; see --save-colours for one.") from None
    if sum(colour is not None for colour in (*joints, *limbs)) < LEAST_COLOURS:
        raise UserError(f"{path} names the colours of too few parts; see --save-colours for a full table.")
    return Colours(joints, limbs, dot_px, line_px, cap_px)


def _colour(value: object) -> Colour | None:
    match value:
        case None:
            return None
        case [int(r), int(g), int(b)] if all(0 <= c <= 255 for c in (r, g, b)):
            return r, g, b
        case _:
            raise ValueError


# --- the pixels of a picture -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """What is drawn on the ground: places (n, 2) x, y and colours (n, 3) RGB, and where the bare ground is."""

    at: Points
    rgb: npt.NDArray[np.int32]
    ground: Mask

    def near(self, colour: Colour) -> Mask:
        """Which of the inked pixels have a colour, (n,)."""
        red, green, blue = (self.rgb - np.asarray(colour, np.int32)).T
        return np.asarray(red * red + green * green + blue * blue <= NEAR**2, np.bool_)

    def of(self, colour: Colour | None) -> Points:
        """The places of a colour's pixels."""
        return self.at[:0] if colour is None else self.at[self.near(colour)]

    def tally(self, which: Mask) -> dict[Colour, int]:
        """How many of these pixels there are of each exact colour."""
        red, green, blue = self.rgb[which].T
        codes, counts = np.unique(red << 16 | green << 8 | blue, return_counts=True)
        return {(c >> 16, c >> 8 & 255, c & 255): n for c, n in zip(codes.tolist(), counts.tolist(), strict=True)}


def ink_of(image: Image) -> Ink:
    """The ground is whatever colour the corners have most of: skeletons are drawn in the middle."""
    codes = cv2.cvtColor(image, cv2.COLOR_RGB2RGBA).view(np.uint32)[..., 0]
    edge = np.concatenate([codes[0], codes[-1], codes[:, 0], codes[:, -1]])
    values, counts = np.unique(edge, return_counts=True)
    ground = codes == values[counts.argmax()]
    rows, columns = np.nonzero(~ground)
    return Ink(np.column_stack([columns, rows]).astype(np.float32), image[rows, columns].astype(np.int32), ground)


def to_line(at: Points, a: Points, b: Points) -> tuple[Points, Points]:
    """Of each place: its distance from the line a-b in pixels, and how many pixels along it lies from a."""
    way = (b - a) / max(1e-3, float(np.hypot(*(b - a))))
    along = (at - a) @ way
    off = np.abs((at - a) @ np.array([-way[1], way[0]], np.float32))
    return np.asarray(off, np.float32), np.asarray(along, np.float32)


def on_limb(at: Points, a: Points, b: Points, margin: float) -> Mask:
    """Which places lie within `margin` of the stretch from a to b."""
    off, along = to_line(at, a, b)
    return np.asarray(
        (off < margin) & (along > -margin) & (along < math.dist(a.tolist(), b.tolist()) + margin), np.bool_
    )


def far(at: Points, x: float, y: float) -> Points:
    """How far each place is from (x, y), in pixels."""
    return np.asarray(np.hypot(at[:, 0] - x, at[:, 1] - y), np.float32)


def belongs(image: Image, points: Points, colours: Colours) -> bool:
    """Whether these joints are this picture's: they explain most of what is drawn, and most of them are drawn.

    Joints of score 0.5 and more must have their colours where they should be; fewer than a body's are no evidence.
    """
    ink = ink_of(image)
    asked = hits = 0
    for (x, y, score), colour in zip(points.tolist(), colours.joints, strict=True):
        if score >= SURE and colour is not None and _inside(image, x, y):
            asked += 1
            hits += int((far(ink.of(colour), x, y) <= colours.dot_px).sum()) >= 3
    for (a, b), colour in zip(LIMBS, colours.limbs, strict=True):
        if colour is not None and min(points[a, 2], points[b, 2]) >= SURE:
            asked += 1
            start, way = points[a, :2], points[b, :2] - points[a, :2]
            hits += int(on_limb(ink.of(colour), start + 0.3 * way, start + 0.7 * way, 3.0).sum()) >= 3
    return asked >= LEAST_JOINTS and hits >= READS * asked and explained(ink, points, colours) >= EXPLAINS


def misplaced(image: Image, points: Points, colours: Colours) -> list[int]:
    """Joints whose dots are plainly drawn elsewhere than these joints say; covered dots tell nothing."""
    ink, whole = ink_of(image), math.pi * colours.dot_px**2
    found = []
    for joint, ((x, y, score), colour) in enumerate(zip(points.tolist(), colours.joints, strict=True)):
        if colour is None or score == 0:
            continue
        dot = ink.of(colour)
        apart = far(dot, x, y)
        if colour in colours.limbs:  # a line has the dot's colour: it can only be missing where it should be
            wrong = score >= SURE and _inside(image, x, y) and not (apart <= colours.dot_px).any()
        elif 0.8 * whole <= len(dot) <= 1.3 * whole:
            wrong = math.dist((x, y), dot.mean(axis=0).tolist()) > MISPLACED_PX
        else:
            wrong = len(dot) >= DOT_SHARE * whole and (apart > colours.dot_px + MARGIN_PX).mean() > 0.3
        found += [joint] * bool(wrong)
    return found


def _inside(image: Image, x: float, y: float) -> bool:
    return bool(0 <= x < image.shape[1] and 0 <= y < image.shape[0])


def explained(ink: Ink, points: Points, colours: Colours | None = None) -> float:
    """The share of what is drawn that these joints account for, 0..1: dots and lines where the joints put them.

    With `colours` a pixel counts only where the part has the pixel's colour, and pixels of no known colour (blended
    edges, dots whose colour is unknown) are left out; without, any part's place will do.
    """
    dot_px, line_px = (ORIGINAL_DOT_PX, ORIGINAL_LINE_PX) if colours is None else (colours.dot_px, colours.line_px)
    told = np.zeros(len(ink.at), np.bool_)
    known = np.full(len(ink.at), colours is None)
    parts = [(colour, None, n) for n, colour in enumerate(colours.joints if colours else [None] * len(NAMES))]
    lines = zip(colours.limbs if colours else [None] * len(LIMBS), LIMBS, strict=True)
    for colour, start, end in [*parts, *((colour, a, b) for colour, (a, b) in lines)]:
        if colours is not None and colour is None:
            continue
        mine = np.ones(len(ink.at), np.bool_) if colour is None else ink.near(colour)
        known |= mine
        if start is None and points[end, 2] > 0:
            told |= mine & (far(ink.at, *points[end, :2].tolist()) <= dot_px + MARGIN_PX)
        elif start is not None and min(points[start, 2], points[end, 2]) > 0:
            told |= mine & on_limb(ink.at, points[start, :2], points[end, :2], line_px / 2 + MARGIN_PX)
    return float((told & known).sum() / known.sum()) if known.any() else 0.0


def is_drawing(image: Image) -> bool:
    """Whether a picture (RGB) is a skeleton on a plain ground: a photo has hardly two pixels of one colour."""
    share = float(ink_of(image).ground.mean())
    return 0.7 < share < 1.0
