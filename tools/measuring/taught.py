"""One new pose, taught in the game in ten seconds: how well it is known again, and what else fires."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np
from tqdm import tqdm

from game.body.pose import FloatArray
from game.body.taught import Recogniser
from tools.measuring.lessons import UNTAUGHT, Pupil, extractor_and_reference, fired, pupil
from tools.measuring.new_poses import NEW_POSES
from tools.measuring.subject import Figures


def taught(options: argparse.Namespace) -> Figures:
    """One new pose at a time, taught in ten seconds: recall on later takes of the same person, what else fires."""
    extractor, reference = extractor_and_reference(options.model)
    rows: list[Figures] = []
    for number in tqdm(range(options.count), desc="people"):
        one = pupil(UNTAUGHT + number, extractor, tuple(NEW_POSES))
        rows += [_lesson(one, pose, reference) | {"pose": pose} for pose in NEW_POSES]

    def share(key: str, some: Sequence[Figures]) -> float | None:
        hits, of = (sum(row[key][i] for row in some) for i in (0, 1))
        return round(hits / of, 4) if of else None

    keys = ("takes", "readings", "eight_takes", "eight_readings", "ordinary_takes", "ordinary_readings")
    delays = [delay for row in rows for delay in row["delays_s"]]
    return {
        "lessons": len(rows),
        "refused": [row["pose"] for row in rows if not row["learnt"]],
        **{key: share(key, rows) for key in keys},
        "median_delay_s": round(float(np.median(delays)), 3),
        "by_pose": {
            pose: {key: share(key, [r for r in rows if r["pose"] == pose]) for key in keys} for pose in NEW_POSES
        },
    }


def _lesson(one: Pupil, pose: str, reference: FloatArray) -> Figures:
    """Hits and counts of one lesson. A lesson that is refused counts as nothing recognised."""
    recogniser = Recogniser(reference)
    verdict = recogniser.learn(pose, one.lessons[pose])
    result: Figures = {"learnt": verdict.learnt, "delays_s": []}
    takes, hits, known, held = 0, 0, 0, 0
    for seen in one.later[pose]:
        takes, held = takes + len(seen.cues), held + int(seen.held.sum())
        if not verdict.learnt:
            continue
        times, scores = fired(seen, recogniser)
        known += int((scores[seen.held] >= recogniser.card.thresholds[pose].enter).sum())
        for cue in seen.cues:
            mine = [t for t in times if cue.start_s <= t <= cue.leave_s + 0.2]
            hits += bool(mine)
            result["delays_s"] += [t - cue.peak_s for t in mine[:1]]
    result |= {"takes": (hits, takes), "readings": (known, held)}
    for key, seen in (("eight", one.eight), ("ordinary", one.ordinary)):
        times, scores = fired(seen, recogniser) if verdict.learnt else ([], np.zeros(len(seen.times)))
        wrong = sum(any(cue.start_s <= t <= cue.end_s for t in times) for cue in seen.cues)
        result[f"{key}_takes"] = (wrong, len(seen.cues))
        result[f"{key}_readings"] = (int((scores >= 0.8).sum()), len(scores))
    return result
