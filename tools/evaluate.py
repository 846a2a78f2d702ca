"""Measures recognition on data that was not used for training: a table for people, one JSON object for programs.

python -m tools.evaluate poses  --data samples.jsonl [--model models/NAME.tflite]
python -m tools.evaluate clips  --data FILE_OR_FOLDER… [--shaken]
python -m tools.evaluate facing --data heads.jsonl
python -m tools.evaluate gaze   --data gaze.csv [--aspect 16:10]
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":  # so that `python tools/evaluate.py` works from any folder, too
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    import tools  # noqa: F401  # Ctrl+C is quiet from here on, also while libraries load

import argparse
import json
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import numpy as np

from game.arguments import Parser, existing, existing_file, pose_model_option, run_program
from game.body.classifier import load_classifier
from game.body.datasets import read_samples
from game.body.facing import fit_head, fitted_facing, rule_of_three
from game.body.jump import static_arms_up
from game.body.networks import MoveNetworks, load_move_networks
from game.body.package import unpacked
from game.body.pose import Pose
from game.body.poses import HADOUKEN, POSES
from game.body.reader import BodyReader
from game.body.reading import Facing
from game.body.recordings import read_recording
from game.errors import UserError
from game.places import CLASSIFIER, MOVES
from tools.measuring.scores import measure
from tools.measuring.shaken import WAYS, Frames

Printed = tuple[str, dict[str, Any]]

APART: Final = (HADOUKEN, "fly")
"""Moves that shaken clips count by themselves: raised arms are a jump first."""


def poses(options: argparse.Namespace) -> Printed:
    """Classify every sample of data sets, and ask the jump rule about each."""
    classifier = load_classifier(unpacked(options.model))
    samples = [sample for path in options.data for sample in read_samples(path)]
    if not samples:
        raise UserError("the data set is empty; there is nothing to evaluate")
    names = list(classifier.card.labels)
    unknown = sorted({sample.label for sample in samples} - set(names))
    if unknown:
        raise UserError(f"the model does not know {', '.join(unknown)}; it knows {', '.join(names)}")
    scores = np.array([classifier.scores(sample.pose) for sample in samples])
    truth = np.array([names.index(sample.label) for sample in samples])
    result = measure(names, truth, scores.argmax(1), np.array([sample.person for sample in samples]))
    up = [sample.label for sample in samples if static_arms_up(sample.pose)]
    jump = {label: up.count(label) for label in sorted(set(up))}
    table = result.table() + f"\ncalibration (expected error) {_calibration(scores, truth):.3f}"
    table += f"\narms up by the jump rule: {jump or 'nobody'}"
    return table, {**result.as_json(), "calibration_error": round(_calibration(scores, truth), 4), "arms_up": jump}


def _calibration(scores: np.ndarray[Any, Any], truth: np.ndarray[Any, Any]) -> float:
    """Expected calibration error in ten equal bins: how far the top score is from the share it is right."""
    top, right = scores.max(1), scores.argmax(1) == truth
    bins = np.minimum((top * 10).astype(int), 9)
    return float(sum(abs(top[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins)))


def clips(options: argparse.Namespace) -> Printed:
    """Play pose recordings through the whole body reader: which moves fired, and when."""
    files = [file for path in options.data for file in _recordings(path)]
    if not files:
        raise UserError("there is no .jsonl recording to evaluate; name files or a folder that holds some")
    networks = load_move_networks(options.model, options.moves)
    if options.shaken:
        return _shaken(files, networks)
    rows = [_clip(file, networks) for file in files]
    recall: dict[str, float] = {}
    for label in sorted({row["label"] for row in rows if row["label"]}):
        mine = [row for row in rows if row["label"] == label]
        hit = [row for row in mine if (row["jumps"] if label == "jump" else row["fired"].get(label))]
        recall[label] = round(len(hit) / len(mine), 4)
    hours = sum(row["seconds"] for row in rows) / 3600
    false: dict[str, float] = {}
    for row in rows:
        for move, times in row["fired"].items():
            if move != row["label"]:
                false[move] = false.get(move, 0) + len(times)
        if row["label"] not in ("fly", "jump"):
            false["jump"] = false.get("jump", 0) + len(row["jumps"])
    false = {move: round(n / hours, 2) for move, n in sorted(false.items())} if hours > 0 else {}
    lines = [f"{row['file']:40s} {row['label'] or '-':12s} {_fired(row)}" for row in rows]
    lines.append(f"recall {recall}")
    lines.append(f"false fires an hour {false} in {hours * 60:.1f} minutes")
    return "\n".join(lines), {"clips": rows, "recall": recall, "false_fires_per_hour": false}


def _recordings(path: Path) -> list[Path]:
    return sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]


def _shaken(files: Sequence[Path], networks: MoveNetworks) -> Printed:
    """What fires in the same clips once more, each time a little changed."""
    found: dict[str, dict[str, Any]] = {}
    lines = [f"{'clips':20s} {'own move':>9s} {'of':>4s} {'false hadoukens':>16s} {'other moves':>12s} {'jumps':>6s}"]
    for name, way in WAYS.items():
        rows = [_clip(file, networks, way) for file in files]
        found[name] = {
            "own_move": sum(
                bool(row["jumps"] if row["label"] == "jump" else row["label"] in row["fired"]) for row in rows
            ),
            "of": sum(row["label"] in (*POSES, "jump") for row in rows),
            "false_hadoukens": sum(row["label"] != HADOUKEN and HADOUKEN in row["fired"] for row in rows),
            "other_moves": sum(any(move not in (row["label"], *APART) for move in row["fired"]) for row in rows),
            "jumps": sum(bool(row["jumps"]) and row["label"] not in ("fly", "jump") for row in rows),
        }
        hit, of, false, other, jumps = found[name].values()
        lines.append(f"{name:20s} {hit:9d} {of:4d} {false:16d} {other:12d} {jumps:6d}")
    return "\n".join(lines), {"shaken": found}


def _clip(file: Path, networks: MoveNetworks, way: Callable[[Frames], Frames] = WAYS["as recorded"]) -> dict[str, Any]:
    recording = read_recording(file)
    frames = way(recording.frames)
    reader = BodyReader(*networks)
    fired: dict[str, list[float]] = {}
    jumps: list[float] = []
    last = 0
    for t_s, pose in frames:
        reading = reader.read(t_s, () if pose is None else (pose,))
        for event in reading.events:
            if event.serial <= last:
                continue
            last = event.serial
            if event.kind == "jump":
                jumps.append(round(event.t_s, 3))
            elif event.kind in ("hadouken", "move"):
                fired.setdefault("hadouken" if event.kind == "hadouken" else event.name, []).append(round(event.t_s, 3))
    times = [t_s for t_s, _ in frames]
    return {
        "file": str(file),
        "label": recording.header.extra.get("label"),
        "person": recording.header.extra.get("person"),
        "seconds": round(times[-1] - times[0], 3) if times else 0.0,
        "fired": fired,
        "jumps": jumps,
    }


def _fired(row: dict[str, Any]) -> str:
    moves = [f"{move} {', '.join(f'{t:.2f}' for t in times)}" for move, times in row["fired"].items()]
    return "; ".join(moves + [f"jump {', '.join(f'{t:.2f}' for t in row['jumps'])}"] * bool(row["jumps"])) or "nothing"


def heads(options: argparse.Namespace) -> Printed:
    """Find the head in each picture and compare yaw, pitch and roll with the truth beside it."""
    from game.face.finder import Finder
    from game.face.networks import load_networks
    from game.face.region import of_head
    from game.vision.cameras.device import quiet_opencv
    from game.vision.cameras.files import read_picture
    from game.vision.models import face_model, pose_model

    quiet_opencv()
    rows, sources = [], []
    errors: dict[str, list[np.ndarray[Any, Any]]] = {"face": [], "pose fit": [], "rule of 3": []}
    with_truth = [(path.parent, *line) for path in options.data for line in _head_lines(path)]
    model, finder = pose_model(options.pose_model), Finder(load_networks(face_model()))
    for folder, given, truth in with_truth:
        path = folder / given
        picture = read_picture(path)
        if picture is None:
            raise UserError(f"the picture {path} cannot be read; is it a PNG or JPEG?")
        pose = next(iter(_found(model, picture)), None)
        fit = None if pose is None else fit_head(pose)
        still = finder.find(picture, None if fit is None else of_head(fit))
        by_pose = None if fit is None else fitted_facing(fit)
        face, source = (by_pose, "pose fit") if still is None else (still.facing, still.source)
        row: dict[str, Any] = {"path": given, "yaw": None, "pitch": None, "roll": None}
        if face is not None:
            row |= dict(zip(("yaw", "pitch", "roll"), _degrees(face).round(2).tolist(), strict=True))
            sources.append(source)
        rule = None if pose is None else rule_of_three(pose)
        for name, said in (("face", face), ("pose fit", by_pose), ("rule of 3", rule)):
            if said is not None:
                errors[name].append(np.abs(_degrees(said) - truth))
        rows.append(row)
    mean = {name: np.mean(each, axis=0) if each else np.full(3, np.nan) for name, each in errors.items()}
    table = f"{len(sources)} heads found of {len(rows)}\n{'':19s} yaw   pitch    roll   (mean error, degrees)"
    table += "".join(
        f"\n{name:10s} {len(errors[name]):4d}  {e[0]:6.1f}  {e[1]:6.1f}  {e[2]:6.1f}" for name, e in mean.items()
    )
    return table, {
        "n": len(rows),
        "found": len(sources),
        "mae_yaw": _rounded(mean["face"][0]),
        "mae_pitch": _rounded(mean["face"][1]),
        "mae_roll": _rounded(mean["face"][2]),
        "sources": {name: sources.count(name) for name in sorted(set(sources))},
        "pose_fit": {"mae_yaw": _rounded(mean["pose fit"][0]), "mae_pitch": _rounded(mean["pose fit"][1])},
        "rule_of_three": {"mae_yaw": _rounded(mean["rule of 3"][0]), "mae_pitch": _rounded(mean["rule of 3"][1])},
        "rows": rows,
    }


def _degrees(face: Facing) -> np.ndarray[Any, Any]:
    return np.degrees([face.yaw_rad, face.pitch_rad, face.roll_rad])


def _rounded(degrees: float) -> float | None:
    """None if there was nothing to average, because JSON has no NaN."""
    return round(float(degrees), 3) if math.isfinite(degrees) else None


def _found(model: Path, image: np.ndarray[Any, Any]) -> tuple[Pose, ...]:
    """The person in a picture; a close-up is also examined at a smaller size with a margin around it.

    A landmarker each: pictures are of different people, so nothing may carry over.
    """
    import cv2

    from game.vision.frame import Frame
    from game.vision.landmarker import Landmarker

    height, width = image.shape[:2]
    room = (height // 2, height, width // 2, width // 2)
    for picture in (image, cv2.copyMakeBorder(image, *room, cv2.BORDER_REPLICATE)):
        with Landmarker(model) as landmarker:
            poses = landmarker.detect(Frame(np.asarray(picture, np.uint8), 0.0, 0))
        if poses:
            return poses
    return ()


def _head_lines(path: Path) -> Iterable[tuple[str, np.ndarray[Any, Any]]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as problem:
        raise UserError(f"cannot read {path}: {problem.strerror}; check the name") from None
    except UnicodeDecodeError:
        raise UserError(f"{path} is not text; name the .jsonl file that lists the heads") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            truth = np.array([float(row[key]) for key in ("yaw", "pitch", "roll")])
            if not np.isfinite(truth).all():
                raise ValueError("an angle is no number")
            yield str(row["path"]), truth
        except (ValueError, KeyError, TypeError):
            raise UserError(f"{path} line {number} is not a head: path, yaw, pitch, roll in degrees") from None


def gaze(options: argparse.Namespace) -> Printed:
    """Learn where each person looks from some sessions, and test every method on the others."""
    from tools.measuring.gaze_scores import gaze

    return gaze(options.data, options.aspect, options.networks)


def _aspect(word: str) -> float:
    """Width over height, from "16:9" or a number."""
    wide, _, tall = word.partition(":")
    high = float(tall or 1)
    value = float(wide) / high if high else 0.0
    if not 0.2 <= value <= 5.0:
        raise ValueError
    return value


VERBS: Final[dict[str, Callable[[argparse.Namespace], Printed]]] = {
    "poses": poses,
    "clips": clips,
    "facing": heads,
    "gaze": gaze,
}


def main(words: Sequence[str] | None = None) -> int:
    """Run with these command line words; returns the exit code."""
    return run_program("evaluate", lambda: _evaluate(words))


def _evaluate(words: Sequence[str] | None) -> None:
    parser = Parser(prog="python -m tools.evaluate", description=__doc__)
    parser.add_argument("what", choices=sorted(VERBS))
    parser.add_argument("--data", type=existing, nargs="+", required=True)
    parser.add_argument("--model", type=existing_file, default=CLASSIFIER, help="classifier (default: the shipped)")
    parser.add_argument("--moves", type=existing_file, default=MOVES, help="temporal network (default: the shipped)")
    pose_model_option(parser)
    parser.add_argument("--shaken", action="store_true", help="clips: once more mirrored, slower, noisier and so on")
    parser.add_argument("--aspect", type=_aspect, default=16 / 9, help="gaze: the screens' shape (default: 16:9)")
    parser.add_argument(
        "--networks",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="gaze: train the networks, too (minutes)",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    options = parser.parse_args(words)
    table, result = VERBS[options.what](options)
    print(table)
    if options.json:
        print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
