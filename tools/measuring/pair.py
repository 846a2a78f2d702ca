"""Two players before one camera, and people who only stand about, against what was really acted: real pixels."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from tqdm import tqdm

from game.body.pose import Landmark
from game.body.reading import BodyEvent, Reading
from game.body.units import body_units
from game.vision.cameras.demo import VirtualReel
from game.vision.cameras.files import ReelSource
from game.vision.cameras.source import FrameSource
from game.vision.models import pose_model
from game.vision.pipeline import Pipeline
from game.vision.spec import VisionSpec
from game.vision.virtual.duo import duo, duo_view
from game.vision.virtual.performance import Beat, Cue, Performance, passer_by
from game.vision.virtual.posture import SIDES
from game.vision.virtual.source import VirtualCamera
from game.vision.virtual.view import View
from tools.measuring.subject import Figures

FIRST: Final = 1 << 42
"""Performers of these trials are numbered from here: nobody trains on them."""
SCENE_S: Final = 60.0
"""How long a pair acts, with a crossing every 15 s; then another pair comes, in another room."""
BYSTANDER_S: Final = 6.0
SETTLED_S: Final = 3.0
"""Acts before this are not counted: the second player may still be joining."""
WRONG_S: Final = 0.3
"""A lock that holds the other person for so long, while both are in plain view, has swapped."""
PLAIN: Final = 0.8
"""People whose shoulders' middles are farther apart than this, in torso lengths, do not hide each other."""
LATE_S: Final = 0.3
COVERED: Final = 0.4
"""Hands nearer than this to the middle of the other's body, in torso lengths, or beyond it, are before or behind it."""
EVENTS: Final = {"fly": "jump", "hadouken": "hadouken"}


@dataclass(frozen=True, slots=True)
class Moment:
    """One frame: whom each lock held (number in the cast, None: nobody), and whether people were apart."""

    t_s: float
    held: tuple[int | None, int | None]
    plain: bool


@dataclass(slots=True)
class Scene:
    """What vision made of a scene. events: of the first player and of the mate, in order."""

    moments: list[Moment] = field(default_factory=list)
    events: tuple[dict[int, BodyEvent], dict[int, BodyEvent]] = field(default_factory=lambda: ({}, {}))


def watched(camera: VirtualCamera, seconds: float, options: argparse.Namespace) -> Scene:
    """Run vision over a scene, frame by frame."""

    def opened(spec: VisionSpec) -> FrameSource:
        return ReelSource(VirtualReel(camera), realtime=False)

    scene = Scene()
    spec = VisionSpec(
        model=pose_model(options.pose_model),
        classifier=options.model,
        moves=options.moves,
        realtime=False,
        picture=False,
        open=opened,
    )
    with Pipeline(spec) as pipeline:
        for index in range(round(seconds * camera.fps)):
            sight = pipeline.step(1.0)
            if sight is None:
                break
            if sight.trouble:
                raise RuntimeError(sight.trouble)
            scene.moments.append(_moment(camera, index / camera.fps, sight.reading))
            for one, events in zip((sight.reading, sight.reading.mate), scene.events, strict=True):
                if one is not None:
                    events.update({event.serial: event for event in one.events})
    return scene


def _moment(camera: VirtualCamera, t_s: float, reading: Reading) -> Moment:
    truths = [camera.truth(number, t_s) for number in range(len(camera.cast))]
    places = [body_units(pose) for pose in truths]
    held: list[int | None] = []
    for one in (reading, reading.mate):
        units = None if one is None or one.pose is None else body_units(one.pose)
        if units is None:
            held.append(None)
            continue
        off = [np.inf if at is None else np.hypot(*np.subtract(at.origin_px, units.origin_px)) for at in places]
        held.append(int(np.argmin(off)))
    known = [at for at in places if at is not None]
    apart = [abs(a.origin_px[0] - b.origin_px[0]) / a.torso_px for a in known for b in known if a is not b]
    return Moment(t_s, (held[0], held[1]), min(apart, default=np.inf) > PLAIN)


