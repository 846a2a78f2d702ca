"""The font: widths of text lines, and their coverage as pixels.

OpenCV 5 contains Rubik (SIL Open Font Licence) as a variable font. So no font file is shipped, any weight is
available, and the layout measures exactly the letters that the painter draws.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, cast

import cv2
import numpy as np

from game.errors import UserError
from game.scene.drawing import Pixels

REGULAR: Final = 420
"""A little more than the normal 400: light text on dark looks thinner than it is."""
BOLD: Final = 640
_FACE: Final = "sans"


@lru_cache(maxsize=4096)
def width(text: str, size_px: int, bold: bool = False) -> int:
    """Width in pixels of one line of text."""
    fine = _fineness(size_px)
    return -(-_wide(text, size_px * fine, bold) // fine)


def line_height(size_px: int) -> int:
    """Height in pixels of a line's box: from over the capitals' accents to under the descenders."""
    return round(size_px * 1.3)


def ascent(size_px: int) -> int:
    """Pixels from the top of a line's box to its baseline."""
    return round(size_px * 1.02)


@lru_cache(maxsize=256)
def coverage(text: str, size_px: int, bold: bool = False) -> Pixels:
    """Coverage of each pixel by the letters: uint8 (line height, width), at least 1 x 1; may not be written to.

    Text that fades is tinted anew in every frame, but its letters stay.
    """
    fine = _fineness(size_px)
    high, wide = max(1, line_height(size_px)), max(1, width(text, size_px, bold))
    mask = np.zeros((high * fine, wide * fine), np.uint8)
    if text:
        weight = BOLD if bold else REGULAR
        cv2.putText(mask, text, (0, ascent(size_px) * fine), (255,), _face(), size_px * fine, weight)
        if "0" in text:
            _open_zeros(mask)
    if fine > 1:
        mask = cast(Pixels, cv2.resize(mask, (wide, high), interpolation=cv2.INTER_AREA))
    mask.setflags(write=False)
    return mask


def _open_zeros(mask: Pixels) -> None:
    """Remove the slash from every zero, in place: this font has slashed zeros, and scores contain many.

    A slashed zero has two holes beside each other (an 8 has them above each other). The slash is the rest of their
    common convex hull.
    """
    outlines, tree = cv2.findContours((mask > 127).astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    for n, (_, _, child, _) in enumerate(tree[0] if tree is not None else ()):
        holes = []
        while child >= 0:
            holes.append(outlines[child][:, 0])
            child = tree[0][child][0]
        if len(holes) != 2:
            continue
        apart = abs(holes[0].mean(0) - holes[1].mean(0))
        x, y, wide, high = cv2.boundingRect(outlines[n])
        if apart[0] < 0.12 * wide:
            continue
        # Both halves of a zero are symmetric, so the mirrored hole shows what the slash hides. The holes' outlines are
        # pixels of the zero's own edge, so the inside is a little smaller.
        edge = np.concatenate(holes) - (x, y)
        middle = (edge.min(0) + edge.max(0)) / 2
        edge = np.concatenate([edge, edge * (-1, 1) + (2 * middle[0], 0)])
        reach = np.hypot(*(edge - middle).T)[:, None]
        hull = cv2.convexHull((((edge - middle) * (1 - 0.8 / reach) + middle) * 16).round().astype(np.int32))
        inside = np.zeros((high, wide), np.uint8)
        cv2.fillConvexPoly(inside, hull, (255,), cv2.LINE_AA, 4)
        part = mask[y : y + high, x : x + wide]
        np.minimum(part, 255 - inside, out=part)


def fitted(text: str, size_px: int, most_px: float, bold: bool = False, least_px: int = 9) -> int:
    """The greatest size, up to size_px and not under least_px, at which the text is at most most_px wide."""
    size = size_px
    while size > least_px and width(text, size, bold) > most_px:
        size -= 1
    return size


def wrapped(text: str, size_px: int, most_px: float, bold: bool = False) -> list[str]:
    """The text broken at spaces into lines at most most_px wide; a longer single word, as a path is one, within it."""
    lines: list[str] = []
    line = ""
    for word in (part for whole in text.split() for part in _pieces(whole, size_px, most_px, bold)):
        longer = f"{line} {word}" if line else word
        if line and width(longer, size_px, bold) > most_px:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


def _pieces(word: str, size_px: int, most_px: float, bold: bool) -> list[str]:
    """A word in pieces at most most_px wide, broken after a slash where there is one in the second half of a line."""
    pieces = []
    while len(word) > 1 and width(word, size_px, bold) > most_px:
        fits = next((n for n in range(len(word) - 1, 1, -1) if width(word[:n], size_px, bold) <= most_px), 1)
        slash = word.rfind("/", fits // 2, fits) + 1
        pieces.append(word[: slash or fits])
        word = word[slash or fits :]
    return [*pieces, word]


@lru_cache(maxsize=1)
def _face() -> cv2.FontFace:
    if not hasattr(cv2, "FontFace"):
        raise UserError(f"OpenCV {cv2.__version__} draws no letters; run: pip install 'opencv-contrib-python>=5'.")
    return cv2.FontFace(_FACE)


def _fineness(size_px: int) -> int:
    """Factor by which letters are drawn larger and then scaled down.

    OpenCV sets them at whole pixels: drawn as they are, small text is spaced unevenly and its width jumps between
    sizes, so that a layout made for one window would not fit another.
    """
    return 4 if size_px < 20 else 2 if size_px < 96 else 1


def _wide(text: str, size_px: int, bold: bool) -> int:
    if not text:
        return 0
    left, _, wide, _ = cv2.getTextSize((0, 0), text, (0, 0), _face(), size_px, BOLD if bold else REGULAR)
    return max(0, left + wide)
