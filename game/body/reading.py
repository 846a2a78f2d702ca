"""What the body says in one frame: the only thing that leaves the vision process besides a small picture.

Edges travel as numbered events, several frames' worth in each reading, because the mailbox keeps only the
newest reading: whoever reads late still sees every edge, and takes each exactly once by its number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from game.body.latch import Judgement
from game.body.pose import FloatArray, Pose
from game.body.profile import ANYBODY, PlayerProfile
from game.body.standing import Place

EventKind = Literal["jump", "hadouken", "move", "player"]


@dataclass(frozen=True, slots=True)
class Facing:
    """Where a head points, in radians: yaw > 0 to the player's own left, pitch > 0 up, roll > 0 to their left."""

    yaw_rad: float
    pitch_rad: float
    roll_rad: float


@dataclass(frozen=True, slots=True)
class Expression:
    """What a face expresses, each 0..1 against the player's own rest; left and right are the player's own.

    mouth: lips apart. left_lid, right_lid: 0 open, 1 shut. smile: mouth widened. brows: raised.
    """

    mouth: float = 0.0
    left_lid: float = 0.0
    right_lid: float = 0.0
    smile: float = 0.0
    brows: float = 0.0


@dataclass(frozen=True, slots=True)
class BodyEvent:
    """One edge. `serial` counts from 1 over the life of a reader.

    kind "jump"; "hadouken" (side: the player's own side it points to); "move" (name); "player" (name is
    "joined" or "left"). score: classifier score where one was involved, else 1.
    """

    serial: int
    t_s: float
    kind: EventKind
    name: str = ""
    side: Literal["left", "right"] | None = None
    score: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """One frame's meaning.

    pose: the player's smoothed pose, None when nobody plays. people: how many are in view.
    wrist_height: of the lower wrist over the nose, in torso lengths; None: unknown. arms_up: the jump gate's state.
    arms_rad: (left, right) lift of the arms, -pi/2 hanging .. +pi/2 up.
    facing: where the head points; with a face model against the player's own rest, else from the pose alone.
    place: whether they stand where everything can be seen, and else what is wrong (`game.body.standing`).
    hand: where one raised hand points on the mirroring screen, (x, y) each 0..1 from the left and the top, else None.
    expression: of the player's face, None where it is not seen or there is no face model.
    scores: class scores in the order of the model card's labels, empty where there is no classifier or pose.
    profile: what is known of the player so far. line: the height over the nose at which their hands jump now.
    why: what was missing when arms were just raised and nothing jumped (`game.body.why`), "" most of the time.
    embedding: what the classifier's scores are made from, float32 (E,); taught poses compare it, too.
    judgement: the moves gate's own numbers of this frame, which `why_moves.why` turns into a sentence.
    events: the newest edges, oldest first, each with its own serial.
    mate: the second player's reading, None where one plays. A mate has no mate.
    """

    t_s: float
    pose: Pose | None = None
    people: int = 0
    facing: Facing | None = None
    wrist_height: float | None = None
    arms_up: bool = False
    arms_rad: tuple[float, float] | None = None
    scores: tuple[float, ...] = ()
    embedding: FloatArray | None = None
    judgement: Judgement | None = None
    profile: PlayerProfile = ANYBODY
    line: float = ANYBODY.line
    why: str = ""
    events: tuple[BodyEvent, ...] = ()
    expression: Expression | None = None
    mate: Reading | None = None
    place: Place = Place.GOOD
    hand: tuple[float, float] | None = None
