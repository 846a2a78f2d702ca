"""Clips of virtual people as the temporal network meets them: rows of numbers with labels, at any frame rate.

Whatever was tuned on the virtual player alone came out three to ten times worse on people. So each clip is changed as
people differ from it: speed, arms that come late, arms and torso of other proportions, frames of another aspect,
landmarks lost, COCO's 17 points only, holes in time, clips that begin in the middle of a move.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from game.body.classifier import Classifier
from game.body.moves_model import LEFT, RIGHT, row
from game.body.pose import COCO17, MIRROR, Landmark, Pose
from game.body.poses import NORMAL, POSES, SIDED
from game.body.smoothing import PoseSmoother
from game.body.units import body_units
from game.vision.virtual.clips import KINDS, Clip, Filming, clip
from game.vision.virtual.fighting_acts import FIGHTING_ACTS
from game.vision.virtual.noise import MEDIAPIPE, POSENET

HELD: Final = tuple(label for label in POSES if label not in (NORMAL, "hadouken"))
NAMES: Final = (NORMAL, LEFT, RIGHT, *HELD)
"""Labels of the temporal network, in the order of its outputs."""
TAKEN_UP: Final = 0.85
"""Share of a pose from which a frame belongs to it; frames on the way there and back teach nothing."""
UNSEEN: Final = 1 << 39
"""People of the check are numbered from here: training draws below 2**31, trials from 2**40."""
CLIP_S: Final = 1000.0
"""Clips lie so far apart on one line of time, so that no window reaches into another clip."""
MIX: Final[Mapping[str, float]] = {
    "hadouken": 0.24, "held": 0.24, NORMAL: 0.02, "fighting": 0.28, "ordinary": 0.08, "sparring": 0.06, "medley": 0.03,
    "walks in": 0.02, "walks through": 0.005, "jumping jacks": 0.015, "idle": 0.01,
}  # fmt: skip
"""What clips show: one hadouken, one held pose, one fighting or ordinary act, or a longer script."""
ALIKE: Final = (
    "stroke", "grab", "clasp", "cross", "jab", "lead hook", "guard", "jumping cross", "hook", "punch", "sweep",
    "spinning kick",
)  # fmt: skip
"""Fighting acts that look most like a hadouken at some moment: they are drawn three times as often as others."""
LONGEST_S: Final = 7.0
SHOWN_S: Final = 0.4
"""A move must fire only if at least this much of it is seen after it is taken up."""
SEATED: Final = 0.08
"""Share of clips whose hips and legs lie below the picture, as of somebody who sits near the camera."""
_ARMS: Final = (
    (Landmark.LEFT_SHOULDER, (13, 15, 17, 19, 21)),
    (Landmark.RIGHT_SHOULDER, (14, 16, 18, 20, 22)),
)
_FIGHTS: Final = [act for act in sorted(FIGHTING_ACTS) for _ in range(3 if act in ALIKE else 1)]
_LOWER: Final = list(range(Landmark.LEFT_HIP, len(Landmark)))


@dataclass(frozen=True, slots=True, eq=False)
class Footage:
    """N frames of many clips in one line of time.

    times_s (N,): seconds, clip n from n * CLIP_S on. rows (N, F) as `moves_model.row` of all PARTS, float16.
    labels (N,): index in NAMES. counts (N,): 1 where a frame teaches and is judged, 0 on the way to or from a pose.
    clips (N,): its clip. kinds: of each clip. acts: for each clip, its moves as (label index, peak_s, leave_s, end_s).
    """

    times_s: npt.NDArray[np.float64]
    rows: npt.NDArray[np.float16]
    labels: npt.NDArray[np.int8]
    counts: npt.NDArray[np.int8]
    clips: npt.NDArray[np.int32]
    kinds: tuple[str, ...]
    acts: tuple[tuple[tuple[int, float, float, float], ...], ...]

    def __len__(self) -> int:
        return len(self.times_s)

    def digest(self) -> str:
        """sha256 of times, rows and labels."""
        whole = hashlib.sha256()
        for part in (self.times_s, self.rows, self.labels, self.counts):
            whole.update(np.ascontiguousarray(part).tobytes())
        return whole.hexdigest()


@dataclass(frozen=True, slots=True, eq=False)
class _Changed:
    """A clip after it was changed: poses with times, and its labels."""

    kind: str
    times_s: npt.NDArray[np.float64]
    poses: list[Pose | None]
    labels: npt.NDArray[np.int8]
    counts: npt.NDArray[np.int8]
    acts: tuple[tuple[int, float, float, float], ...]


def footage(
    numbers: Sequence[int], seed: int, classifier: Classifier, unseen: bool = False, changed: bool = True
) -> Footage:
    """Act, change and look at clips by number; the same number and seed give the same clip.

    unseen: people whom training never draws. changed: as people differ; else the clips as acted, 30 frames a second.
    """
    times, rows, labels, counts, clips, acts = [], [], [], [], [], []
    kinds: list[str] = []
    for number in tqdm(numbers, desc="acting", mininterval=5.0):
        rng = np.random.default_rng([number, seed, int(unseen)])
        acted = _drawn(rng, number, unseen, changed)
        apart = np.random.default_rng([number, seed, int(unseen), 1])  # so that other clips stay as they were
        if changed and apart.random() < SEATED:
            acted = _seated(acted, apart)
        one = _changed(acted, rng, changed)
        smoother = PoseSmoother()
        for t_s, found, label, counted in zip(one.times_s.tolist(), one.poses, one.labels, one.counts, strict=True):
            pose = smoother.step(t_s, found)
            units = body_units(pose) if pose is not None else None
            if pose is None or units is None:
                continue
            scores, embedding = classifier.look(pose, units)
            times.append(len(kinds) * CLIP_S + t_s)
            rows.append(row(pose, units, scores, embedding).astype(np.float16))
            labels.append(label)
            counts.append(counted)
            clips.append(len(kinds))
        kinds.append(one.kind)
        acts.append(one.acts)
    return Footage(
        np.array(times),
        np.array(rows),
        np.array(labels, np.int8),
        np.array(counts, np.int8),
        np.array(clips, np.int32),
        tuple(kinds),
        tuple(acts),
    )


def _drawn(rng: np.random.Generator, number: int, unseen: bool, changed: bool) -> Clip:
    """A clip of some person doing something."""
    kind = str(rng.choice([*MIX], p=[*MIX.values()]))
    if kind == "held":
        kind = HELD[number % len(HELD)]
    elif kind == "fighting":
        kind = str(rng.choice(_FIGHTS))
    elif kind == "ordinary":
        kind = str(rng.choice(sorted(set(KINDS) - set(POSES) - set(FIGHTING_ACTS) - set(MIX))))
    noise = (MEDIAPIPE, POSENET)[int(rng.random() < 0.35)]
    if changed:
        strength = float(np.exp(rng.normal(0.0, 0.4)))
        noise = replace(noise, bias=noise.bias * strength, jitter=noise.jitter * strength)
    wide = kind == "hadouken" or rng.random() < 0.3
    return clip(
        int(rng.integers(1 << 31)) + (UNSEEN if unseen else 0),
        kind,
        filming=Filming(
            fps=float(rng.choice((15.0, 15.0, 20.0, 20.0, 25.0, 30.0, 30.0, 60.0))) if changed else 30.0,
            noise=noise,
            azimuth_rad=float(np.radians(rng.uniform(-50, 50))) if wide else None,
            wildness=float(rng.uniform(0.3, 1.0)),
            variety=float(rng.uniform(0.7, 1.3)) if changed else 1.0,
        ),
    )


def _seated(one: Clip, rng: np.random.Generator) -> Clip:
    """The same clip from so near that the hips, which stay in place, lie below the picture."""
    points = one.points.copy()
    nose = float(points[0, Landmark.NOSE, 1])
    hips = points[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP], :2].mean(1)
    head_y, hips_y = rng.uniform(0.3, 0.5), rng.uniform(1.06, 1.25)
    zoom = (hips_y - head_y) / max(float(hips[0, 1]) - nose, 0.05)
    points[..., 0] = rng.uniform(0.4, 0.6) + zoom * (one.points[..., 0] - hips[:, None, 0])
    points[..., 1] = head_y + zoom * (one.points[..., 1] - nose - (hips[:, None, 1] - hips[0, 1]))
    points[..., 3] *= np.where(points[..., 1] > 1.0, 0.1, 1.0)
    return replace(one, points=points)


def _changed(one: Clip, rng: np.random.Generator, changed: bool) -> _Changed:
    """A clip changed as people differ from the virtual player, with its labels in the order of NAMES."""
    times, points, found = one.times_s, one.points.astype(np.float64), one.found.copy()
    late_s = 0.0
    flipped = changed and bool(rng.random() < 0.5) and not any(cue.label in SIDED for cue in one.cues)
    speed = float(np.clip(np.exp(rng.normal(0.0, 0.22)), 0.6, 1.6)) if changed else 1.0
    if changed:
        late_s = _late_arms(points, times, rng)
        _proportions(points, one.frame, rng)
        _lost(points, found, rng)
        _lost_for_a_moment(points, one.fps, rng)
        if flipped:
            points = points[:, list(MIRROR)]
            points[..., 0] = 1.0 - points[..., 0]
    labels, counts = _labels(one, late_s, flipped)
    acts = []
    for cue in one.cues:
        if cue.label is not None and cue.label != NORMAL:
            peak_s, leave_s = (cue.peak_s + late_s) / speed, cue.leave_s / speed
            acts.append((_index(cue.label, (cue.side == "left") != flipped), peak_s, leave_s, cue.end_s / speed))
    begin, end = np.searchsorted(times, _kept(one, rng)).tolist() if changed else (0, len(times))
    if changed and acts and rng.random() < 0.15:  # somebody steps into the picture in the middle of a move
        midst = int(np.searchsorted(times / speed, rng.uniform(acts[0][1], max(acts[0][1:3]))))
        begin = midst if begin < midst < end - 5 else begin
    span_s = times[begin] / speed, times[end - 1] / speed
    acts = [
        (label, max(peak_s, span_s[0] + 0.1), leave_s, end_s)
        for label, peak_s, leave_s, end_s in acts
        if min(leave_s, span_s[1]) - max(peak_s, span_s[0]) >= SHOWN_S
    ]
    frame = (round(one.frame[0] * float(np.exp(rng.normal(0, 0.05)))), one.frame[1]) if changed else one.frame
    poses = [Pose(p.astype(np.float32), frame) if sure else None for p, sure in zip(points, found, strict=True)]
    return _Changed(
        one.kind, (times / speed)[begin:end], poses[begin:end], labels[begin:end], counts[begin:end], tuple(acts)
    )


def _kept(one: Clip, rng: np.random.Generator) -> tuple[float, float]:
    """The part of a clip that teaches something: little of the standing before and after, LONGEST_S at most."""
    start_s, end_s = one.cues[0].start_s - 0.5, one.cues[-1].end_s + 0.3
    if end_s - start_s > LONGEST_S:
        start_s = float(rng.uniform(start_s, end_s - LONGEST_S))
        end_s = start_s + LONGEST_S
    return start_s, end_s


def _index(label: str, left: bool) -> int:
    return NAMES.index(label) if label != "hadouken" else NAMES.index(LEFT if left else RIGHT)


def _labels(one: Clip, late_s: float, flipped: bool) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]]:
    """Index in NAMES and whether it counts, for each frame. late_s: how late the later arm comes."""
    labels = np.zeros(len(one), np.int8)
    counts = np.ones(len(one), np.int8)
    for cue in one.cues:
        if cue.label is None or cue.label == NORMAL:
            continue
        t = one.times_s
        peak_s = cue.peak_s + late_s
        rise = (t - cue.onset_s) / max(peak_s - cue.onset_s, 1e-3)
        fall = (cue.end_s - t) / max(cue.end_s - cue.leave_s, 1e-3)
        held = np.minimum(rise, fall)
        labels[held >= TAKEN_UP] = _index(cue.label, (cue.side == "left") != flipped)
        counts[(held > 0.1) & (held < TAKEN_UP)] = 0
    return labels, counts


def _late_arms(points: npt.NDArray[np.float64], times: npt.NDArray[np.float64], rng: np.random.Generator) -> float:
    """Let an arm do what it does later than the body does, by up to 0.15 s. Changes points; returns the delay."""
    most = 0.0
    for shoulder, arm in _ARMS:
        if rng.random() < 0.5:
            continue
        by_s = float(min(abs(rng.normal(0.0, 0.06)), 0.15))
        most = max(most, by_s)
        way = points[:, arm, :3] - points[:, [shoulder], :3]
        for joint in range(len(arm)):
            for axis in range(3):
                then = np.interp(times - by_s, times, way[:, joint, axis])
                points[:, arm[joint], axis] = points[:, shoulder, axis] + then
    return most


def _proportions(points: npt.NDArray[np.float64], frame: tuple[int, int], rng: np.random.Generator) -> None:
    """Other lengths of arms and torso, and a camera that leans. Changes points."""
    for shoulder, arm in _ARMS:
        stretch = float(np.exp(rng.normal(0.0, 0.06)))
        points[:, arm, :2] = points[:, [shoulder], :2] + stretch * (points[:, arm, :2] - points[:, [shoulder], :2])
    middle = points[:, [11, 12], :2].mean(1, keepdims=True)
    hips = points[:, [23, 24], :2].mean(1, keepdims=True)
    points[:, _LOWER, :2] += (float(np.exp(rng.normal(0.0, 0.08))) - 1.0) * (hips - middle)
    points[..., 0] = 0.5 + float(np.exp(rng.normal(0.0, 0.05))) * (points[..., 0] - 0.5)
    lean, aspect = float(rng.normal(0.0, 0.05)), frame[0] / frame[1]
    x, y = (points[..., 0] - 0.5) * aspect, points[..., 1] - 0.5
    points[..., 0] = 0.5 + (np.cos(lean) * x - np.sin(lean) * y) / aspect
    points[..., 1] = 0.5 + np.sin(lean) * x + np.cos(lean) * y


def _lost(points: npt.NDArray[np.float64], found: npt.NDArray[np.bool_], rng: np.random.Generator) -> None:
    """Landmarks less visible or not there at all, the body lost for a moment. Changes both."""
    if rng.random() < 0.4:
        points[..., 3] *= rng.uniform(0.5, 1.0)
    if rng.random() < 0.5:  # COCO's 17 points only
        points[:, [mark for mark in Landmark if mark not in COCO17]] = 0.0
        points[..., 2] = 0.0
    if rng.random() < 0.15:  # legs cut off
        points[:, list(range(25, 33)), 3] *= 0.1
    if rng.random() < 0.05:  # one arm is never seen
        points[:, _ARMS[rng.integers(2)][1], 3] = 0.0
    if rng.random() < 0.25:
        start = int(rng.integers(len(found)))
        found[start : start + int(rng.integers(1, 8))] = False


def _lost_for_a_moment(points: npt.NDArray[np.float64], fps: float, rng: np.random.Generator) -> None:
    """In some clips parts of an arm are not seen for .05 to .5 s, once to three times. Changes points."""
    if rng.random() >= 0.25:
        return
    for _ in range(int(rng.integers(1, 4))):
        start, last = int(rng.integers(len(points))), 1 + round(float(rng.uniform(0.05, 0.5)) * fps)
        arm = _ARMS[int(rng.integers(2))][1]
        points[start : start + last, list(arm[int(rng.integers(2)) :]), 3] = 0.0  # with the elbow or without


def joined(parts: Sequence[Footage]) -> Footage:
    """One footage of several."""
    before = np.cumsum([0, *(len(part.kinds) for part in parts)])[:-1].tolist()
    return Footage(
        np.concatenate([part.times_s + n * CLIP_S for part, n in zip(parts, before, strict=True)]),
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.labels for part in parts]),
        np.concatenate([part.counts for part in parts]),
        np.concatenate([part.clips + n for part, n in zip(parts, before, strict=True)]).astype(np.int32),
        tuple(kind for part in parts for kind in part.kinds),
        tuple(act for part in parts for act in part.acts),
    )


def save(path: Path, what: Footage) -> None:
    """Keep footage in a file, complete or not at all."""
    beside = path.with_suffix(".part.npz")
    path.parent.mkdir(parents=True, exist_ok=True)
    acts = [(n, *act) for n, some in enumerate(what.acts) for act in some]
    np.savez(
        beside,
        times_s=what.times_s,
        rows=what.rows,
        labels=what.labels,
        counts=what.counts,
        clips=what.clips,
        kinds=np.array(what.kinds),
        acts=np.array(acts, np.float64).reshape(-1, 5),
    )
    beside.replace(path)


def load(path: Path) -> Footage:
    """Footage from `save`."""
    with np.load(path, allow_pickle=False) as file:
        kinds = tuple(file["kinds"].tolist())
        acts: list[list[tuple[int, float, float, float]]] = [[] for _ in kinds]
        for n, label, peak, leave, end in file["acts"].tolist():
            acts[int(n)].append((int(label), peak, leave, end))
        return Footage(
            file["times_s"],
            file["rows"],
            file["labels"],
            file["counts"],
            file["clips"],
            kinds,
            tuple(tuple(some) for some in acts),
        )
