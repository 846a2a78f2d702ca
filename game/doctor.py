"""`huia doctor`: looks at everything play needs, and for each says how it is and what to do.

The verdicts are pure functions of what was measured, so that they can be tested without a bad camera.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import cv2
import numpy as np

from game.body.networks import load_move_networks
from game.body.pose import Landmark, Pose
from game.body.units import body_units
from game.cli import Options
from game.errors import UserError
from game.face.networks import load_networks
from game.places import MOVES
from game.screen.window import presentation
from game.vision.cameras.camera import find_webcam, open_source
from game.vision.cameras.source import as_turn
from game.vision.frame import Frame, Image
from game.vision.landmarker import Landmarker
from game.vision.models import face_model, pose_model

Verdict = Literal["good", "fair", "bad"]
WATCH_S: Final = 4.0
DARK: Final = 60  # mean grey level: below, webcams lengthen exposure and blur arms
DIM: Final = 85
GLARE: Final = 200
BACKLIT: Final = 55  # grey levels the room is brighter than the player
FAR: Final = 0.13  # torso in frame heights: below, wrists are a few pixels of a 256-px model input
NEAR: Final = 0.40  # above, raised hands leave the frame


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. found: what was measured; fix: what to do, empty when all is well."""

    name: str
    verdict: Verdict
    found: str
    fix: str = ""


def run(options: Options, classifier: Path) -> int:
    """Look at everything, print as it goes. Returns 0, or 1 when something is bad."""
    worst = 0
    for check in examine(options, classifier):
        print(f"{check.verdict:5s}  {check.name:10s} {check.found}")
        if check.fix:
            print(f"       {'':10s} {arrow()} {check.fix}")
        worst |= check.verdict == "bad"
    return worst


def arrow() -> str:
    """An arrow the terminal's encoding has: many consoles of Windows lack the real one."""
    try:
        "→".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return "->"
    return "→"


def examine(options: Options, classifier: Path) -> Iterator[Check]:
    """Every check, in the order a player would want them."""
    yield Check("pictures", "good", presentation())
    landmarker = None
    try:
        landmarker = Landmarker(pose_model(options.pose_model))
        yield Check("pose model", "good", "found, and MediaPipe can use it")
    except UserError as problem:
        yield Check("pose model", "bad", "not usable", str(problem))
    try:
        load_networks(face_model())
        yield Check("face model", "good", "found, and LiteRT can use it")
    except UserError as problem:
        yield Check("face model", "fair", "not usable: the head is read from the body's landmarks", str(problem))
    yield _classifier(classifier)
    spec = options.camera
    if spec is None:
        number = find_webcam()
        if number is None:
            yield Check(
                "camera",
                "bad",
                "no webcam answers",
                "plug one in and close other programs that use it; or --camera demo",
            )
            return
        spec = str(number)
    try:
        frames = _watch(spec, options)
    except UserError as problem:
        yield Check("camera", "bad", f"{spec} cannot be used", str(problem))
        return
    yield camera_check(frames)
    if not frames:
        return
    yield light_check([frame.image for frame in frames])
    if landmarker is None:
        return
    with landmarker:
        poses, times = [], []
        for frame in frames:
            start = time.perf_counter()
            found = landmarker.detect(frame)
            times.append(time.perf_counter() - start)
            poses.append(found[0] if found else None)
    yield speed_check(times, frames)
    yield distance_check(poses)


def _classifier(path: Path) -> Check:
    try:
        classifier, temporal = load_move_networks(path, MOVES)
    except UserError as problem:
        return Check("moves", "bad", "moves cannot be read", str(problem))
    if classifier is None:
        return Check("moves", "bad", "there is no classifier", f"{path} was not found")
    picture = np.zeros((classifier.card.input_size,) * 2 + (3,), np.uint8)
    times = []
    for _ in range(50):
        start = time.perf_counter()
        classifier.scores_of(picture)
        times.append(time.perf_counter() - start)
    how = "from movement" if temporal is not None else "one picture at a time"
    what = f"{path.name}: {len(classifier.card.labels)} poses, {how}, {np.median(times) * 1e3:.1f} ms each"
    return Check("moves", "good", what)


