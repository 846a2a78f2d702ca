"""How well a temporal network's probabilities, under the game's own latch, tell moves in clips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from game.body.classifier import Classifier, Threshold
from game.body.latch import Latch
from game.body.moves_model import LEFT, RIGHT, row
from game.body.player import PlayerLock
from game.body.poses import HADOUKEN, NORMAL
from game.body.recordings import read_recording
from game.body.smoothing import PoseSmoother
from game.body.units import body_units
from game.errors import UserError
from game.tuning import MOVES, Moves
from tools.moves.clips import CLIP_S, HELD, NAMES, Footage

SOON_S: Final = 1.5
"""A held pose must fire within this time of being taken up: players do not wait longer."""
MERGED: Final = (NORMAL, *HELD, HADOUKEN)
"""Labels as the game's latch has them: a hadouken's two sides in one."""
Probabilities = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What fires in clips. Shares 0..1.

    thrown: hadoukens that fire between their onset and their end; sides: share of these on the right side; twice:
    clips in which one fires more than once; delay_s: median after the thrust's end. false: clips of anything else in
    which a hadouken fires, by kind, of `others` in all. held: poses that fire within SOON_S, by label. wrong: moves
    that should not have fired, by kind and name.
    """

    hadoukens: int
    thrown: float
    sides: float
    twice: int
    delay_s: float
    others: int
    false: Mapping[str, int]
    held: Mapping[str, float]
    wrong: Mapping[str, int]

    def line(self) -> str:
        """The verdict in one line, for people to read."""
        held = f"held {np.mean([*self.held.values()]):.1%}, " if self.held else ""
        return (
            f"hadoukens {self.thrown:.1%} of {self.hadoukens} (side {self.sides:.1%}, twice {self.twice}, "
            f"{self.delay_s:+.2f} s), false {sum(self.false.values())} of {self.others}, "
            f"{held}wrong {sum(self.wrong.values())}"
        )


def fired(
    footage: Footage, said: Probabilities, thresholds: Mapping[str, Threshold], tuning: Moves = MOVES
) -> list[list[tuple[float, str, bool]]]:
    """For each clip, what fires: (seconds in the clip, name, whether to the left)."""
    latch = Latch(MERGED, thresholds, tuning.sure, tuning)
    left, right = said[:, NAMES.index(LEFT)], said[:, NAMES.index(RIGHT)]
    others = [NAMES.index(name) for name in MERGED[:-1]]
    merged = np.column_stack([said[:, others], left + right])
    result = []
    for number in range(len(footage.kinds)):
        latch.reset()
        events = []
        for n in np.flatnonzero(footage.clips == number).tolist():
            t_s = float(footage.times_s[n]) - number * CLIP_S
            latch.lose(t_s)
            name = latch.step(t_s, merged[n].tolist())
            if name is not None:
                events.append((t_s, name, bool(left[n] >= right[n])))
        result.append(events)
    return result


def judge(footage: Footage, said: Probabilities, thresholds: Mapping[str, Threshold]) -> Verdict:
    """The verdict on virtual people's clips, whose acts are known."""
    thrown, sides, delays, twice = [], [], [], 0
    held: dict[str, list[bool]] = {}
    false, wrong, others = Counter[str](), Counter[str](), 0
    clips = zip(footage.kinds, footage.acts, fired(footage, said, thresholds), strict=True)
    for number, (kind, acts, events) in enumerate(clips):
        # a move that is cut short need not fire, but it may
        wanted = {NAMES[label].split()[0] for label in np.unique(footage.labels[footage.clips == number])}
        for label, peak_s, _, end_s in acts:
            name = NAMES[label].split()[0]
            mine = [event for event in events if event[1] == name and peak_s - 0.4 <= event[0] <= end_s]
            if name == HADOUKEN:
                thrown.append(bool(mine))
                twice += len(mine) > 1
                sides += [event[2] == (NAMES[label] == LEFT) for event in mine[:1]]
                delays += [event[0] - peak_s for event in mine[:1]]
            else:
                held.setdefault(name, []).append(any(event[0] <= peak_s + SOON_S for event in mine))
        if HADOUKEN not in wanted:
            others += 1
            false[kind] += any(event[1] == HADOUKEN for event in events)
        for _, name, _ in events:
            if name not in wanted and name != HADOUKEN:
                wrong[f"{kind}: {name}"] += 1
    return Verdict(
        len(thrown),
        float(np.mean(thrown)) if thrown else 0.0,
        float(np.mean(sides)) if sides else 0.0,
        twice,
        float(np.median(delays)) if delays else 0.0,
        others,
        {kind: n for kind, n in false.items() if n},
        {name: float(np.mean(some)) for name, some in sorted(held.items())},
        dict(wrong),
    )


def recordings(folder: Path, classifier: Classifier) -> tuple[Footage, tuple[str, ...]]:
    """Recorded clips of real people as footage, and the label of each. Raises UserError where there are none."""
    files = sorted(folder.rglob("*.jsonl"))
    if not files:
        raise UserError(f"there is no .jsonl recording in {folder}")
    times, rows, clips, labels = [], [], [], []
    for number, file in enumerate(files):
        recording = read_recording(file)
        lock, smoother = PlayerLock(), PoseSmoother()
        labels.append(str(recording.header.extra.get("label", "")))
        for t_s, found in recording.frames:
            pose = smoother.step(t_s, lock.step(t_s, () if found is None else (found,)).pose)
            units = body_units(pose) if pose is not None else None
            if pose is None or units is None:
                continue
            times.append(number * CLIP_S + t_s)
            rows.append(row(pose, units, *classifier.look(pose, units)).astype(np.float16))
            clips.append(number)
    n = len(times)
    nothing = np.zeros(n, np.int8)
    empty = tuple(() for _ in files)
    index = np.array(clips, np.int32)
    return Footage(np.array(times), np.array(rows), nothing, nothing, index, tuple(labels), empty), tuple(labels)


def real(footage: Footage, said: Probabilities, thresholds: Mapping[str, Threshold]) -> dict[str, Any]:
    """Recorded clips: hadoukens that fire, other clips in which one does, other moves that fire."""
    hits, false, wrong = [], Counter[str](), Counter[str]()
    for label, events in zip(footage.kinds, fired(footage, said, thresholds), strict=True):
        names = [name for _, name, _ in events]
        if label == HADOUKEN:
            hits.append(HADOUKEN in names)
        elif HADOUKEN in names:
            false[label] += 1
        wrong.update(f"{label}: {name}" for name in names if name not in (label, HADOUKEN))
    return {
        "hadoukens": len(hits),
        "fire": sum(hits),
        "others": len(footage.kinds) - len(hits),
        "false": dict(false),
        "other_moves": dict(wrong),
    }


def line(found: Mapping[str, Any]) -> str:
    """`real` in one line."""
    return (
        f"hadoukens {found['fire']} of {found['hadoukens']}, false {sum(found['false'].values())} of "
        f"{found['others']}, other moves {sum(found['other_moves'].values())}"
    )


def thresholds_of(enters: Sequence[tuple[str, float]]) -> dict[str, Threshold]:
    """Thresholds with leave at 0.6 of enter."""
    return {name: Threshold(enter, round(0.6 * enter, 3)) for name, enter in enters}
