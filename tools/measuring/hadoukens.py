"""How many acted hadoukens fire."""

from __future__ import annotations

import argparse

import numpy as np
from tqdm import tqdm

from game.body.networks import load_move_networks
from game.vision.virtual.performance import Beat
from tools.measuring.subject import Figures
from tools.measuring.virtual_clips import LANDMARKERS, UNSEEN, noisy_clip, watch


def hadoukens(options: argparse.Namespace) -> Figures:
    """Acted hadoukens, both sides, standing or lunging, out of a guard or not, cameras 40 degrees to either side."""
    rng = np.random.default_rng([options.seed, 1])
    total, fired, delays, sides = options.count, 0, [], []
    networks = load_move_networks(options.model, options.moves)
    for number in tqdm(range(total), desc="hadoukens"):
        azimuth = np.radians(rng.uniform(-40, 40))
        script = [Beat("hadouken", "left" if number % 2 else "right", 1.5)]
        guarded = number % 4 > 1
        clip = noisy_clip(rng, UNSEEN + number, script, azimuth, LANDMARKERS[options.landmarker], options.fps, guarded)
        events, cue = watch(clip, networks), clip.cues[0]
        mine = [e for e in events if e.kind == "hadouken" and cue.start_s <= e.t_s <= cue.end_s]
        fired += bool(mine)
        delays += [e.t_s - cue.peak_s for e in mine[:1]]
        sides += [e.side == cue.side for e in mine[:1]]
    return {
        "clips": total,
        "fire": round(fired / total, 4),
        "median_after_thrust_s": round(float(np.median(delays)), 3) if delays else None,
        "p95_after_thrust_s": round(float(np.quantile(delays, 0.95)), 3) if delays else None,
        "right_side": round(float(np.mean(sides)), 4) if sides else None,
    }