def swaps(moments: Sequence[Moment], slot: int, own: int) -> int:
    """How often a lock held somebody else for WRONG_S while everybody was in plain view."""
    count, since = 0, None
    for moment in moments:
        wrong = moment.plain and moment.held[slot] not in (own, None)
        if not wrong:
            since = None
        elif since is None:
            since = moment.t_s
        elif since is not np.inf and moment.t_s - since >= WRONG_S:
            count, since = count + 1, np.inf
    return count


def pair(options: argparse.Namespace) -> Figures:
    """Two players side by side who swap sides every 15 s: do both locks hold, and does each act reach its own bird?"""
    scenes = max(1, round(options.count / SCENE_S))
    # acted, fired once by its own, fired by the other; the first two once more where the other covers no hands
    total = {"jump": [0, 0, 0, 0, 0], "hadouken": [0, 0, 0, 0, 0]}
    swapped, lost_s, joined_s, crossings = 0, 0.0, [], 0
    for number in tqdm(range(scenes), desc="pairs"):
        seed = FIRST + 97 * options.seed + number
        cast = duo(seed)
        camera = VirtualCamera(seed % (1 << 31), cast=cast, view=duo_view(max(one.build.height for one in cast)))
        seconds = min(SCENE_S, options.count)
        scene = watched(camera, seconds, options)
        early = [moment.held for moment in scene.moments if SETTLED_S < moment.t_s < 10.0 and moment.plain]
        firsts = [held[0] for held in early if held[0] is not None]
        own = round(float(np.mean(firsts))) if firsts else 0
        both = [moment.t_s for moment in scene.moments if None not in moment.held]
        joined_s.append(both[0] if both else float("inf"))
        for slot, who in ((0, own), (1, 1 - own)):
            swapped += swaps(scene.moments, slot, who)
            plain = [moment for moment in scene.moments if moment.plain and moment.t_s > SETTLED_S]
            lost_s += sum(moment.held[slot] is None for moment in plain) / camera.fps
            others = cast[1 - who].cues(seconds)
            for cue, once, foreign in _acts(cast[who].cues(seconds), others, scene.events, slot, seconds):
                clear = not _covered(camera, who, cue)
                for row, n in enumerate((1, once, foreign, clear, clear and once)):
                    total[EVENTS[cue.act]][row] += n
        crossings += sum(cue.act == "walk" and cue.end_s < seconds for cue in cast[0].cues(seconds))
    return {
        "seconds": scenes * min(SCENE_S, options.count),
        "crossings": crossings,
        "swaps": swapped,
        "seconds_a_player_in_plain_view_was_not_seen": round(lost_s, 2),
        "joins_after_s": round(float(np.median(joined_s)), 2),
        **{
            event: {
                "acted": acted,
                "own_bird_once": round(once / max(1, acted), 4),
                "other_bird": foreign,
                "acted_with_hands_clear_of_the_other": clear,
                "own_bird_once_of_those": round(clear_once / max(1, clear), 4),
            }
            for event, (acted, once, foreign, clear, clear_once) in total.items()
        },
    }


def _acts(
    cues: Sequence[Cue],
    others: Sequence[Cue],
    events: tuple[dict[int, BodyEvent], dict[int, BodyEvent]],
    slot: int,
    seconds: float,
    from_s: float = SETTLED_S,
) -> Iterator[tuple[Cue, bool, int]]:
    """Each act that counts, whether its own lock fired once, and how often the other one fired for it."""
    for cue in cues:
        kind = EVENTS.get(cue.act)
        if kind is None or cue.start_s < from_s or cue.end_s > seconds - 0.5:
            continue

        def during(event: BodyEvent, cue: Cue = cue, kind: str = kind) -> bool:
            return event.kind == kind and cue.start_s <= event.t_s <= cue.end_s + LATE_S

        mine = sum(map(during, events[slot].values()))
        theirs = [event for event in events[1 - slot].values() if during(event)]
        excused = [o for o in others if EVENTS.get(o.act) == kind]
        foreign = sum(not any(o.start_s <= event.t_s <= o.end_s + LATE_S for o in excused) for event in theirs)
        yield cue, mine == 1, foreign


