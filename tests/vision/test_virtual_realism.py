"""Virtual people beside real ones: do their poses reach where real players stand? Evaluates only, fits nothing."""

import json
from pathlib import Path

import numpy as np
import pytest

from game.body.pose import COCO17, Pose
from game.body.poses import POSES
from game.vision.virtual.crowd import crowd
from game.vision.virtual.posture import Array

REAL = Path(__file__).parents[3] / "shared" / "data" / "huia_people_ab.jsonl"
ARMS = [0, 7, 8, 9, 10]  # nose, elbows, wrists in COCO's order
FOUND = 0.15


def arms_of(pose: Pose) -> Array:
    """Nose, elbows and wrists from mid-shoulder in torso lengths, flat; NaN where not found or no torso is seen."""
    xy = pose.xy_px()[list(COCO17)].astype(np.float64)
    xy[pose.points[list(COCO17), 3] < FOUND] = np.nan
    shoulders, hips = xy[[5, 6]].mean(0), xy[[11, 12]].mean(0)
    place: Array = ((xy - shoulders) / np.linalg.norm(shoulders - hips))[ARMS].ravel()
    return place


@pytest.mark.slow
@pytest.mark.skipif(not REAL.is_file(), reason="the evaluation data stands beside the repository, not in it")
@pytest.mark.no_cover
def test_virtual_people_reach_every_real_pose_of_their_class() -> None:
    people = crowd(11, len(POSES) * 90, 2, acts=POSES, held_only=True)
    seen = people.points.copy()
    seen[..., 3] = 1.0  # where everything is, not only what a camera would see
    virtual = np.array([arms_of(Pose(points, people.frame)) for points in seen])
    acts = np.array(people.acts)
    nearest: dict[str, list[float]] = {label: [] for label in POSES}
    agree = 0
    for line in REAL.read_text(encoding="utf-8").splitlines():
        sample = json.loads(line)
        real = arms_of(Pose.from_coco17(sample["points"], tuple(sample["frame"])))
        if not np.isfinite(real).any():
            continue
        known = np.isfinite(real)
        # root mean square distance of the joints that were found, torso lengths
        far = np.sqrt(2 * np.mean((virtual[:, known] - real[known]) ** 2, axis=1))
        nearest[sample["label"]].append(float(far[acts == sample["label"]].min()))
        votes = acts[np.argsort(far)[:9]].tolist()
        agree += max(set(votes), key=votes.count) == sample["label"]
    for label, distances in nearest.items():
        print(f"{label:10} {len(distances):3} real, nearest virtual: median {np.median(distances):.2f}")
        assert np.median(distances) < 0.22, label
        assert max(distances) < 0.35, label
    assert agree >= 0.95 * sum(len(distances) for distances in nearest.values())
