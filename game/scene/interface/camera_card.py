"""The camera card: shows players what the program sees, so that they trust it and notice what is wrong."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal

from game.body.pose import Pose
from game.body.profile import ANYBODY
from game.body.reading import Facing
from game.body.standing import Place
from game.scene.drawing import Blend, Box, Colour, Disc, DrawList, Fresh, Item, Line, Pixels, Stamp, Text
from game.scene.interface import lettering, overlay
from game.scene.interface.cards import (
    BLUE,
    CREAM,
    EDGE,
    FAINT,
    GLASS,
    GLOW,
    MIST,
    TEAL,
    TRACK,
    WATTLE,
    Area,
    bar,
    card,
    line,
    paragraph,
)
from game.scene.interface.icons import FIGURES, person
from game.words import ENGLISH, Words, mark

FACING_RAD: Final = math.radians(45)
"""A head turned by this much puts the facing dot on the rim of the compass."""
COLUMNS: Final = 4
"""Figures in a row, where there are many."""
ADVICE: Final = {
    Place.NEAR: mark("Step back"),
    Place.FAR: mark("Come closer"),
    Place.ASIDE_LEFT: mark("To the middle"),
    Place.ASIDE_RIGHT: mark("To the middle"),
}
"""What a player does about their place."""
_MOST_WORDS: Final = 0.62  # share of the card's height that a long sentence takes from the picture
_LEAST_PX: Final = 11  # its letters become no smaller


@dataclass(frozen=True, slots=True, eq=False)
class CameraView:
    """What the camera card shows.

    picture: uint8 (h, w, 3) RGB as the camera sees it (not mirrored), or None. arms_up: as in Reading. mate: the second
    player, None while there is none in sight.
    line: where the wrists make a jump now (`Reading.line`), torso lengths over the nose. labels, scores, levels:
    classes with their scores and the score at which each fires (one for all where levels has one). fired: the move
    that just fired, or "". why: what was missing for a jump just now, or "". notice: what to tell about the camera,
    "" when all is well; trouble: it is a fault, not a remark. place: where the player should not stand.
    """

    picture: Pixels | None = None
    pose: Pose | None = None
    people: int = 0
    facing: Facing | None = None
    arms_up: bool = False
    mate: overlay.Mate | None = None
    line: float = ANYBODY.line
    labels: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()
    levels: tuple[float, ...] = ()
    fired: str = ""
    why: str = ""
    notice: str = ""
    trouble: bool = False
    place: Place = Place.GOOD
    say: Words = ENGLISH


def camera_card(area: Area, view: CameraView, small_px: int = 15, bars: bool = True) -> DrawList:
    """What the program sees: mirrored picture, skeleton, height line, facing dot, moves, status.

    It uses as much of the area's height as it needs, from the top. Moves are small figures that light up; a class
    without a figure gets a bar.
    """
    pad = 8.0
    wide = area.width - 2 * pad
    text, dot = _status(view)
    said = _rows(text, small_px, wide - small_px * 1.05 - 6, area.height * _MOST_WORDS)
    row = lettering.line_height(said[0].size_px)
    below = len(said) * row + 1.5 * pad
    shown = bars and bool(view.labels)
    tiles = shown and all(label in FIGURES for label in view.labels)
    columns = _columns(view)
    count = math.ceil(len(view.labels) / columns) if tiles else len(view.labels)
    room = area.height - wide * 0.45 - below - 2.5 * pad
    most = wide / columns * (0.84 if columns == COLUMNS else 0.62) if tiles else small_px * 1.3 + 1.0
    step = max(9.0, min(most, room / count)) if shown else 0.0
    moves = count * step + pad if shown else 0.0
    aspect = 3 / 4 if view.picture is None else view.picture.shape[0] / max(1, view.picture.shape[1])
    high = min(wide * min(1.0, max(9 / 16, aspect)), area.height - moves - below - pad)
    whole = Area(area.x, area.y, area.width, pad + high + below + moves)
    glass = Area(area.x + pad, area.y + pad, wide, high)

    items = card(whole, 14, (*GLASS[:3], 220), (*WATTLE, 200) if view.trouble else EDGE)
    items += _mirror_glass(glass, view)
    if view.facing is not None:
        radius = max(15.0, high * 0.1)
        items += compass(glass.right - radius - 6, glass.bottom - radius - 6, radius, view.facing)
    y = glass.bottom + pad * 0.7
    radius = small_px * 0.3
    items.append(Disc(glass.x + 2 + radius, y + row / 2, radius, dot))
    for n, text_line in enumerate(said):
        ink = CREAM if view.trouble else MIST
        items.append(replace(text_line, x=glass.x + 2 + small_px * 1.05, y=y + n * row, colour=ink))
    if shown:
        place = Area(glass.x, glass.bottom + below, wide, count * step)
        items += move_tiles(place, view) if tiles else class_bars(place, view, small_px)
    return items


def move_tiles(area: Area, view: CameraView) -> DrawList:
    """One small figure for each class with its score as a bar under it; the class that has fired is lit."""
    columns = _columns(view)
    rows = math.ceil(len(view.labels) / columns)
    wide, high = area.width / columns, area.height / rows
    gap = 3.0
    items: DrawList = []
    for n, name in enumerate(view.labels):
        row, column = divmod(n, columns)
        cell = Area(area.x + column * wide, area.y + row * high, wide, high).inside(gap / 2)
        score, level = _score_of(view, n)
        lit, over = name == view.fired, score >= (0.5 if level is None else level)
        state = "lit" if lit else "over" if over else "idle"
        items.append(Stamp(f"move/{name}/{state}", *cell, _tile(name, state, cell.width, cell.height)))
        filled = round(max(0.0, min(1.0, score)) * (cell.width - 8))
        if filled:
            colour = GLOW if lit else TEAL if over else BLUE
            items.append(Box(cell.x + 4, cell.bottom - 6, max(3.5, filled), 3.5, colour, 1.75))
    return items


def _columns(view: CameraView) -> int:
    """Figures in a row: few are large."""
    return min(COLUMNS, max(1, len(view.labels)))


@lru_cache(maxsize=64)
def _tile(name: str, state: Literal["idle", "over", "lit"], wide: float, high: float) -> tuple[Item, ...]:
    """A move's figure on its background, without the filling of the bar."""
    ink, limbs = {"idle": ((158, 186, 184), (100, 132, 136)), "over": (CREAM, MIST), "lit": (GLOW, GLOW)}[state]
    return (
        Box(0, 0, wide, high, (*GLOW, 60) if state == "lit" else (*MIST, 20), 7),
        *person(FIGURES[name], Area(0, 1, wide, high - 8), ink, limbs),
        Box(4, high - 6, wide - 8, 3.5, TRACK, 1.75),
    )


