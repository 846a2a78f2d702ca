"""How many acted hadoukens fire."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field

import numpy as np
from tqdm import tqdm

from game.body.networks import MoveNetworks, load_move_networks
from game.vision.virtual.noise import NoiseModel
from game.vision.virtual.performance import Beat
from tools.measuring.circumstances import CIRCUMSTANCES, PLAIN, Circumstance, a_child, changed
from tools.measuring.subject import Figures
from tools.measuring.virtual_clips import LANDMARKERS, UNSEEN, noisy_clip, watch


@dataclass(slots=True)
class _Tally:
    """What happened to the hadoukens of one kind of clip."""

    clips: int = 0
    fired: int = 0
    delays_s: list[float] = field(default_factory=list)
    right_side: int = 0


def hadoukens(options: argparse.Namespace) -> Figures:
    """Acted hadoukens, both sides, standing or lunging, out of a guard or not; then seated, one-armed, children."""
    networks = load_move_networks(options.model, options.moves)
    noise = LANDMARKERS[options.landmarker]
    plain = _Tally()
    rng = np.random.default_rng([options.seed, 1])
    for number in tqdm(range(options.count), desc="hadoukens"):
        _try(plain, rng, number, PLAIN, networks, noise, options.fps)
    others: dict[str, float] = {}
    for name in ("seated", "left arm only", "right arm only", "child"):
        tally = _Tally()
        for number in tqdm(range(max(options.count // 4, 1)), desc=name):
            _try(tally, rng, number, CIRCUMSTANCES[name], networks, noise, options.fps)
        others[name] = round(tally.fired / tally.clips, 4)
    return {
        "clips": plain.clips,
        "fire": round(plain.fired / plain.clips, 4),
        "median_after_thrust_s": round(float(np.median(plain.delays_s)), 3) if plain.delays_s else None,
        "p95_after_thrust_s": round(float(np.quantile(plain.delays_s, 0.95)), 3) if plain.delays_s else None,
        "right_side": round(plain.right_side / max(plain.fired, 1), 4),
        "fire_of": others,
    }


def _try(
    tally: _Tally,
    rng: np.random.Generator,
    number: int,
    special: Circumstance,
    networks: MoveNetworks,
    noise: NoiseModel,
    fps: float,
) -> None:
    """Act one hadouken before a camera up to 40 degrees to either side, and count what fires."""
    azimuth = np.radians(rng.uniform(-40, 40))
    known_s = 1.5 if special is PLAIN else 4.0  # time to recognise how somebody plays
    script = [Beat("hadouken", "left" if number % 2 else "right", known_s)]
    person = a_child(UNSEEN + 1000 * number) if special.child else UNSEEN + number
    clip = noisy_clip(rng, person, script, azimuth, noise, fps, guarded=number % 4 > 1)
    cue = clip.cues[0]
    events = watch(changed(clip, special, noise), networks)
    mine = [event for event in events if event.kind == "hadouken" and cue.start_s <= event.t_s <= cue.end_s]
    tally.clips += 1
    tally.fired += bool(mine)
    tally.delays_s += [event.t_s - cue.peak_s for event in mine[:1]]
    tally.right_side += sum(event.side == cue.side for event in mine[:1])
