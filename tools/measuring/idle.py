"""False fires: what fires while people stand about and walk."""

from __future__ import annotations

import argparse

import numpy as np
from tqdm import tqdm

from game.body.networks import load_move_networks
from game.vision.virtual.performance import Beat
from tools.measuring.subject import Figures
from tools.measuring.virtual_clips import LANDMARKERS, UNSEEN, noisy_clip, watch


def idle(options: argparse.Namespace) -> Figures:
    """Standing about and walking for an hour with a landmarker's noise and drop-outs: everything that fires."""
    rng = np.random.default_rng([options.seed, 3])
    minutes = options.count
    fired: dict[str, int] = {}
    networks = load_move_networks(options.model, options.moves)
    seconds = 0.0
    with tqdm(total=minutes, desc="idle", unit="min") as bar:
        number = 0
        while seconds < 60 * minutes:
            script = loitering(rng)
            person = UNSEEN + 20_000 + number
            clip = noisy_clip(rng, person, script, None, LANDMARKERS[options.landmarker], options.fps)
            events, length = watch(clip, networks), clip.cues[-1].end_s
            seconds += length
            number += 1
            bar.update(min(length / 60, bar.total - bar.n))
            for event in events:
                if event.kind != "player":
                    name = event.name or event.kind
                    fired[name] = fired.get(name, 0) + 1
    return {"minutes": round(seconds / 60, 1), "fired": fired, "false_fires": sum(fired.values())}


def loitering(rng: np.random.Generator) -> list[Beat]:
    """A script of standing about and walking, some 45 seconds."""
    return [Beat(("stand", "look around", "step", "walk")[rng.integers(4)], None, 2.0) for _ in range(8)]
