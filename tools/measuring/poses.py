"""How many acted poses fire."""

from __future__ import annotations

import argparse
from typing import Final

import numpy as np
from tqdm import tqdm

from game.body.networks import load_move_networks
from game.body.poses import NORMAL, POSES
from game.vision.virtual.performance import Beat
from tools.measuring.subject import Figures
from tools.measuring.virtual_clips import LANDMARKERS, UNSEEN, noisy_clip, watch

SOON_S: Final = 1.5
"""A held pose must fire within this time: players do not wait longer."""


def poses(options: argparse.Namespace) -> Figures:
    """Acted poses other than the hadouken: how many fire within 1.5 s of being fully taken up, and what else does."""
    rng = np.random.default_rng([options.seed, 4])
    networks = load_move_networks(options.model, options.moves)
    known = networks.classifier.card.labels if networks.classifier is not None else ()
    labels = [label for label in POSES if label in known and label not in (NORMAL, "hadouken")]
    hits: dict[str, list[bool]] = {label: [] for label in labels}
    wrong: dict[str, int] = {}
    delays: list[float] = []
    for number in tqdm(range(options.count), desc="poses"):
        label = labels[number % len(labels)]
        person = UNSEEN + 30_000 + number
        clip = noisy_clip(rng, person, [Beat(label, None, 1.5)], None, LANDMARKERS[options.landmarker], options.fps)
        moves = [event for event in watch(clip, networks) if event.kind in ("move", "hadouken")]
        cue = clip.cues[0]
        mine = [e for e in moves if e.name == label and cue.start_s <= e.t_s <= cue.peak_s + SOON_S]
        hits[label].append(bool(mine))
        delays += [event.t_s - cue.peak_s for event in mine[:1]]
        for event in moves:
            if event.name != label:
                wrong[f"{label}: {event.name}"] = wrong.get(f"{label}: {event.name}", 0) + 1
    return {
        "clips": sum(map(len, hits.values())),
        "fire": round(float(np.mean(np.concatenate([*hits.values()]))), 4),
        "by_label": {label: round(float(np.mean(one)), 3) for label, one in hits.items() if one},
        "median_after_peak_s": round(float(np.median(delays)), 3) if delays else None,
        "wrong": wrong,
    }
