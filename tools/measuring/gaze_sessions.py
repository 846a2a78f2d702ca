"""How well a gaze holds in another session, by what `tools.evaluate gaze` does, on virtual players in bad pictures."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from tqdm import tqdm

from game.face.eyes import EyeReader, Eyes
from game.face.networks import load_networks
from game.vision.models import face_model
from tools.gazing.sessions import sessions
from tools.measuring.gaze_scores import Row, scored
from tools.measuring.subject import Figures

UNSEEN: Final = 710_000
"""Numbers of the players here; no network has seen them, nor has any setting been chosen on those from 12 on."""
LOOKS: Final = 30
COUNTS: Final = (4, 3, 5, 2, 4, 3, 1, 4)
"""Sessions of the first player, of the second, and so on, over again."""
ASPECT: Final = 16 / 9


def gaze_sessions(options: argparse.Namespace) -> Figures:
    """Errors of every gaze method across sessions: other seats and light, noise, blur, shining glasses, late eyes."""
    reader = EyeReader(load_networks(face_model()))
    rows: list[Row] = []
    seen: list[Eyes | None] = []
    for number in tqdm(range(options.count), desc="players"):
        for look in sessions(UNSEEN + number, COUNTS[number % len(COUNTS)], LOOKS, options.seed - 1):
            rows.append(Row(Path(), f"player {number}", str(look.session), look.x, look.y))
            seen.append(reader.look(look.image))
    table, figures = scored(rows, seen, 0, ASPECT)
    tqdm.write(table)
    return figures
