"""The eight poses of the Huia, by the names that models, data sets, recordings and the bird's acts call them."""

from __future__ import annotations

from typing import Final

NORMAL: Final = "normal"
"""No pose: standing about, and everything else people do. It never fires."""
FLY: Final = "fly"
"""Both arms up. The game takes it for a jump by the player's skeleton, not by its name."""
HADOUKEN: Final = "hadouken"
"""Both hands thrust forward together. The only pose that is done to either side."""
DRAMATIC: Final = "dramatic"
MOONWALK: Final = "moonwalk"
BACKPACK: Final = "backpack"
UNDERARM: Final = "underarm"
WINGS: Final = "wings"

MOVES: Final = (DRAMATIC, MOONWALK, BACKPACK, UNDERARM, WINGS)
"""Poses the bird answers with an act of that name."""
POSES: Final = (NORMAL, FLY, HADOUKEN, *MOVES)
"""All eight. Random choices of virtual people depend on this order."""
BY_EASE: Final = (NORMAL, FLY, HADOUKEN, DRAMATIC, WINGS, MOONWALK, BACKPACK, UNDERARM)
"""The eight in an order in which they are easily learnt: that of the keys 1 to 8."""
SIDED: Final = frozenset({UNDERARM, MOONWALK, BACKPACK})
"""Poses whose mirror image is another pose; a mirrored underarm is nearly a moonwalk."""
