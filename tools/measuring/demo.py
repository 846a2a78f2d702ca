"""The whole game against what the virtual player before its camera really did."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from game.vision.virtual.performance import Cue
from game.vision.virtual.source import VirtualCamera
from tools.measuring.subject import Figures

ROOT: Final = Path(__file__).resolve().parents[2]


def demo(options: argparse.Namespace) -> Figures:
    """The game, headless, on real pixels: each acted jump and hadouken against the events it wrote."""
    seconds: int = options.count
    with tempfile.TemporaryDirectory() as folder:
        events = Path(folder) / "events.jsonl"
        words = f"play --camera demo --headless --seconds {seconds} --seed {options.seed} --events {events}".split()
        subprocess.run([sys.executable, "-m", "game", *words, "--model", str(options.model)], cwd=ROOT, check=True)
        lines = [json.loads(line) for line in events.read_text().splitlines()]
    return against_cues(lines, VirtualCamera(options.seed).cues(float(seconds)), float(seconds))


def against_cues(lines: Sequence[Figures], cues: Sequence[Cue], seconds: float) -> Figures:
    """Events of a game against the acts behind them; an event belongs to an act from its start to shortly after."""
    whole = [cue for cue in cues if cue.leave_s < seconds - 0.5]
    result: Figures = {}
    for act, event in (("fly", "jump"), ("hadouken", "hadouken")):
        asked = [cue for cue in whole if cue.act == act]
        fired = [line for line in lines if line["event"] == event]
        spans = [(cue.start_s, cue.end_s + 0.3) for cue in cues if cue.act == act]
        counts = [sum(cue.start_s <= line["t"] <= cue.end_s + 0.3 for line in fired) for cue in asked]
        delays = [
            line["t"] - cue.peak_s for cue in asked for line in fired if cue.start_s <= line["t"] <= cue.end_s + 0.3
        ]
        sides = [
            line.get("side") == cue.side
            for cue in asked
            for line in fired
            if act == "hadouken" and cue.start_s <= line["t"] <= cue.end_s + 0.3
        ]
        result[event] = {
            "acted": len(asked),
            "fired_once": counts.count(1),
            "share": round(counts.count(1) / max(1, len(asked)), 4),
            "not_acted": sum(not any(a <= line["t"] <= b for a, b in spans) for line in fired),
            "median_delay_s": round(float(np.median(delays)), 3) if delays else None,
            **({"right_side": round(float(np.mean(sides)), 3)} if sides else {}),
        }
    return result