def class_bars(area: Area, view: CameraView, size_px: int = 15) -> DrawList:
    """One bar for each class with its label, and a notch at the score at which it fires."""
    step = area.height / max(1, len(view.labels))
    size = min(size_px, max(8, int(step * 0.86)))
    label_px = min(area.width * 0.5, max((lettering.width(name, size) for name in view.labels), default=0) + 10)
    thick = max(4.0, min(8.0, round(step * 0.4)))
    items: DrawList = []
    for n, name in enumerate(view.labels):
        score, level = _score_of(view, n)
        y = area.y + (n + 0.5) * step
        lit = name == view.fired
        over = score >= (level if level is not None else 0.5)
        colour = GLOW if lit else TEAL if over else BLUE
        if lit:
            items.append(Box(area.x - 4, y - step / 2, area.width + 8, step, (*GLOW, 44), 6))
        ink = GLOW if lit else CREAM if over else FAINT
        items.append(line(name, area.x, y, size, ink, "w", most_px=label_px - 8))
        items += bar(Area(area.x + label_px, y - thick / 2, area.width - label_px, thick), score, colour, level)
    return items


def compass(x: float, y: float, radius_px: float, facing: Facing) -> DrawList:
    """Direction of the head as a dot: left as players turn to their own left, up as they look up."""
    across = max(-1.0, min(1.0, -facing.yaw_rad / FACING_RAD))
    up = max(-1.0, min(1.0, facing.pitch_rad / FACING_RAD))
    far = max(1.0, math.hypot(across, up))
    reach = radius_px * 0.72 / far
    arm = radius_px * 0.92
    return [
        Disc(x, y, radius_px, (4, 13, 21, 170)),
        Line(((x - arm, y), (x + arm, y)), TRACK, 1),
        Line(((x, y - arm), (x, y + arm)), TRACK, 1),
        Disc(x, y, radius_px, (*MIST, 150), 1.5),
        Disc(x + across * reach, y - up * reach, max(3.0, radius_px * 0.24), GLOW),
    ]


def _mirror_glass(area: Area, view: CameraView) -> DrawList:
    """The picture with its overlays, as one sprite of this frame."""
    size = max(1, round(area.width)), max(1, round(area.height))
    pixels = overlay.reflected(overlay.Glass(view.picture, view.pose, view.line, view.arms_up, size, view.mate))
    items: DrawList = [Fresh(pixels, area.x, area.y, Blend.PREMULTIPLIED)]
    if view.picture is None:
        words, _ = paragraph(
            view.say("No picture"), Area(area.x, area.middle[1] - 12, area.width, 26), 17, FAINT, centred=True
        )
        items += words
    return items


def _score_of(view: CameraView, n: int) -> tuple[float, float | None]:
    """The score of the n-th class, and the score at which it fires."""
    level = view.levels[n if len(view.levels) > 1 else 0] if view.levels else None
    return view.scores[n] if n < len(view.scores) else 0.0, level


def _rows(text: str, size_px: int, room_px: float, high_px: float) -> list[Text]:
    """A status in as few lines as possible, made smaller where they are many; cut where higher than high_px."""
    rows = lettering.wrapped(text, size_px, room_px)
    while len(rows) > 3 and size_px > 13:
        size_px -= 1
        rows = lettering.wrapped(text, size_px, room_px)
    while len(rows) * lettering.line_height(size_px) > high_px and size_px > _LEAST_PX:
        size_px -= 1
        rows = lettering.wrapped(text, size_px, room_px)
    most = max(1, int(high_px / lettering.line_height(size_px)))
    rows = [*rows[: most - 1], " ".join(rows[most - 1 :])] if len(rows) > most else rows
    return [line(row, 0, 0, size_px, most_px=room_px) for row in rows]


def _status(view: CameraView) -> tuple[str, Colour]:
    if view.notice:
        return view.say(view.notice), WATTLE if view.trouble else GLOW
    if view.pose is None and view.mate is not None:
        return view.say("I see the second player"), TEAL
    if view.pose is None:
        return view.say("Nobody in view" if view.people == 0 else "Come to the middle"), GLOW
    if view.why:
        return view.say(view.why), GLOW
    if view.place is not Place.GOOD:
        return view.say(ADVICE[view.place]), GLOW
    if view.arms_up:
        return view.say("Arms up"), TEAL
    if view.mate is not None:
        return view.say("I see you both"), TEAL
    others = view.people - 1
    if others > 0:
        return view.say("I see you, and {n} more", n=others), TEAL
    return view.say("I see you"), TEAL
