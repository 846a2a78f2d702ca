"""Jumps of virtual people: every way of raising both arms, and hands that come to the head for another reason.

Real people chose the ways: exercise videos (strokes of 0.3 to 1.2 s, forearms upright or leaning in by 45 degrees),
the poses `fly` and `dramatic`, and what hands do at a head in daily life. A clip holds three strokes or gestures.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from tqdm import tqdm

from game.body.pose import Pose
from game.body.reader import BodyReader
from game.vision.virtual.acting import Act, Doer, Sketch, Take
from game.vision.virtual.crowd import random_view
from game.vision.virtual.huia_acts import glance, hands, stance
from game.vision.virtual.mannequin import bodies
from game.vision.virtual.noise import NoiseModel, landmark_noise
from game.vision.virtual.performance import ACTS, Beat, Performance, random_performer
from game.vision.virtual.posture import SIDES, Channel, Side
from game.vision.virtual.view import in_view, landmarks
from tools.measuring.circumstances import CIRCUMSTANCES, PLAIN, Circumstance, a_child, cut_at_the_waist, without_arm
from tools.measuring.subject import Figures
from tools.measuring.virtual_clips import LANDMARKERS

FRAME: Final = (640, 480)
STROKES: Final = 3
"""Strokes or gestures in one clip."""
FIRST: Final = 1 << 41
"""Performers of these trials are numbered from here: nobody trains on them."""
Making = Callable[[Doer, Side | None], Act]


@dataclass(frozen=True, slots=True)
class Scene:
    """A clip as a landmarker sees it: at each time everybody found (nobody or one)."""

    times_s: tuple[float, ...]
    poses: tuple[tuple[Pose, ...], ...]


def _strokes(doer: Doer, name: str, up: Sketch, up_s: float, hold_s: float, hop: float, rest: Sketch) -> Act:
    """Arms up and down again, three times, from wherever `rest` keeps them between."""
    take = Take(doer)
    take.to(doer.pick(0.3, 0.6), rest)
    for _ in range(STROKES):
        stroke_s = up_s * doer.pick(0.85, 1.15)
        take.peak(stroke_s, up.copy().set(Channel.HOP, hop))
        if hold_s > 0:
            take.hold(hold_s * doer.pick(0.8, 1.2))
        take.to(stroke_s * doer.pick(0.9, 1.3), rest).to(doer.pick(0.12, 0.35), rest)
    return take.act(name, None, None, 0.5)


def _low(doer: Doer) -> Sketch:
    """Arms down between strokes: hanging, or at the hips or shoulders as some people keep them."""
    rest = doer.sketch()
    for own in SIDES:
        rest.arm(own, doer.pick(0.1, 0.5), doer.pick(0.0, 0.8), 0.0, doer.pick(0.1, 0.9))
    return rest


def _raised(
    doer: Doer, over: tuple[float, float], out: tuple[float, float], pole: tuple[float, float, float]
) -> Sketch:
    """Both arms up. over: wrists over the resting nose; out: wrists outward of the shoulders; torso lengths."""
    build = doer.build
    up = glance(doer, stance(doer, doer.sketch(), turn=0.15), pitch=0.2)
    nose = (build.neck + 0.42 * build.head) / build.torso
    height, aside, ahead = doer.pick(*over), doer.pick(*out), doer.pick(-0.1, 0.2)
    for own in SIDES:
        lifted, wide = nose + height + doer.pick(-0.04, 0.04), aside + doer.pick(-0.06, 0.06)
        up.reach(own, "shoulder", wide, lifted, ahead, pole)
    return hands(doer, up)


def _stroking(name: str, over: tuple[float, float], out: tuple[float, float], pole: tuple[float, float, float],
              up_s: tuple[float, float], hold_s: tuple[float, float]) -> Making:  # fmt: skip
    def make(doer: Doer, side: Side | None = None) -> Act:
        up = _raised(doer, over, out, pole)
        hop = doer.pick(0.0, 0.12) if doer.chance(0.5) else 0.0
        return _strokes(doer, name, up, doer.pick(*up_s), max(0.0, doer.pick(*hold_s)), hop, _low(doer))

    return make


def _to_head(name: str, place: tuple[tuple[float, float], tuple[float, float], tuple[float, float]],
             pole: tuple[float, float, float], to_s: tuple[float, float], stay_s: tuple[float, float],
             bow: tuple[float, float] = (-0.3, 0.3), own_sides: Sequence[Side] = SIDES) -> Making:  # fmt: skip
    """Hands to the head that stay there, three times. place: out, up, ahead of the head's middle, head heights."""

    def make(doer: Doer, side: Side | None = None) -> Act:
        held = stance(doer, doer.sketch(), turn=0.2)
        held.face(doer.pick(-0.3, 0.3), doer.pick(*bow), doer.pick(-0.15, 0.15))
        out, up, ahead = (doer.pick(*bounds) for bounds in place)
        for own in own_sides:
            at = (out + doer.pick(-0.08, 0.08), up + doer.pick(-0.08, 0.08), ahead + doer.pick(-0.06, 0.06))
            held.reach(own, "head", *at, pole)
        take = Take(doer)
        for _ in range(STROKES):
            take.peak(doer.pick(*to_s), held).hold(doer.pick(*stay_s), 0.04)
            take.to(doer.pick(0.35, 0.8), _low(doer)).to(doer.pick(0.3, 0.8), _low(doer))
        return take.act(name, None, None, 0.4)

    return make


