"""What a run has just earned: points rise from what was hit, berries fly to the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from game.curves import smoothstep
from game.scene.drawing import Disc, DrawList
from game.scene.interface.cards import CREAM, GLOW, faded, line, shadowed
from game.scene.interface.hud import Size, layout

RISE_S: Final = 1.1
"""Points rise and fade for so long."""
FLY_S: Final = 0.55
"""A berry is at the score after this."""
BERRY: Final = (232, 74, 52)
SHEEN: Final = (255, 190, 160)


@dataclass(frozen=True, slots=True)
class Gain:
    """Something earned at a place in the world, in metres. food: it flies to the score instead of rising."""

    points: int
    x_m: float
    y_m: float
    age_s: float = 0.0
    food: bool = False

    @property
    def life_s(self) -> float:
        """How long it is seen."""
        return FLY_S if self.food else RISE_S


def older(gains: Sequence[Gain], seconds: float) -> tuple[Gain, ...]:
    """Those still seen after some more seconds."""
    return tuple(replace(gain, age_s=gain.age_s + seconds) for gain in gains if gain.age_s + seconds < gain.life_s)


def earned(size: Size, gains: Sequence[tuple[Gain, float, float]]) -> DrawList:
    """The gains where they are now. gains: each with its place on the screen, in logical pixels."""
    place, short = layout(size), min(size)
    to_x, to_y = place.score.x + short * 0.05, place.score.middle[1]
    items: DrawList = []
    for gain, x, y in gains:
        part = gain.age_s / gain.life_s
        if gain.food:
            ease = smoothstep(part)
            lift = short * 0.09 * 4 * ease * (1 - ease)
            at = x + (to_x - x) * ease, y + (to_y - y) * ease - lift
            radius = short * 0.014 * (1 - 0.45 * ease)
            items.append(Disc(*at, radius, BERRY))
            items.append(Disc(at[0] - radius * 0.3, at[1] - radius * 0.3, radius * 0.3, SHEEN))
            continue
        pop = min(1.0, gain.age_s / 0.12)
        px = round(short / (19 if gain.points >= 100 else 24) * (0.7 + 0.3 * pop))
        strength = min(1.0, (1.0 - part) / 0.35)
        rise = short * 0.13 * (1 - (1 - part) ** 2)
        colour = faded(GLOW if gain.points >= 100 else CREAM, strength)
        points = line(f"+{gain.points:,}", x, y - rise, px, colour, "c", True)
        items.append(shadowed(points) if strength > 0.9 else points)
    return items
