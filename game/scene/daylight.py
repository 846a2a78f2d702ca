"""Time of day in the forest: a run goes from dusk through night to dawn, and starts over."""

from __future__ import annotations

from dataclasses import dataclass

from game.curves import smoothstep
from game.tuning import SCENE, SceneTuning

HOURS = ("dusk", "night", "dawn")


@dataclass(frozen=True, slots=True)
class Daylight:
    """One moment's light.

    earlier, later: indices into HOURS. blend: how far it is from one to the other, 0..1.
    night: how deep the night is, 0..1. dawn: how near sunrise is, 0..1.
    moon: progress of the moon on its path, 0 behind the hills .. 1 out at the top.
    """

    earlier: int
    later: int
    blend: float
    night: float
    dawn: float
    moon: float


def daylight(t_s: float, tuning: SceneTuning = SCENE) -> Daylight:
    """The light `t_s` seconds into a run. Each hour holds for a while, then blends into the next."""
    hour = (t_s / tuning.hour_s) % len(HOURS)
    earlier = int(hour)
    later = (earlier + 1) % len(HOURS)
    part = hour - earlier
    melt = max(0.0, (part - tuning.hold) / (1 - tuning.hold))
    blend = smoothstep(melt)
    weight = [0.0, 0.0, 0.0]
    weight[earlier] += 1 - blend
    weight[later] += blend
    # The moon is at its best place when a run begins, lights most of the night, leaves at the top, and takes the whole
    # round to come back.
    late = max(0.0, (hour - 1.3) / 0.7)
    moon = 0.48 + 0.20 * hour + 0.12 * late * late if hour < 2 else 0.48 * max(0.0, (hour - 2.5) / 0.5)
    return Daylight(earlier, later, blend, weight[1], weight[2], moon)