def _covered(camera: VirtualCamera, who: int, cue: Cue) -> bool:
    """Whether hands of an act that points to a side are before or behind the other's body: a thrust steps that far."""
    if not cue.side:
        return False
    before, now = (
        [body_units(camera.truth(number, t_s)) for number in (who, 1 - who)] for t_s in (cue.onset_s, cue.peak_s)
    )
    hands = camera.truth(who, cue.peak_s).xy_px()[[Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST], 0]
    (own, other), (_, there) = before, now
    if own is None or other is None or there is None:
        return False
    towards = np.sign(other.origin_px[0] - own.origin_px[0])
    return bool(((there.origin_px[0] - hands) * towards).min() < COVERED * there.torso_px)


def bystanders(options: argparse.Namespace) -> Figures:
    """People behind, beside and passing: does the player stay the player, and does nobody else join or fire?"""
    kinds = ("passes behind", "stands behind", "stands beside, farther back", "passes before")
    count = dict.fromkeys(kinds, 0)
    swapped = joined = unasked = 0
    acts = fired = 0
    for number in tqdm(range(options.count), desc="bystanders"):
        rng = np.random.default_rng([options.seed, number, 0x4259])
        kind = kinds[number % len(kinds)]
        count[kind] += 1
        seed = FIRST + 1000 * options.seed + number
        script = (Beat("fly", None, 0.6), Beat("hadouken", SIDES[number % 2], 0.4))
        player = Performance(seed, script, variety=0.5)
        view = View(distance_m=1.95 * player.build.height, height_m=0.62 * player.build.height, tilt_rad=0.035)
        camera = VirtualCamera(seed % (1 << 31), cast=(player, _bystander(rng, kind, seed + 500)), view=view)
        scene = watched(camera, BYSTANDER_S, options)
        swapped += swaps(scene.moments, 0, 0)
        joined += any(event.name == "joined" for event in scene.events[1].values())
        cues = [cue for cue in player.cues(BYSTANDER_S) if cue.act in EVENTS]
        for event in (*scene.events[0].values(), *scene.events[1].values()):
            spans = [(cue.start_s, cue.end_s + LATE_S) for cue in cues if EVENTS[cue.act] == event.kind]
            if event.kind in ("jump", "hadouken"):
                unasked += not any(start <= event.t_s <= end for start, end in spans)
        for _, once, _ in _acts(cues, (), scene.events, 0, BYSTANDER_S + LATE_S, from_s=0.0):
            acts, fired = acts + 1, fired + once
    return {
        "scenes": count,
        "swaps": swapped,
        "joined": joined,
        "unasked_jumps_and_hadoukens": unasked,
        "players_own_acts": {"acted": acts, "fired_once": fired},
    }


def _bystander(rng: np.random.Generator, kind: str, seed: int) -> Performance:
    """Somebody who does not play: walks past, or stands farther back and does what players do."""
    side = SIDES[int(rng.integers(2))]
    sign = 1.0 if side == "left" else -1.0
    if kind.startswith("passes"):
        depth_m = float(rng.uniform(0.9, 1.8)) if kind == "passes behind" else float(rng.uniform(-0.9, -0.7))
        return passer_by(seed, side, depth_m, float(rng.uniform(0.3, 1.5)))
    near = kind == "stands beside, farther back"
    x_m = sign * float(rng.uniform(0.8, 1.2) if near else rng.uniform(0.3, 0.7))
    z_m = -float(rng.uniform(0.8, 1.3) if near else rng.uniform(1.0, 1.8))
    beats = [Beat(str(act), None, float(rng.uniform(0.3, 0.5))) for act in rng.permutation(("fly", "hadouken", "wave"))]
    return Performance(seed, beats, variety=0.5, start=(x_m, z_m, 0.0))
