"""The mixing desk: which sounds start, how loud and where, and how loud each loop is. It plays nothing itself.

Time is an argument (seconds since the last frame) and randomness is seeded, so equal events always sound the same.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from game.sound.bank import MAKERS
from game.sound.notes import LADDER
from game.world.limbs import BEAT_HZ
from game.world.snapshot import WorldEvent, WorldEventKind

COLOURS: Final = ("lake", "kauri", "ridge")
"""A layer of music for each later stretch; the first sounds without."""
LOOPS: Final = ("forest", "pad", "tune", "drums", "pulse", "glow", "rest", *COLOURS)
"""The forest, then the layers of the music, which start together."""

VARIANTS: Final = Counter(family for family, _, number in (name.partition(" ") for name in MAKERS) if number)
"""Number of variants of each sound that has several; none plays twice in a row. For berries see `_pickup`."""

_CUES: Final[dict[WorldEventKind, str]] = {
    "jump": "jump",
    "flap": "flap",
    "land": "land",
    "footstep": "footstep",
    "gather": "charge",
    "hadouken": "fire",
    "fizzle": "empty",
    "wave_hit": "impact",
    "wave_end": "fizzle",
    "knock": "knock",
    "thud": "thud",
    "stomp": "stomp",
    "hit": "hurt",
    "pickup": "pickup",
    "move": "flourish",
    "passed": "passed",
    "over": "over",
    "start": "start",
    "streak": "streak",
    "learnt": "streak",
    "bump": "stomp",
    "join": "flap",
    "leave": "flap",
    "fall": "thud",
    "nudge": "thud",
    "wake": "streak",
    "golden": "streak",
    "feather": "streak",
    "dawn": "streak",
    "dance": "stomp",
    "dig": "knock",
    "rustle": "passed",
    "creak": "knock",
    "crash": "thud",
    "giant": "stomp",
    "hint": "ready",
    "stretch": "call",
}
"""World event → sound."""
_OF_THE_BIRD: Final = frozenset({"jump", "flap", "land", "footstep", "gather", "move", "hit", "over", "learnt", "join"})
"""Events at the bird's place; the listener moves with it."""
_WETTING: Final = {"footstep": "paddle", "jump": "splash", "land": "splash", "thud": "splash"}
"""Additional sound of an event in water."""
_HARD_MPS: Final = 6.0
"""Impact speed at which a landing or a thud is loudest: a fall of two metres."""

_SIDE_M: Final = 7.0  # distance to the side at which a sound is at the edge of the picture
_MOST_PAN: Final = 0.7  # largest pan: nothing plays in one ear only
_HALF_M: Final = 9.0  # at this distance a sound has half its power
_UNEVEN: Final = 0.17  # random variation of the volume, up to 1.5 dB less, so that no two steps are alike

_APART_S: Final = 0.045  # the same sound twice within this time plays once: together they would sound like a fault
_MEMORY_S: Final = 0.35
_SAME: Final = 3  # at most this many of one kind within _MEMORY_S
_CROWD_S: Final = 0.2  # n sounds that start within this time are each divided by the square root of n
_QUIET: Final = frozenset({"footstep", "paddle", "passed", "flap"})  # these neither count as crowd nor are missed

_BEATS_S: Final = tuple((n + 0.25) / BEAT_HZ for n in range(3))
"""Times of the downstrokes after a jump begins (see `game.world.limbs.beating`)."""
_IN_A_ROW_S: Final = 0.8  # berries closer together than this climb the scale

_MOOD_S: Final = 0.7  # time constant of music and forest
_DUCK_S: Final = 0.05  # time constant of ducking
_REST_S: Final = 0.45  # time constant of the return from it
_DUCKED: Final = 0.4  # volume of the music under a hadouken: -8 dB
_FLINCH_S: Final = 0.6  # after a hit the music stays ducked for this long
_GLOW_MOST_S: Final = 3.0  # limit of the glow (a wave lives 1 s), in case the event of its end is missing
_RESULTS_S: Final = 20.0  # a cabinet shows results for as long (`game.modes.play.CABINET_S`)
_CALLS_S: Final = (14.0, 30.0)  # range of pauses between distant calls while nobody plays
_FAR: Final = 0.3


