"""Variety of bodies and clothes: a `Build` in metres, a `Wardrobe` in colours."""

from __future__ import annotations

from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Final, Literal

import numpy as np

from game.vision.virtual.posture import Array

Colour = tuple[int, int, int]
"""Blue, green, red, 0..255, as OpenCV has it."""


@dataclass(frozen=True, slots=True)
class Build:
    """Lengths of one body in metres; girth and belly are factors of a slim body's.

    torso: mid-hip to mid-shoulder. shoulder, hip: half the distance between the joints. head: chin to crown.
    """

    height: float
    torso: float
    neck: float
    head: float
    head_width: float
    shoulder: float
    hip: float
    upper_arm: float
    forearm: float
    hand: float
    thigh: float
    shin: float
    ankle: float
    foot: float
    girth: float
    belly: float
    chest: float

    @property
    def leg(self) -> float:
        """Hip to ankle."""
        return self.thigh + self.shin

    @property
    def arm(self) -> float:
        """Shoulder to wrist."""
        return self.upper_arm + self.forearm


BUILD_FIELDS: Final[tuple[str, ...]] = tuple(field.name for field in fields(Build))


_measures: Final = attrgetter(*BUILD_FIELDS)


def stacked(builds: list[Build]) -> Array:
    """Builds as columns: float64 (N, fields), in the order of BUILD_FIELDS."""
    return np.array([_measures(build) for build in builds], np.float64)


def random_build(rng: np.random.Generator) -> Build:
    """A body between a child of six and a tall adult.

    Adult proportions follow Drillis and Contini (1966) as fractions of the stature; children's are blended
    towards a six-year-old's (larger head, shorter limbs). Hips are where landmarkers
    see them, some 2 % of the stature under the joint. Each part then varies by a few per cent on its own.
    """
    child = max(0.0, 1.0 - rng.uniform(0.0, 3.2)) ** 0.6 if rng.random() < 0.6 else 0.0
    height = float(rng.uniform(1.50, 1.98) * (1 - child) + rng.uniform(1.14, 1.35) * child)
    manly = rng.uniform(-1.0, 1.0)  # from wide shoulders and narrow hips (1) to the opposite (-1)

    def part(adult: float, young: float, spread: float = 0.04) -> float:
        return float(height * (adult + (young - adult) * child) * np.exp(spread * rng.standard_normal()))

    limb = float(np.exp(0.03 * rng.standard_normal()))
    return Build(
        height=height,
        torso=part(0.316, 0.322, 0.055),
        neck=part(0.072, 0.060, 0.10),
        head=part(0.131, 0.178, 0.04),
        head_width=float(np.exp(0.05 * rng.standard_normal())),
        shoulder=part(0.108 + 0.006 * manly, 0.103, 0.055),
        hip=part(0.058 - 0.004 * manly, 0.054, 0.06),
        upper_arm=part(0.172, 0.160) * limb,
        forearm=part(0.146, 0.135) * limb,
        hand=part(0.105, 0.105),
        thigh=part(0.216, 0.193) * limb,
        shin=part(0.224, 0.198) * limb,
        ankle=part(0.052, 0.055),
        foot=part(0.150, 0.155),
        girth=float(np.exp(rng.normal(0.02, 0.14))),
        belly=float(np.clip(np.exp(rng.normal(0.05, 0.20)), 0.75, 1.7)),
        chest=float(rng.uniform(-0.4, 1.0) - 0.5 * manly) * (1 - child),
    )


HairStyle = Literal["bald", "short", "crop", "bob", "long", "bun", "tail", "curls"]
HAIR_STYLES: Final[tuple[HairStyle, ...]] = ("bald", "short", "crop", "bob", "long", "bun", "tail", "curls")
Sleeves = Literal["none", "short", "long"]
Bottom = Literal["trousers", "shorts", "skirt"]


@dataclass(frozen=True, slots=True)
class Wardrobe:
    """The look of one performer: skin, hair and clothes."""

    skin: Colour
    hair: Colour
    hair_style: HairStyle
    eyes: Colour
    lips: Colour
    top: Colour
    top_trim: Colour
    striped: bool
    sleeves: Sleeves
    bottom: Bottom
    bottom_colour: Colour
    shoes: Colour
    glasses: bool
    beard: bool
    cap: Colour | None


_SKINS: Final[tuple[Colour, ...]] = (
    (190, 208, 242),
    (170, 192, 235),
    (150, 180, 226),
    (128, 163, 212),
    (104, 142, 196),
    (84, 120, 172),
    (66, 98, 146),
    (52, 78, 118),
    (42, 62, 94),
)
_HAIRS: Final[tuple[Colour, ...]] = (
    (22, 20, 22),
    (30, 36, 48),
    (36, 56, 86),
    (52, 86, 128),
    (92, 150, 196),
    (128, 184, 222),
    (40, 74, 150),
    (168, 170, 172),
)
_EYES: Final[tuple[Colour, ...]] = ((34, 48, 74), (28, 34, 46), (120, 110, 70), (150, 128, 92), (70, 110, 96))


def random_wardrobe(rng: np.random.Generator) -> Wardrobe:
    """Skin, hair and clothes; every colour varies a little."""

    def near(colour: Colour, by: float = 7.0) -> Colour:
        b, g, r = np.clip(np.asarray(colour) + rng.normal(0.0, by, 3), 8, 250).astype(int)
        return int(b), int(g), int(r)

    def cloth() -> Colour:
        value, grey = rng.uniform(40, 235), rng.uniform(0.0, 1.0) ** 2
        b, g, r = np.clip(value * (1 - (1 - grey) * rng.uniform(0.0, 0.85, 3)), 16, 240).astype(int)
        return int(b), int(g), int(r)

    skin = near(_SKINS[rng.integers(len(_SKINS))], 5.0)
    styles = HAIR_STYLES
    return Wardrobe(
        skin=skin,
        hair=near(_HAIRS[rng.integers(len(_HAIRS))]),
        hair_style=styles[rng.choice(len(styles), p=(0.05, 0.25, 0.15, 0.14, 0.15, 0.08, 0.09, 0.09))],
        eyes=near(_EYES[rng.integers(len(_EYES))], 5.0),
        lips=near((int(skin[0] * 0.72), int(skin[1] * 0.62), int(min(235, skin[2] * 0.93))), 5.0),
        top=cloth(),
        top_trim=cloth(),
        striped=bool(rng.random() < 0.15),
        sleeves=("none", "short", "long")[rng.choice(3, p=(0.1, 0.5, 0.4))],
        bottom=("trousers", "shorts", "skirt")[rng.choice(3, p=(0.74, 0.14, 0.12))],
        bottom_colour=cloth(),
        shoes=cloth(),
        glasses=bool(rng.random() < 0.22),
        beard=bool(rng.random() < 0.12),
        cap=cloth() if rng.random() < 0.06 else None,
    )