_WIDE, _FORWARD = (1.0, -0.3, 0.2), (0.7, -0.6, 1.0)
JUMPS: Final[Mapping[str, Making]] = {
    "straight": _stroking("straight", (0.55, 0.8), (-0.2, 0.5), _WIDE, (0.35, 0.7), (-0.1, 0.4)),
    "bent": _stroking("bent", (0.34, 0.5), (0.1, 0.4), _WIDE, (0.3, 0.7), (-0.1, 0.5)),
    "leaning in": _stroking("leaning in", (0.29, 0.4), (-0.22, -0.05), _WIDE, (0.25, 0.4), (-0.2, 0.15)),
    "clap overhead": _stroking("clap overhead", (0.5, 0.75), (-0.36, -0.22), _WIDE, (0.3, 0.6), (-0.2, 0.1)),
    "tired": _stroking("tired", (0.33, 0.5), (0.05, 0.4), _FORWARD, (0.6, 1.1), (0.0, 0.4)),
    "fast": _stroking("fast", (0.4, 0.75), (-0.15, 0.4), _WIDE, (0.25, 0.35), (-0.2, 0.1)),
    "slow": _stroking("slow", (0.45, 0.8), (-0.1, 0.5), _WIDE, (0.9, 1.4), (0.0, 0.6)),
    "held": _stroking("held", (0.4, 0.8), (-0.05, 0.5), _WIDE, (0.35, 0.7), (1.5, 3.0)),
}
"""Ways of raising both arms, each over the line."""
STAYING: Final[Mapping[str, Making]] = {
    "despair": _to_head(
        "despair", ((0.4, 0.75), (-0.1, 0.55), (-0.2, 0.2)), _WIDE, (0.4, 0.9), (0.8, 2.0), (-0.6, 0.4)
    ),
    "despair, sudden": _to_head(
        "despair, sudden", ((0.4, 0.75), (-0.1, 0.5), (-0.2, 0.2)), _WIDE, (0.25, 0.4), (0.8, 2.0)
    ),
    "hands on the crown": _to_head(
        "hands on the crown", ((0.2, 0.5), (0.45, 0.65), (-0.2, 0.1)), _WIDE, (0.5, 0.9), (1.0, 2.0)
    ),
    "behind the head": _to_head(
        "behind the head", ((0.15, 0.4), (-0.3, 0.2), (-0.6, -0.4)), (1.0, 0.1, 0.1), (0.5, 0.9), (1.0, 2.0)
    ),
    "hair": _to_head("hair", ((0.3, 0.6), (0.1, 0.55), (-0.3, 0.2)), _FORWARD, (0.4, 0.8), (0.5, 1.5)),
    "binoculars": _to_head("binoculars", ((0.1, 0.35), (-0.1, 0.15), (0.5, 0.7)), _WIDE, (0.4, 0.8), (1.0, 2.0)),
    "telephone": _to_head(
        "telephone", ((0.4, 0.6), (-0.3, 0.1), (0.0, 0.2)), _FORWARD, (0.4, 0.8), (1.0, 2.0), own_sides=("right",)
    ),
    "half raised": _stroking("half raised", (-0.25, 0.02), (0.1, 0.5), _WIDE, (0.4, 0.8), (0.5, 1.5)),
    "waving": _stroking("waving", (-0.4, -0.1), (0.1, 0.5), _FORWARD, (0.3, 0.6), (0.0, 0.5)),
}
"""Hands that come to the head, or half way up, and stay there: no jumps."""