@dataclass(frozen=True, slots=True)
class Voice:
    """One sound to start now: its name in the bank, and its volume 0..1 for each ear."""

    name: str
    left: float
    right: float


class Desk:
    """Turns events into sounds. Call `hear` and `cue` for what happened, `frame` once a frame.

    Sounds of the world are limited in number; cues, which answer a person, always play.
    """

    def __init__(self, seed: int = 0) -> None:
        self._chance = random.Random(seed)
        self._t_s = 0.0
        self._ear_m: float | None = None
        self._begun: list[tuple[float, str]] = []  # (time, family), newest last
        self._last: dict[str, int] = {}
        self._berry_s, self._step = -1e9, 0
        self._beats: list[float] = []  # seconds from now to each wing beat to come
        self._glow_s = self._flinch_s = self._results_s = 0.0
        self._running = self._last_feather = False
        self._stretch = ""
        self._call_s = _CALLS_S[0]
        self._duck = 1.0
        self._levels = dict.fromkeys(LOOPS, 0.0)

    def hear(self, events: Iterable[WorldEvent]) -> list[Voice]:
        """Sounds of the world's events."""
        voices: list[Voice] = []
        for event in events:
            self._react_to(event)
            name = _CUES.get(event.kind)
            if name is None:
                continue
            volume = 1.0
            if event.kind in ("land", "thud", "crash") and event.amount > 0:
                volume = min(1.0, 0.25 + event.amount / _HARD_MPS)
            if event.wet and event.kind in _WETTING:
                name = _WETTING[event.kind]
            if name == "pickup":
                name = self._pickup(event.t_s)
            pan, near = self._place(event)
            voices += self._limited(name, volume * near, pan)
            if event.kind == "learnt" or (event.kind == "move" and event.name == "victory"):
                voices += self._limited("call", 0.8)
        return voices

    def cue(self, name: str, volume: float = 1.0, pan: float = 0.0) -> Voice:
        """One sound by name, in another variant than last time if it has several. pan: -1 left .. 1 right."""
        if name in VARIANTS:
            volume *= 1.0 - _UNEVEN * self._chance.random()
            name = f"{name} {self._variant(name)}"
        angle = (max(-1.0, min(1.0, pan)) + 1) * math.pi / 4  # constant power; neither ear louder than the sound itself
        left, right = (min(1.0, math.sqrt(2) * part) for part in (math.cos(angle), math.sin(angle)))
        return Voice(name, volume * left, volume * right)

    def frame(self, tension: float | None, elapsed_s: float) -> list[Voice]:
        """Let time pass. tension: suspense of the game, 0..1; None if nobody plays. Returns the sounds to start."""
        self._t_s += elapsed_s
        self._begun = [(t_s, of) for t_s, of in self._begun if self._t_s - t_s < _MEMORY_S]
        self._glow_s = max(0.0, self._glow_s - elapsed_s)
        self._flinch_s = max(0.0, self._flinch_s - elapsed_s)
        self._results_s = 0.0 if tension is not None else max(0.0, self._results_s - elapsed_s)
        due = [*self._wing_beats(elapsed_s), *self._far_calls(tension is not None, elapsed_s)]
        duck = _DUCKED if self._glow_s > 0 or self._flinch_s > 0 else 1.0
        self._duck += (duck - self._duck) * _part(elapsed_s, _DUCK_S if duck < self._duck else _REST_S)
        for name, wanted in self._wanted(tension).items():
            swift = name == "glow" and wanted > self._levels[name]
            self._levels[name] += (wanted - self._levels[name]) * _part(elapsed_s, 0.12 if swift else _MOOD_S)
        return due

    def level(self, loop: str) -> float:
        """Volume of a loop now, 0..1."""
        return self._levels[loop] * (1.0 if loop == "glow" else self._duck)

    def _wanted(self, tension: float | None) -> dict[str, float]:
        """The volume each loop moves towards."""
        glow = 1.0 if self._glow_s > 0 else 0.0
        colours = [0.9 if self._running and name == self._stretch else 0.0 for name in COLOURS]
        if tension is None:
            resting = self._results_s > 0
            return dict(
                zip(LOOPS, (1.0, 0.6 if resting else 1.0, 0.0, 0.0, 0.0, glow, float(resting), *colours), strict=True)
            )
        tense = max(0.0, min(1.0, tension))
        danger = 0.8 if self._last_feather else 0.0
        drums = 0.4 + 0.6 * tense if self._running else 0.0  # silent in the calm before a run
        tune = (0.55 + 0.3 * tense) * (0.5 if danger else 1.0)  # "pulse" takes its place in danger
        return dict(zip(LOOPS, (0.65 - 0.2 * tense, 0.6, tune, drums, danger, glow, 0.0, *colours), strict=True))

    def _react_to(self, event: WorldEvent) -> None:
        """Update the state of music and listener from an event."""
        if event.kind in _OF_THE_BIRD:
            self._ear_m = event.x_m
        match event.kind:
            case "gather":
                self._glow_s = _GLOW_MOST_S
            case "wave_end":
                self._glow_s = 0.0
            case "hit":
                self._flinch_s = _FLINCH_S
                self._last_feather = event.amount == 1
                self._beats.clear()
            case "over":
                self._flinch_s, self._results_s = 2.0, _RESULTS_S
                self._running = self._last_feather = False
            case "start":
                self._running, self._last_feather, self._stretch = True, False, ""
            case "stretch":
                self._stretch = event.name
            case "jump":
                self._beats = list(_BEATS_S)
            case "land" | "flap":  # a real wing beat replaces the planned ones
                self._beats.clear()

    def _place(self, event: WorldEvent) -> tuple[float, float]:
        """Pan of an event, -1..1, and its volume at this distance, 0..1."""
        if self._ear_m is None or event.kind == "pickup":
            return 0.0, 1.0
        away_m = event.x_m - self._ear_m
        pan = max(-1.0, min(1.0, away_m / _SIDE_M)) * _MOST_PAN
        return pan, 1.0 / math.sqrt(1 + (away_m / _HALF_M) ** 2)

    def _pickup(self, t_s: float) -> str:
        """One step higher for each berry in a row, and down again from the top."""
        self._step = self._step + 1 if t_s - self._berry_s < _IN_A_ROW_S else 0
        self._berry_s = t_s
        turn = self._step % (2 * LADDER - 2)
        return f"pickup {min(turn, 2 * LADDER - 2 - turn)}"

    def _limited(self, name: str, volume: float, pan: float = 0.0) -> list[Voice]:
        """The sound, softer if others start at the same time; none if there are enough of its kind."""
        family = name.partition(" ")[0]
        recent = [t_s for t_s, of in self._begun if of == family]
        if recent and (self._t_s - recent[-1] < _APART_S or len(recent) >= _SAME):
            return []
        if family not in _QUIET:
            volume /= math.sqrt(1 + sum(self._t_s - t_s < _CROWD_S and of not in _QUIET for t_s, of in self._begun))
        self._begun.append((self._t_s, family))
        return [self.cue(name, volume, pan)]

    def _variant(self, family: str) -> int:
        last, many = self._last.get(family), VARIANTS[family]
        pick = self._chance.randrange(many if last is None else many - 1)
        self._last[family] = pick = pick + (last is not None and pick >= last)
        return pick

    def _wing_beats(self, elapsed_s: float) -> list[Voice]:
        self._beats = [left_s - elapsed_s for left_s in self._beats]
        due, self._beats = [s for s in self._beats if s <= 0], [s for s in self._beats if s > 0]
        soft = 0.35 + 0.15 * len(self._beats)  # they fade into the spread for landing
        return [voice for _ in due for voice in self._limited("flap", soft)]

    def _far_calls(self, playing: bool, elapsed_s: float) -> list[Voice]:
        """Calls of a distant huia while nobody plays."""
        self._call_s = _CALLS_S[0] if playing else self._call_s - elapsed_s
        if self._call_s > 0:
            return []
        self._call_s = self._chance.uniform(*_CALLS_S)
        return [self.cue("call", _FAR, self._chance.uniform(-0.9, 0.9))]


def _part(elapsed_s: float, constant_s: float) -> float:
    """Fraction that an exponential approach covers in a time."""
    return 1.0 - math.exp(-elapsed_s / constant_s)
