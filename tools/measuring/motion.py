"""Does motion tell a hadouken from a punch? A study on virtual people: one picture, votes over time, or motion.

python -m tools.measuring.motion            the comparison
python -m tools.measuring.motion --fit      besides, the weights `game.body.motion` ships

Rules are chosen on one crowd ("choose") and reported on another ("report"); neither trained the classifier. Clips
are acted once and kept under --cache; a change in how they are acted asks for an empty one.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from game.body.classifier import Classifier, Threshold, load_classifier
from game.body.motion import HandWatch, Motion, Thrust, presented, signs
from game.body.player import PlayerLock
from game.body.pose import Pose
from game.body.poses import HADOUKEN
from game.body.smoothing import PoseSmoother
from game.body.units import body_units
from game.errors import UserError
from game.places import CLASSIFIER
from game.tuning import MOVES
from game.vision.virtual.performance import Beat
from tools.measuring.fights import FIGHTS
from tools.measuring.virtual_clips import FRAME, LANDMARKERS, NoisyClip, noisy_clip

PEOPLE: Final = 1 << 39
"""Performers of this study are numbered from here: training has those below 2**31, trials those from 2**40."""
CROWDS: Final = {"choose": 0, "report": 1 << 20}
CHANCE: Final = 0.15
"""Readings below this score teach nothing: the classifier has decided already."""
CACHE: Final = Path(tempfile.gettempdir()) / "huia_motion"


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """A clip as the moves gate meets it: smoothed poses (None: nobody), scores, and what was acted.

    start_s, peak_s: when the first act begins, and when its pose is taken up (a hadouken's hands have arrived);
    end_s: when the last is over.
    """

    act: str
    landmarker: str
    fps: float
    times_s: npt.NDArray[np.float64]
    points: npt.NDArray[np.float32]  # (T, 33, 4), visibility 0 throughout where nobody is found
    scores: npt.NDArray[np.float32]  # (T, labels)
    start_s: float
    peak_s: float
    end_s: float

    @property
    def poses(self) -> list[Pose | None]:
        """The poses in order."""
        return [Pose(one, FRAME) if one[:, 3].any() else None for one in self.points]


def tracks(crowd: str, hadoukens: int, others: int, model: Path, cache: Path) -> list[Track]:
    """Acted clips, from the cache where they are, scored by a model."""

    def acted() -> list[Track]:
        jobs = [(number, "hadouken") for number in range(hadoukens)]
        jobs += [(hadoukens + number, FIGHTS[number % len(FIGHTS)]) for number in range(others)]
        return [_acted(CROWDS[crowd] + number, act) for number, act in tqdm(jobs, desc=f"acting {crowd}")]

    found = kept(cache / f"{crowd}-{hadoukens}-{others}.npz", acted)
    classifier = load_classifier(model)
    return [replace(track, scores=scored(track, classifier)) for track in tqdm(found, desc=f"scoring {crowd}")]


def kept(path: Path, make: Callable[[], list[Track]]) -> list[Track]:
    """Tracks from a file, or made and kept there."""
    if path.exists():
        with np.load(path, allow_pickle=False) as content:
            return [_unpacked(content, number) for number in range(int(content["count"]))]
    made = make()
    packed: dict[str, Any] = {"count": len(made)}
    for number, track in enumerate(made):
        packed |= _packed(track, number)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part.npz")
    np.savez(beside, **packed)
    beside.replace(path)
    return made


def _packed(track: Track, number: int) -> dict[str, Any]:
    return {
        f"{number}_about": np.array([track.act, track.landmarker]),
        f"{number}_numbers": np.array([track.fps, track.start_s, track.peak_s, track.end_s]),
        f"{number}_times": track.times_s,
        f"{number}_points": track.points,
    }


def _unpacked(content: Any, number: int) -> Track:
    act, landmarker = content[f"{number}_about"].tolist()
    fps, start, peak, end = content[f"{number}_numbers"].tolist()
    times, points = content[f"{number}_times"], content[f"{number}_points"]
    return Track(act, landmarker, fps, times, points, np.zeros((len(times), 0), np.float32), start, peak, end)


def scored(track: Track, classifier: Classifier) -> npt.NDArray[np.float32]:
    """Its scores, (T, labels); zeros where nobody is found."""
    nothing = (0.0,) * len(classifier.card.labels)
    return np.array(
        [classifier.scores(pose) if pose is not None else nothing for pose in track.poses],
        np.float32,
    )


def _acted(number: int, act: str) -> Track:
    """One clip: half as MediaPipe errs and half as PoseNet does, at a webcam's 15 or 30 frames a second."""
    rng = np.random.default_rng([number, 0x4D4F])
    landmarker = ("mediapipe", "posenet")[number % 2]
    fps = (30.0, 30.0, 15.0, 30.0)[(number // 2) % 4]
    wanted = act == "hadouken"
    azimuth = float(np.radians(rng.uniform(-40, 40)))
    side = ("left", "right")[number // 8 % 2] if wanted else None
    script = [Beat(act, side, 1.2)] if wanted else [Beat(act, None, 0.8)] * 2  # type: ignore[arg-type]
    clip = noisy_clip(rng, PEOPLE + number, script, azimuth if wanted else None, LANDMARKERS[landmarker], fps)
    return track_of(clip, act, landmarker, fps)


def track_of(clip: NoisyClip, act: str, landmarker: str, fps: float) -> Track:
    """A clip after lock and smoothing, not scored yet."""
    lock, smoother = PlayerLock(), PoseSmoother()
    points = []
    for t_s, found in zip(clip.times_s, clip.poses, strict=True):
        pose = smoother.step(t_s, lock.step(t_s, found).pose)
        known = pose is not None and body_units(pose) is not None
        points.append(pose.points if pose is not None and known else np.zeros((33, 4), np.float32))
    return Track(
        act=act,
        landmarker=landmarker,
        fps=fps,
        times_s=np.array(clip.times_s),
        points=np.array(points),
        scores=np.zeros((len(points), 0), np.float32),
        start_s=clip.cues[0].start_s,
        peak_s=clip.cues[0].peak_s,
        end_s=clip.cues[-1].end_s,
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """What one reading gives the methods: time, score of a hadouken, whether it is the best label, and the motion."""

    t_s: float
    score: float
    best: bool
    motion: Motion


Method = Callable[[Sequence[Seen]], float | None]
"""Readings of a clip → when a hadouken fires first, None: never."""


def readings(track: Track, hadouken: int) -> list[Seen]:
    """A track as the methods meet it."""
    watch, seen = HandWatch(), []
    for t_s, pose, scores in zip(track.times_s.tolist(), track.poses, track.scores, strict=True):
        units = body_units(pose) if pose is not None else None
        if pose is not None and units is not None:
            best = int(np.argmax(scores)) == hadouken
            seen.append(Seen(t_s, float(scores[hadouken]), best, watch.step(t_s, pose, units)))
    return seen


def votes(window_s: float, share: float, good: Callable[[Seen], bool]) -> Method:
    """Fires when enough of the readings in a window are good."""

    def method(clip: Sequence[Seen]) -> float | None:
        window: deque[tuple[float, bool]] = deque()
        for one in clip:
            window.append((one.t_s, good(one)))
            while window[0][0] < one.t_s - window_s:
                window.popleft()
            agreed = sum(vote for _, vote in window)
            enough = agreed >= 2 and agreed >= share * len(window)
            if window[-1][1] and enough and one.t_s - window[0][0] >= share * window_s:
                return one.t_s
        return None

    return method


def picture(least: float, geometry: bool = True) -> Callable[[Seen], bool]:
    """The single picture: score, and hands together and out."""

    def good(one: Seen) -> bool:
        apart = one.motion.hands == 2 and not presented(one.motion)
        return one.best and one.score >= least and not (geometry and apart)

    return good


def ruled(way: float, alike: float, together: float) -> Callable[[Seen], bool]:
    """Plain rules on motion beside a score of one half."""

    def good(one: Seen) -> bool:
        motion = one.motion
        moved = motion.hands == 2 and motion.thrust >= way and motion.alike >= alike and motion.together <= together
        return picture(0.5)(one) and moved

    return good


def gathered(enter: float) -> Method:
    """What ships: evidence of a thrust gathered over time, or a clear pose held."""

    def method(clip: Sequence[Seen]) -> float | None:
        thrust = Thrust()
        for one in clip:
            if thrust.step(one.t_s, one.score, enter, one.motion):
                return one.t_s
        return None

    return method


def first(*methods: Method) -> Method:
    """Whichever fires first."""

    def method(clip: Sequence[Seen]) -> float | None:
        return min((t_s for one in methods if (t_s := one(clip)) is not None), default=None)

    return method


def methods(enter: float) -> dict[str, Method]:
    """What is compared. enter: the card's threshold."""
    held = votes(0.5, 0.8, lambda one: picture(0.8)(one) and one.motion.still <= MOVES.steady)
    return {
        "one picture .5, as trained": votes(0.2, 0.65, picture(0.5, geometry=False)),
        "one picture .5, hands together": votes(0.2, 0.65, picture(0.5)),
        "one picture .85, hands together": votes(0.2, 0.65, picture(0.85)),
        "scores over .3 s": votes(0.3, 0.8, picture(0.5)),
        "scores over .5 s": votes(0.5, 0.8, picture(0.5)),
        "scores over .5 s, .8": votes(0.5, 0.8, picture(0.8)),
        "motion rules": votes(0.2, 0.65, ruled(0.4, 0.4, 0.5)),
        "motion rules or held": first(votes(0.2, 0.65, ruled(0.4, 0.4, 0.5)), held),
        "motion gathered (ships)": gathered(enter),
    }


def compared(clips: Sequence[tuple[Track, list[Seen]]], method: Method) -> dict[str, Any]:
    """Shares of hadoukens that fire between start and end, their delays, and of other clips that fire one."""
    fire: dict[str, list[bool]] = {name: [] for name in LANDMARKERS}
    false: dict[str, list[bool]] = {name: [] for name in LANDMARKERS}
    delays, acts = [], Counter[str]()
    for track, seen in clips:
        t_s = method(seen)
        if track.act == "hadouken":
            mine = t_s is not None and track.start_s <= t_s <= track.end_s
            fire[track.landmarker].append(mine)
            delays += [t_s - track.peak_s] if mine and t_s is not None else []
        else:
            false[track.landmarker].append(t_s is not None)
            acts[track.act] += t_s is not None
    return {
        "fire": {name: round(float(np.mean(hits)), 3) for name, hits in fire.items()},
        "median_s": round(float(np.median(delays)), 3) if delays else None,
        "p95_s": round(float(np.quantile(delays, 0.95)), 3) if delays else None,
        "false": {name: round(float(np.mean(hits)), 4) for name, hits in false.items()},
        "false_acts": {act: n for act, n in acts.most_common() if n},
    }


def fitted(clips: Sequence[tuple[Track, list[Seen]]]) -> npt.NDArray[np.float64]:
    """Logistic regression (ridge 1, Newton's method) on every reading the classifier gives a chance."""
    rows, truth, weight = [], [], []
    for track, seen in clips:
        for one in seen:
            wanted = track.act == "hadouken"
            if one.score <= CHANCE or (wanted and not -0.03 <= one.t_s - track.peak_s <= 0.5):
                continue
            rows.append(signs(one.score, one.motion))
            truth.append(float(wanted))
            weight.append(1.0 / track.fps)  # seconds, not frames
    x, y, w = np.array(rows), np.array(truth), np.array(weight) / np.mean(weight)
    ridge = np.ones(x.shape[1])
    ridge[0] = 0.0
    found = np.zeros(x.shape[1])
    for _ in range(40):
        p = 1.0 / (1.0 + np.exp(-x @ found))
        slope = x.T @ (w * (p - y)) + ridge * found
        found = found - np.linalg.solve((x * (w * p * (1 - p))[:, None]).T @ x + np.diag(ridge), slope)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Returns 0, or 2 with one sentence for a user's mistake."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hadoukens", type=int, default=200)
    parser.add_argument("--others", type=int, default=450)
    parser.add_argument("--model", type=Path, default=CLASSIFIER, help="classifier (default: the shipped int8)")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where acted clips are kept")
    parser.add_argument("--fit", action="store_true", help="fit the weights, too")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    options = parser.parse_args(arguments)
    try:
        card = load_classifier(options.model).card
        if HADOUKEN not in card.labels:
            raise UserError(f"{options.model} knows no hadouken; choose a model that does.")
        crowds = {}
        for crowd in CROWDS if options.fit else ["report"]:
            acted = tracks(crowd, options.hadoukens, options.others, options.model, options.cache)
            crowds[crowd] = [(track, readings(track, card.labels.index(HADOUKEN))) for track in acted]
    except UserError as problem:
        print(f"motion: {problem}", file=sys.stderr)
        return 2
    if options.fit:
        print("WEIGHTS =", tuple(fitted(crowds["choose"]).round(2).tolist()))
    enter = card.thresholds.get(HADOUKEN, Threshold(MOVES.enter, MOVES.leave)).enter
    table = {name: compared(crowds["report"], method) for name, method in methods(enter).items()}
    print(f"{'':32}fires: mediapipe posenet  median    p95  false: mediapipe posenet")
    for name, row in table.items():
        print(
            f"{name:32}{row['fire']['mediapipe']:16.1%}{row['fire']['posenet']:8.1%}"
            f"{row['median_s'] or 0:7.2f}s{row['p95_s'] or 0:6.2f}s"
            f"{row['false']['mediapipe']:17.1%}{row['false']['posenet']:8.1%}  "
            + ", ".join(f"{act} {n}" for act, n in row["false_acts"].items())
        )
    if options.json:
        print(json.dumps(table))
    return 0


if __name__ == "__main__":
    sys.exit(main())
