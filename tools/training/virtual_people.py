"""Training poses of virtual people, with random webcams and the errors of a pose model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from tqdm import tqdm

from game.body.pose import COCO17
from game.body.poses import NORMAL, POSES
from game.body.taught import FeatureExtractor
from game.vision.virtual.crowd import Crowd, crowd
from game.vision.virtual.noise import MEDIAPIPE, POSENET, landmark_noise
from game.vision.virtual.ordinary_acts import ORDINARY_ACTS
from game.vision.virtual.view import in_view
from tools.collecting.poseset import PoseSet, join

MOMENTS: Final = 5
"""Poses taken from each acted take."""
CHUNK: Final = 400  # takes at a time: keeps memory flat and the progress bar moving
CLEAR: Final = 0.75
"""A pose held at least this fully gets its label."""
BETWEEN: Final = 0.30
"""A pose held less than this is labelled normal; moments between BETWEEN and CLEAR are left out."""
VARIETY: Final = (1.0, 1.0, 1.4)
"""How much acts vary, chunk by chunk: real people vary more than any list of acts."""
FRAMES: Final = ((640, 480), (640, 480), (640, 360), (640, 500), (480, 640))  # webcams, phones, the original's canvas


FIGHTS: Final = ("punch", "hook", "uppercut", "grab", "push", "guard", "point", "touch shoulder")
"""What is most easily taken for a pose: acted three times as often as other ordinary things."""
KIN: Final = 0.8
"""How far two people's renderings of one pose may lie apart, as `FeatureExtractor` measures joints: of five new poses'
samples (`tools.trials retrain`) 90 % have one of another person within 0.5; at that bound the flag lost a sixth of
its recall to what was left."""
PROGRAMME: Final = 7 * POSES + 3 * ("hadouken",) + 2 * FIGHTS + tuple(ORDINARY_ACTS)
"""Acts in turn: about half are the eight poses, half everything else."""

ALIKE: Final = {
    "scratch head": "left", "fix hair": "left", "phone at ear": "left", "wave": "left",  # underarm
    "wave by head": "left",  # underarm
    "stretch": "",  # fly
    "grab": "", "push": "", "stroke": "", "clasp": "",  # hadouken: only the movement differs
}  # fmt: skip
"""Ordinary acts whose picture is the same as a pose's, by the arm that acts (both: ""): they are left out."""


def virtual_people(count: int, seed: int, programme: Sequence[str] = PROGRAMME) -> PoseSet:
    """About `count` labelled poses, a fifth as many people, each before a camera of their own.

    Ordinary acts and moments between poses are labelled "normal": the hard negatives.
    """
    chunks: list[PoseSet] = []
    made = 0
    with tqdm(total=count, desc="acting", unit="pose", leave=False) as bar:
        while made < count:
            number = len(chunks)
            variety, frame = VARIETY[number % len(VARIETY)], FRAMES[number % len(FRAMES)]
            acted = crowd(seed * 100_003 + number, CHUNK, MOMENTS, programme, variety=variety, frame=frame)
            chunk = _seen(acted, np.random.default_rng([seed, number]))
            chunks.append(chunk)
            made += len(chunk)
            bar.update(min(made, count) - bar.n)  # the last take may give more than asked for
    return join(chunks)


def hard_negatives(data: PoseSet, count: int, seed: int) -> PoseSet:
    """At most `count` ordinary poses labelled "normal", none as near to a pose of `data` as another of its kind is."""
    extractor = FeatureExtractor()
    poses = extractor.all_features([data.pose(i) for i in np.flatnonzero(data.labels != NORMAL).tolist()])
    people = virtual_people(count, seed, FIGHTS + tuple(ORDINARY_ACTS))
    rng = np.random.default_rng(seed)
    people = people.take(rng.permutation(len(people))[:count])
    features = [extractor.features(people.pose(i)) for i in range(len(people))]
    unlike = [
        row is not None and (not len(poses) or np.linalg.norm(poses - row, axis=1).min() > KIN) for row in features
    ]
    return people.take(np.array(unlike))


def _seen(acted: Crowd, rng: np.random.Generator) -> PoseSet:
    """The crowd with a pose model's errors: half as MediaPipe errs, half as PoseNet does."""
    model = MEDIAPIPE if rng.random() < 0.5 else POSENET
    points, kept = landmark_noise(acted.points, rng, model, acted.takes, frame=acted.frame, apart=True)
    labels = np.array([_label(*row) for row in zip(acted.acts, acted.sides, acted.held.tolist(), strict=True)])
    kept &= (labels != "") & np.array([in_view(one) for one in points])
    return PoseSet(
        points[kept][:, list(COCO17)][..., [0, 1, 3]],
        np.tile(np.array(acted.frame, np.int32), (int(kept.sum()), 1)),
        labels[kept],
        np.array([f"v{person}" for person in acted.persons])[kept],
        np.full(int(kept.sum()), "virtual"),
    )


def _label(act: str, side: str, held: float) -> str:
    """The label of a moment of an act; "" leaves it out."""
    if held < BETWEEN:
        return NORMAL
    if act in POSES:
        return act if held >= CLEAR else ""
    return "" if act in ALIKE and ALIKE[act] in ("", side) else NORMAL