def _watch(spec: str, options: Options) -> list[Frame]:
    """Frames of the first seconds, at most 120. Raises UserError where the camera cannot be opened."""
    print(f"watching {spec} for {WATCH_S:.0f} seconds; stand where you would play …", flush=True)
    source = open_source(
        spec, seed=options.seed or 0, realtime=True, turn=as_turn(options.rotate), mirrored=options.mirrored
    )
    frames: list[Frame] = []
    until = time.perf_counter() + WATCH_S
    try:
        while time.perf_counter() < until and len(frames) < 120 and not source.ended:
            frame = source.read(0.1)
            if frame is not None:
                frames.append(frame)
        if not frames and source.status.sentence:
            raise UserError(source.status.sentence)
    finally:
        source.close()
    return frames


def camera_check(frames: Sequence[Frame]) -> Check:
    """Whether frames come, change, and come often enough."""
    if len(frames) < 2:
        return Check(
            "camera", "bad", "opens, but gives no pictures", "unplug it, plug it in again, close other programs"
        )
    height, width = frames[0].image.shape[:2]
    fps = (len(frames) - 1) / max(1e-6, frames[-1].t_s - frames[0].t_s)
    found = f"{width}x{height} at {fps:.0f} frames a second"
    same = all(np.array_equal(frames[0].image, frame.image) for frame in frames[1:])
    if same:
        return Check(
            "camera", "bad", found + ", but the picture never changes", "unplug the camera and plug it in again"
        )
    if fps < 13:
        return Check("camera", "bad", found, "too few to play; more light, or another USB port, or a smaller picture")
    if fps < 24:
        return Check("camera", "fair", found, "jumps will feel late; more light usually gives 30")
    return Check("camera", "good", found)


def light_check(images: Sequence[Image]) -> Check:
    """Whether the room is bright enough, from the middle of the picture against its edges."""
    greys = [cv2.cvtColor(image, cv2.COLOR_BGR2GRAY) for image in images[:: max(1, len(images) // 8)]]
    level = float(np.mean([grey.mean() for grey in greys]))
    width = greys[0].shape[1]
    middle = float(np.mean([grey[:, width // 3 : 2 * width // 3].mean() for grey in greys]))
    edges = float(
        np.mean([np.r_[grey[:, : width // 5].ravel(), grey[:, -width // 5 :].ravel()].mean() for grey in greys])
    )
    found = f"mean grey {level:.0f} of 255"
    if level < DARK:
        return Check("light", "bad", found, "too dark; turn on a lamp in front of you")
    if edges - middle > BACKLIT:
        return Check(
            "light", "fair", found + f", background {edges - middle:.0f} brighter", "close the curtain behind you"
        )
    if level < DIM:
        return Check("light", "fair", found, "a lamp in front of you would make arms sharper")
    if level > GLARE:
        return Check("light", "fair", found, "very bright; turn the camera away from the window")
    return Check("light", "good", found)


def speed_check(times_s: Sequence[float], frames: Sequence[Frame]) -> Check:
    """Whether poses are found faster than frames come."""
    typical, slow = np.quantile(np.asarray(times_s) * 1e3, [0.5, 0.95])
    frame_ms = 1e3 * (frames[-1].t_s - frames[0].t_s) / max(1, len(frames) - 1)
    found = f"a pose takes {typical:.0f} ms (p95 {slow:.0f}), a frame comes every {frame_ms:.0f}"
    if typical > 80:
        return Check("speed", "bad", found, "close other programs, or take a lite pose model with --pose-model")
    if typical > 0.9 * frame_ms:
        return Check("speed", "fair", found, "some frames will be skipped; close other programs")
    return Check("speed", "good", found)


def distance_check(poses: Sequence[Pose | None]) -> Check:
    """Whether the player stands where arms and body fit the picture."""
    found = [pose for pose in poses if pose is not None]
    if len(found) < 0.5 * len(poses):
        return Check(
            "distance",
            "bad",
            f"somebody in {len(found)} of {len(poses)} pictures",
            "stand in view, about two metres away",
        )
    units = [unit for unit in map(body_units, found) if unit is not None]
    if not units:
        return Check("distance", "bad", "shoulders are not in view", "step back, or turn the camera to your chest")
    torso = float(np.median([unit.torso_px / pose.frame[1] for unit, pose in zip(units, found, strict=False)]))
    nose = float(np.median([pose.points[Landmark.NOSE, 1] for pose in found]))
    said = f"your torso is {torso:.0%} of the picture's height"
    if torso < FAR:
        return Check("distance", "fair", said, "come nearer: two metres is best")
    if torso > NEAR:
        return Check("distance", "fair", said, "step back: raised hands leave the picture")
    if nose < 0.7 * torso:
        return Check("distance", "fair", said + ", your head is near the top", "tilt the camera up or step back")
    return Check("distance", "good", said)
