"""Do both locks hold? Landmarks of two virtual players with a landmarker's errors; the one in front hides the other.

No picture is drawn, so twenty minutes take half a minute; `pair` does the same through the camera, much slower.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from tqdm import tqdm

from game.body.pair_lock import PairLock
from game.body.pose import FloatArray, Pose
from game.body.units import body_units
from game.vision.virtual.duo import duo, duo_view
from game.vision.virtual.mannequin import bodies
from game.vision.virtual.noise import Mask, landmark_noise
from game.vision.virtual.performance import Performance
from game.vision.virtual.posture import Array
from game.vision.virtual.view import View, landmarks, lens
from tools.measuring.pair import FIRST, SCENE_S, SETTLED_S, Moment, swaps
from tools.measuring.subject import Figures
from tools.measuring.virtual_clips import FPS, LANDMARKERS

FRAME: Final = (640, 480)
HIDDEN: Final = 0.65
"""Nearer together than this (torso lengths, sideways) the one behind is not found."""
COVERED: Final = 1.1
"""Nearer than this, half of what is seen of their clothes are the other one's."""
PLAIN: Final = 0.8
JITTER_LAB: Final = 4.0
"""Standard deviation of a zone's colour from frame to frame, CIE Lab."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One person through a scene: true and noisy landmarks (T, 33, 4), whether found (T,), depth in metres (T,)."""

    true: FloatArray
    noisy: FloatArray
    found: Mask
    depth: Array
    garb: FloatArray


def locks(options: argparse.Namespace) -> Figures:
    """Two players' landmarks with a crossing every 15 s, dressed differently and alike: how often does a lock swap?"""
    result: Figures = {}
    for alike in (False, True):
        swapped, joins, crossings = 0, [], 0
        for number in tqdm(range(max(1, round(options.count / SCENE_S))), desc="pairs"):
            seed = FIRST + 97 * options.seed + number
            cast = duo(seed)
            moments, joined_s = _scene(cast, seed, alike, options.landmarker)
            early = [one.held[0] for one in moments if SETTLED_S < one.t_s < 10.0 and one.held[0] is not None]
            own = round(float(np.mean(early))) if early else 0
            swapped += swaps(moments, 0, own) + swaps(moments, 1, 1 - own)
            joins.append(joined_s)
            crossings += sum(cue.act == "walk" and cue.end_s < SCENE_S for cue in cast[0].cues(SCENE_S))
        result["same_clothes" if alike else "own_clothes"] = {
            "seconds": len(joins) * SCENE_S,
            "crossings": crossings,
            "swaps": swapped,
            "scenes_joined": int(np.isfinite(joins).sum()),
            "joins_after_s": round(float(np.median(joins)), 2),
        }
    return result


def _scene(cast: list[Performance], seed: int, alike: bool, landmarker: str) -> tuple[list[Moment], float]:
    """A minute of two players: whom each lock held in every frame, and when the second had joined."""
    rng = np.random.default_rng([seed, 0x4C4B])
    view = duo_view(max(one.build.height for one in cast))
    times = np.arange(0.0, SCENE_S, 1.0 / FPS)
    people = [_seen(rng, one, view, times, landmarker) for one in cast]
    if alike:
        people[1] = replace(people[1], garb=people[0].garb)
    lock, moments, joined_s = PairLock(), [], float("inf")
    for index, t_s in enumerate(times.tolist()):
        ruler = [body_units(Pose(one.true[index], FRAME)) for one in people]
        if ruler[0] is None or ruler[1] is None:
            continue
        apart = abs(ruler[0].origin_px[0] - ruler[1].origin_px[0]) / ruler[0].torso_px
        shown = _shown(rng, people, index, apart)
        locked = lock.step(t_s, [pose for _, pose in shown])
        mate = None if locked.mate is None else locked.mate.pose
        held = [next((who for who, pose in shown if pose is one), None) for one in (locked.pose, mate)]
        if None not in held:
            joined_s = min(joined_s, t_s)
        moments.append(Moment(t_s, (held[0], held[1]), apart > PLAIN))
    return moments, joined_s


def _seen(rng: np.random.Generator, one: Performance, view: View, times: Array, landmarker: str) -> Seen:
    body = bodies(one.postures(times), [one.build])
    true = landmarks(body, view, FRAME)
    noisy, found = landmark_noise(true, rng, LANDMARKERS[landmarker], np.zeros(len(times), np.int64), FPS, FRAME)
    depth = lens(view).to_camera(body.mid_hip[:, None])[:, 0, 2]
    garb = rng.uniform((20, -20, -30), (80, 40, 40), (3, 3)).astype(np.float32)
    return Seen(true, noisy, found, depth, garb)


def _shown(rng: np.random.Generator, people: list[Seen], index: int, apart: float) -> list[tuple[int, Pose]]:
    """Who is found in a frame, in any order, in clothes as they are seen."""
    near = int(people[1].depth[index] < people[0].depth[index])
    shown = []
    for who, one in enumerate(people):
        if not one.found[index] or (who != near and apart < HIDDEN):
            continue
        garb = one.garb + rng.normal(0.0, JITTER_LAB, (3, 3))
        if who != near and apart < COVERED:
            garb = 0.5 * (garb + people[near].garb)
        shown.append((who, Pose(one.noisy[index], FRAME, garb.astype(np.float32))))
    rng.shuffle(shown)
    return shown