def scene(
    rng: np.random.Generator, number: int, making: Making, noise: NoiseModel, fps: float, special: Circumstance = PLAIN
) -> Scene:
    """One clip of a person before a random webcam, with a landmarker's errors. number: of the person."""
    person = random_performer(a_child(FIRST + 100_000 + 1000 * number) if special.child else FIRST + number)
    view, aside, ahead = random_view(rng, person.build.height, 0.6)
    acts = {**ACTS, "this": making}
    pause_s = 3.5 if special is not PLAIN else 1.5  # time to be recognised as the player
    show = Performance(
        int(rng.integers(1 << 62)), [Beat("this", None, pause_s)], person, 1.0, (aside, ahead, 0.0), acts
    )
    times = np.arange(0.0, show.end_s + 0.7, 1.0 / fps)
    body = bodies(show.postures(times), [person.build])
    truth = landmarks(body, view, FRAME)
    if special.zooms:
        near = landmarks(body, replace(view, focal=view.focal * 2.0, tilt_rad=view.tilt_rad + 0.06), FRAME)
        period_s = float(rng.uniform(1.2, 2.0))
        truth = np.where((np.floor(times / period_s) % 2 == 1)[:, None, None], near, truth)
    if special.seated:
        truth = cut_at_the_waist(truth)
    points, found = landmark_noise(truth, rng, noise, np.zeros(len(times), np.int64), fps, FRAME)
    if special.arm is not None:
        without_arm(points, special.arm, noise.keeps_place)
    poses = tuple((Pose(one, FRAME),) if sure and in_view(one) else () for one, sure in zip(points, found, strict=True))
    return Scene(tuple(times.tolist()), poses)


def counted(clip: Scene) -> list[float]:
    """When a reader says the player jumps."""
    reader, last, times = BodyReader(), 0, []
    for t_s, poses in zip(clip.times_s, clip.poses, strict=True):
        for event in reader.read(t_s, poses).events:
            if event.serial > last:
                last = event.serial
                times += [event.t_s] * (event.kind == "jump")
    return times


def jumps(options: argparse.Namespace) -> Figures:
    """Strokes of both arms in every way, hands at the head, cuts, seated, one arm, children: what jumps."""
    noise = LANDMARKERS[options.landmarker]
    plain = list(JUMPS)
    jobs = [(name, making, PLAIN, STROKES) for name, making in JUMPS.items()]
    jobs += [(name, making, PLAIN, 0) for name, making in STAYING.items()]
    jobs += [(name, JUMPS["straight"], special, STROKES) for name, special in CIRCUMSTANCES.items()]
    right: dict[str, float] = {}
    strokes: dict[str, float] = {}
    for number, (name, making, special, wanted) in enumerate(tqdm(jobs, desc="jumps")):
        counts = []
        for person in range(options.count):
            if special is not PLAIN:  # in turn every way of raising the arms
                making = JUMPS[plain[person % len(plain)]]
            rng = np.random.default_rng([options.seed, number, person])
            counts.append(len(counted(scene(rng, person, making, noise, options.fps, special))))
        right[name] = round(float(np.mean(np.array(counts) == wanted)), 3)
        strokes[name] = round(sum(counts) / (STROKES * options.count), 3)
    return {
        "clips_of_each": options.count,
        "strokes_that_jump": {name: strokes[name] for name in [*JUMPS, *CIRCUMSTANCES]},
        "clips_all_right": {name: right[name] for name in [*JUMPS, *CIRCUMSTANCES]},
        "strokes_mean": round(float(np.mean([strokes[name] for name in JUMPS])), 4),
        "gestures_that_jump": {name: strokes[name] for name in STAYING},
        "gestures_mean": round(float(np.mean([strokes[name] for name in STAYING])), 4),
    }
