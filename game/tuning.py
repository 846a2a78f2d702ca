"""Every number a maker may want to turn, in one frozen place: units in the names, a reason beside each.

One dataclass a part; each part takes its own as an argument with the default below, so tests and tools can
turn a knob without touching a global.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Timing:
    """The shell's clockwork."""

    step_s: float = 1 / 120  # two physics steps a frame: thin things are not tunnelled through, 1/60 splits evenly
    most_steps: int = 12  # 100 ms of catch-up, then the world slows down rather than spirals
    fps: float = 60.0
    stale_s: float = (
        0.4  # older than this, vision's wishes turn neutral (critical latency is ~0.1 s; a hiccup is not absence)
    )


TIMING: Final = Timing()
