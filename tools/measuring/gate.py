"""Which numbers the moves gate ships: a table of variants, judged on virtual people who trained nothing.

python -m tools.measuring.gate              every variant
python -m tools.measuring.gate --count 60   fewer clips of each kind, for a first look

Held poses must fire within 1.5 s of being taken up; hadoukens "whole" and "stepped in" (the camera comes on when the
hands have arrived); idle and fights must fire nothing. The crowd is another than the trials' (`tools.trials`), which
report what this chose. Clips are acted once and kept under --cache; a change in how they are acted asks for an empty
one.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from tqdm import tqdm

from game.body.classifier import ModelCard, load_classifier
from game.body.moves import MoveGate
from game.body.pose import Pose
from game.body.poses import HADOUKEN, NORMAL, POSES
from game.body.units import BodyUnits, body_units
from game.errors import UserError
from game.places import CLASSIFIER
from game.tuning import MOVES, TELLTALES, Moves, Telltales
from game.vision.virtual.noise import MEDIAPIPE
from game.vision.virtual.performance import Beat
from tools.measuring.fights import FIGHTS
from tools.measuring.idle import loitering
from tools.measuring.motion import CACHE, PEOPLE, Track, kept, scored, track_of
from tools.measuring.poses import SOON_S
from tools.measuring.virtual_clips import FPS, noisy_clip

HELD: Final = tuple(label for label in POSES if label not in (NORMAL, HADOUKEN))
KINDS: Final = {"poses": 360, "hadoukens": 200, "fights": 300, "idle": 80}
"""Clips acted of each kind; an idle one lasts 45 s."""
ANYTHING: Final = Telltales(head_below=9.0, head_near=9.0, aside_hips=-9.0, aside_shoulder=-9.0)
VARIANTS: Final[dict[str, tuple[Moves, Telltales]]] = {
    "ships": (MOVES, TELLTALES),
    "hands may do anything": (MOVES, ANYTHING),
    "thresholds alone": (replace(MOVES, likely=1.0), ANYTHING),
    "nothing below the threshold": (replace(MOVES, likely=1.0), TELLTALES),
    "likely from .5": (replace(MOVES, likely=0.5), TELLTALES),
    "likely from .7": (replace(MOVES, likely=0.7), TELLTALES),
    "held .15 s": (replace(MOVES, hold_s=0.15), TELLTALES),
    "held .40 s": (replace(MOVES, hold_s=0.40), TELLTALES),
    "aside clear with .05": (MOVES, replace(TELLTALES, aside_clear=0.05)),
    "hadouken gathers .4": (replace(MOVES, thrust_least=0.40), TELLTALES),
    "hadouken held .35 s": (replace(MOVES, held_s=0.35), TELLTALES),
    "hadouken held .60 s": (replace(MOVES, held_s=0.60), TELLTALES),
    "hadouken held, sure ones": (replace(MOVES, held_score=1.0), TELLTALES),
    "hadouken held, all as soon": (replace(MOVES, held_pace=1.0), TELLTALES),
    "hadouken held, from .2": (replace(MOVES, held_score=0.2), TELLTALES),
    "hadouken held, from .5": (replace(MOVES, held_score=0.5), TELLTALES),
    "hadouken, hands .15 out": (replace(MOVES, hands_out=0.15), TELLTALES),
    "hadouken, hands .40 out": (replace(MOVES, hands_out=0.40), TELLTALES),
    "hadouken, hands .5 apart": (replace(MOVES, hands_apart=0.5), TELLTALES),
}


@dataclass(frozen=True, slots=True)
class Row:
    """What a variant comes to. Shares 0..1 of acts that fire; counts of clips or moves that should not have.

    held: poses within SOON_S of being taken up; worst: the label of which fewest do. idle_an_hour: moves of any name.
    """

    held: float
    worst: str
    worst_share: float
    wrong: int
    whole: float
    stepped_in: float
    false_hadoukens: int
    false_others: int
    idle_an_hour: float


@dataclass(frozen=True, slots=True)
class Clip:
    """A track ready for any gate: its readings, those without a body left out."""

    track: Track
    readings: tuple[tuple[float, tuple[float, ...], Pose, BodyUnits], ...]

    def fired(self, gate: MoveGate, from_s: float = 0.0) -> list[tuple[float, str]]:
        """What a gate says to it, from a time on: (seconds, label)."""
        gate.reset()
        moves = (
            (t_s, gate.step(t_s, scores, pose, units)) for t_s, scores, pose, units in self.readings if t_s >= from_s
        )
        return [(t_s, move.name) for t_s, move in moves if move is not None]


def acted(kind: str, number: int) -> Track:
    """One clip of a kind, as MediaPipe errs."""
    which = [*KINDS].index(kind)
    rng = np.random.default_rng([number, 0x4741, which])  # "GA": others' clips are drawn from other seeds
    azimuth = None
    if kind == "poses":
        script = [Beat(HELD[number % len(HELD)], None, 1.5)]
    elif kind == "hadoukens":
        azimuth = float(np.radians(rng.uniform(-40, 40)))
        script = [Beat(HADOUKEN, ("left", "right")[number % 2], 1.5)]
    elif kind == "fights":
        script = [Beat(FIGHTS[number % len(FIGHTS)], None, 1.0)] * 2
    else:
        script = loitering(rng)
    person = PEOPLE + (1 << 24) * (1 + which) + number  # nobody of the motion study, nor of another kind
    return track_of(noisy_clip(rng, person, script, azimuth, MEDIAPIPE, FPS), script[0].act, "mediapipe", FPS)


def clips(kind: str, count: int, model: Path, cache: Path) -> list[Clip]:
    """Clips of a kind, acted or from the cache, scored by a model."""
    path = cache / f"gate-{kind}-{count}.npz"
    tracks = kept(path, lambda: [acted(kind, number) for number in tqdm(range(count), desc=f"acting {kind}")])
    classifier = load_classifier(model)
    found = []
    for track in tqdm(tracks, desc=f"scoring {kind}"):
        scores = scored(track, classifier)
        readings = []
        for t_s, one, pose in zip(track.times_s.tolist(), scores.tolist(), track.poses, strict=True):
            units = body_units(pose) if pose is not None else None
            if pose is not None and units is not None:
                readings.append((t_s, tuple(one), pose, units))
        found.append(Clip(track, tuple(readings)))
    return found


def judged(crowd: dict[str, list[Clip]], card: ModelCard, moves: Moves, telltales: Telltales) -> Row:
    """One row of the table."""
    gate = MoveGate(card, moves, telltales)
    hits: dict[str, list[bool]] = {label: [] for label in HELD}
    wrong: Counter[str] = Counter()
    for clip in crowd["poses"]:
        label, soon_s = clip.track.act, clip.track.peak_s + SOON_S
        fired = clip.fired(gate)
        hits[label].append(any(name == label and clip.track.start_s <= t_s <= soon_s for t_s, name in fired))
        wrong["poses"] += sum(name != label for _, name in fired)
    seen: dict[str, list[bool]] = {"whole": [], "stepped in": []}
    for clip in crowd["hadoukens"]:
        for way, from_s in (("whole", 0.0), ("stepped in", clip.track.peak_s + 0.05)):
            fired = clip.fired(gate, from_s)
            mine = (name == HADOUKEN and clip.track.start_s <= t_s <= clip.track.end_s for t_s, name in fired)
            seen[way].append(any(mine))
    for clip in crowd["fights"]:
        fired = clip.fired(gate)
        wrong["hadoukens"] += any(name == HADOUKEN for _, name in fired)
        wrong["fights"] += sum(name != HADOUKEN for _, name in fired)
    for clip in crowd["idle"]:
        wrong["idle"] += len(clip.fired(gate))
    shares = {label: float(np.mean(one)) if one else float("nan") for label, one in hits.items()}
    hours = sum(clip.track.end_s for clip in crowd["idle"]) / 3600
    return Row(
        held=float(np.mean([hit for one in hits.values() for hit in one])),
        worst=min(shares, key=shares.__getitem__),
        worst_share=min(shares.values()),
        wrong=wrong["poses"],
        whole=float(np.mean(seen["whole"])),
        stepped_in=float(np.mean(seen["stepped in"])),
        false_hadoukens=wrong["hadoukens"],
        false_others=wrong["fights"],
        idle_an_hour=wrong["idle"] / hours,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Returns 0, or 2 with one sentence for a user's mistake."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, help="clips of each kind at most")
    parser.add_argument("--model", type=Path, default=CLASSIFIER, help="classifier (default: the shipped int8)")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where acted clips are kept")
    options = parser.parse_args(arguments)
    try:
        card = load_classifier(options.model).card
        if missing := [label for label in (*HELD, HADOUKEN) if label not in card.labels]:
            raise UserError(f"{options.model} does not know {missing[0]}; choose a model of the eight Huia poses.")
        crowd = {
            kind: clips(kind, min(n, options.count or n), options.model, options.cache) for kind, n in KINDS.items()
        }
    except UserError as problem:
        print(f"gate: {problem}", file=sys.stderr)
        return 2
    print(
        f"{'':28}held fire (worst)         wrong  hadouken whole, stepped in  in fights: hadouken, other  idle an hour"
    )
    for name, (moves, telltales) in VARIANTS.items():
        row = judged(crowd, card, moves, telltales)
        print(
            f"{name:28}{row.held:9.1%} ({row.worst} {row.worst_share:.0%}){'':4}{row.wrong:4}"
            f"{row.whole:16.1%}{row.stepped_in:12.1%}{row.false_hadoukens:17}{row.false_others:8}"
            f"{row.idle_an_hour:14.1f}",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
