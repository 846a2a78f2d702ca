"""The state of the world at one moment and the events of one step: all that scene and sound may read.

World units: metres, seconds, radians; x along the path to the right, y up from the ground.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal


class Act(StrEnum):
    """What the Huia does: the eight poses, and the acts that the game adds."""

    IDLE = "idle"
    RUN = "run"
    FLY = "fly"
    HADOUKEN = "hadouken"
    DRAMATIC = "dramatic"
    MOONWALK = "moonwalk"
    BACKPACK = "backpack"
    UNDERARM = "underarm"
    WINGS = "wings"
    FLOURISH = "flourish"
    HIT = "hit"
    VICTORY = "victory"


class Kind(StrEnum):
    """Kinds of obstacles, animals and food."""

    LOG = "log"
    STUMP = "stump"
    CRATE = "crate"
    STOAT = "stoat"
    RAT = "rat"
    POSSUM = "possum"
    CAT = "cat"
    HARRIER = "harrier"
    BERRY = "berry"
    GRUB = "grub"
    WHITE_GRUB = "white grub"
    STREAM = "stream"
    LAKE = "lake"
    ROLLER = "roller"
    VINE = "vine"
    ROCK = "rock"
    FERN = "fern"
    TREE = "tree"
    GIANT = "giant"


class Lesson(StrEnum):
    """What the first run teaches, in this order."""

    JUMP = "jump"
    HADOUKEN = "hadouken"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class LessonView:
    """What the run asks the player for. waits: the bird stands and waits. patience: 0, to 1 when the Huia shows it."""

    ask: Lesson
    waits: bool = False
    patience: float = 0.0


@dataclass(frozen=True, slots=True)
class FaceView:
    """The player's expression on the bird, each 0..1; left and right are the player's own: so they are on the screen.

    mouth: bill open. left_lid, right_lid: 1 shut. smile, brows: what wattles and crest show.
    """

    mouth: float = 0.0
    left_lid: float = 0.0
    right_lid: float = 0.0
    smile: float = 0.0
    brows: float = 0.0


@dataclass(frozen=True, slots=True)
class BirdView:
    """The Huia's body at one moment.

    x_m, y_m: where its feet are (y 0 on the ground). angle_rad: body pitch from physics, > 0 beak up.
    act, act_s: current act and seconds since it began; act_side: where a hadouken goes, +1 right of the screen.
    head_*: head angles after the springs, in the player's sense (yaw > 0 turns to the left of the mirrored screen).
    tail_rad, wattle_rad: swing about rest from springs, > 0 up and forward.
    wings_rad: (left, right) lift of the wings, None when folded.
    stride: running phase in cycles. grounded: feet on the ground.
    safe_s: seconds left in which nothing hurts it (blinks on screen). heading: +1 faces right, -1 left.
    crouch: how far the legs are bent, 0 standing .. 1 deep (below 0: stretched), from a jump's wind-up and landings.
    head_x_m, head_y_m: offset of the head from its rest position on the neck (springs), > 0 forward and up.
    gaze_*: how much further than the head the eyes have turned; the eyes turn first and the head follows.
    face: the player's face, None where no player's face leads the bird's.
    who: whose bird it is, 0 the first player's, 1 the second's (the male of a pair). lives: its tail feathers left.
    energy: 0..1, spent by its hadoukens. fallen: it has lost its last feather and lies until its mate wakes it.
    golden_s: seconds left of its golden flight. wading: it walks through deep water.
    """

    x_m: float = 0.0
    y_m: float = 0.0
    vx_mps: float = 0.0
    vy_mps: float = 0.0
    angle_rad: float = 0.0
    act: Act = Act.IDLE
    act_s: float = 0.0
    act_side: int = 1
    head_yaw_rad: float = 0.0
    head_pitch_rad: float = 0.0
    head_roll_rad: float = 0.0
    tail_rad: float = 0.0
    wattle_rad: float = 0.0
    wings_rad: tuple[float, float] | None = None
    stride: float = 0.0
    grounded: bool = True
    safe_s: float = 0.0
    heading: int = 1
    crouch: float = 0.0
    head_x_m: float = 0.0
    head_y_m: float = 0.0
    gaze_yaw_rad: float = 0.0
    gaze_pitch_rad: float = 0.0
    face: FaceView | None = None
    who: int = 0
    lives: int = 3
    energy: float = 1.0
    fallen: bool = False
    golden_s: float = 0.0
    wading: bool = False


@dataclass(frozen=True, slots=True)
class ThingView:
    """A thing on the path. x_m, y_m: its centre; angle_rad: counter-clockwise; size_m: width, height.

    serial stays the same while the thing exists, so that a scene can interpolate. alive: False once knocked out.
    phase: its age in seconds, for its animation; of a hit that it survived, `staggered` is 1, fading to 0.
    A swinging vine's rope hangs over anchor_m. A tree's place is its foot, its angle how far it has fallen.
    """

    serial: int
    kind: Kind
    x_m: float
    y_m: float
    angle_rad: float
    size_m: tuple[float, float]
    alive: bool = True
    phase: float = 0.0
    heading: int = -1
    staggered: float = 0.0
    anchor_m: float = 0.0


@dataclass(frozen=True, slots=True)
class WaveView:
    """A hadouken in flight. power: 1 at full strength, fading to 0. over_water: it is above a ford.

    angle_rad: of its way over the level.
    """

    serial: int
    x_m: float
    y_m: float
    radius_m: float
    power: float
    heading: int
    over_water: bool = False
    angle_rad: float = 0.0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole world between two steps. camera_x_m: x of the middle of the picture.

    bird: the first player's; where only the second player is left, the second's. mate: the other of a pair.
    lives: tail feathers the bird has left of `max_lives`. energy: 0..1, spent by hadoukens. over: the run has ended.
    lesson: what a first run asks for now, None while it asks for nothing.
    day_s: time of day, in seconds since dusk fell: it waits while a giant stoat is met, and hurries to dawn after it.
    row: berries eaten in a row. clean: obstacles passed since the last hit. giant: hadoukens the giant stoat still
    takes, 0 while there is none. effort: 0 easy .. 1 hard, and up to 2 for a master.
    """

    t_s: float = 0.0
    step: int = 0
    bird: BirdView = BirdView()
    mate: BirdView | None = None
    things: tuple[ThingView, ...] = ()
    waves: tuple[WaveView, ...] = ()
    camera_x_m: float = 0.0
    distance_m: float = 0.0
    score: int = 0
    lives: int = 3
    max_lives: int = 3
    energy: float = 1.0
    over: bool = False
    streak: int = 0
    wind_mps: float = 0.0
    speed_mps: float = 0.0
    lesson: LessonView | None = None

    @property
    def birds(self) -> tuple[BirdView, ...]:
        """Every bird on the path, the first player's first."""
        return (self.bird,) if self.mate is None else (self.bird, self.mate)

    @property
    def swapped(self) -> Snapshot:
        """The same world as the second of a pair plays it: their bird first. Alone it is the same."""
        if self.mate is None:
            return self
        return replace(self, bird=self.mate, mate=self.bird, lives=self.mate.lives, energy=self.mate.energy)

    day_s: float = 0.0
    row: int = 0
    clean: int = 0
    giant: int = 0
    effort: float = 0.0


