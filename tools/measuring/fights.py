"""False fires: what fires in clips of fighting moves and everyday gestures."""

from __future__ import annotations

import argparse
from typing import Final

import numpy as np
from tqdm import tqdm

from game.body.networks import load_move_networks
from game.vision.virtual.fighting_acts import FIGHTING_ACTS
from game.vision.virtual.performance import Beat
from tools.measuring.subject import Figures
from tools.measuring.virtual_clips import LANDMARKERS, UNSEEN, noisy_clip, watch

FIGHTS: Final = (
    "punch", "hook", "uppercut", "grab", "front kick", "side kick", "clap", "point", "wave", "stretch",
    "phone at ear", "phone in hands", "drink", "walk", "push", "jab", "cross", "lead hook", "shoryuken", "stroke",
    "clasp", "low kick", "spinning kick", "sweep", "jumping cross", "guard", "half raised", "wave by head", "profile",
)  # fmt: skip
"""What a fighter does that is no hadouken, and what people do between."""


def fights(options: argparse.Namespace) -> Figures:
    """Acted clips of what is not a hadouken: how many fire one, and what else fires."""
    rng = np.random.default_rng([options.seed, 2])
    total = options.count
    false: dict[str, int] = {}
    others: dict[str, int] = {}
    networks = load_move_networks(options.model, options.moves)
    for number in tqdm(range(total), desc="fights"):
        act = FIGHTS[number % len(FIGHTS)]
        script = [Beat(act, None, 1.0)] * 2
        guarded = act in FIGHTING_ACTS and number % 3 > 0
        noise = LANDMARKERS[options.landmarker]
        clip = noisy_clip(rng, UNSEEN + 10_000 + number, script, None, noise, options.fps, guarded)
        events = watch(clip, networks)
        if any(e.kind == "hadouken" for e in events):
            false[act] = false.get(act, 0) + 1
        for event in events:
            if event.kind in ("move", "jump"):
                name = f"{act}: {event.name or 'jump'}"
                others[name] = others.get(name, 0) + 1
    return {
        "clips": total,
        "hadouken_clips": sum(false.values()),
        "share": round(sum(false.values()) / total, 4),
        "by_act": false,
        "other_moves": others,
    }