WorldEventKind = Literal[
    "jump",
    "flap",
    "land",
    "footstep",
    "hadouken",
    "wave_hit",
    "wave_end",
    "hit",
    "pickup",
    "move",
    "passed",
    "over",
    "start",
    "gather",
    "fizzle",
    "knock",
    "thud",
    "stomp",
    "streak",
    "join",
    "leave",
    "fall",
    "nudge",
    "wake",
    "learnt",
    "bump",
    "stretch",
    "hint",
    "rustle",
    "creak",
    "crash",
    "dig",
    "dance",
    "giant",
    "dawn",
    "golden",
    "feather",
]


@dataclass(frozen=True, slots=True)
class WorldEvent:
    """Something that happened in one step, at x_m, y_m. name: the kind of thing, or the move.

    amount: points for what scores (knock, stomp, passed, pickup); speed of the impact in m/s for land and thud.
    A hadouken starts with "gather" (or "fizzle" without energy), leaves ("hadouken"), hits things ("wave_hit", and
    "knock" for each that is thrown) and ends ("wave_end"). "hit": the bird was hurt. "passed": an obstacle was left
    behind without contact. "start": the calm before the run is over. "streak": points count `amount` times from now
    on. "move" named "victory": the bird celebrates by itself.
    "learnt": a player did what a lesson is about (name) for the first time. "bump": a blow that cost nothing.
    Of a pair: "join" and "leave" when a bird comes and goes; "fall" when one has lost its last feather while the other
    runs on; "nudge" for each of the `amount` jumps left until it wakes, then "wake". who: whose bird did it, 0 or 1.
    "stretch": the bird has come into the named stretch.
    "hint": the named pose is useful now, for the first time in this run. "rustle": a fern hides a rat. "creak": a tree
    begins to fall, "crash": it lies. "dig": underarm found a grub. "dance": backpack adds to the streak. "giant": a
    giant stoat comes, is hurt, throws, flees or falls (name). "dawn": it fell, and day comes. "golden": a golden flight
    of `amount` seconds begins. "feather": one is won back, by obstacles or by a white grub (name).
    wet: it happened in the water of a ford, a stream or a lake.
    """

    kind: WorldEventKind
    t_s: float
    x_m: float = 0.0
    y_m: float = 0.0
    name: str = ""
    amount: float = 0.0
    wet: bool = False
    who: int = 0
