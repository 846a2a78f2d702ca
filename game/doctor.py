"""`huia doctor`: looks at everything play needs, and for each says how it is and what to do (game/verdicts.py)."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from game.body.networks import load_move_networks
from game.cli import Options
from game.errors import UserError
from game.face.networks import load_networks
from game.places import MOVES
from game.screen.display import presentation
from game.support import write_report
from game.verdicts import Check, camera_check, distance_check, light_check, speed_check
from game.vision.cameras.camera import find_webcam, open_source
from game.vision.cameras.source import as_turn
from game.vision.frame import Frame
from game.vision.landmarker import Landmarker
from game.vision.models import face_model, pose_model

WATCH_S: Final = 4.0


def run(options: Options, classifier: Path) -> int:
    """Look at everything, print as it goes. Returns 0, or 1 when something is bad."""
    worst, checks = 0, []
    for check in examine(options, classifier):
        checks.append(check)
        print(f"{check.verdict:5s}  {check.name:10s} {check.found}")
        if check.fix:
            print(f"       {'':10s} {arrow()} {check.fix}")
        worst |= check.verdict == "bad"
    if options.report is not None:
        write_report(options.report, checks, options.settings)
        print(f"wrote {options.report}: no pictures, no pin, no password in it")
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
    if spec == "none":
        yield Check("camera", "good", "none, as asked: the keyboard plays, and light and distance are not looked at")
        return
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
        classifier, temporal, witness = load_move_networks(path, MOVES)
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
    how = "one picture at a time" if temporal is None else "from movement"
    if witness is not None:
        how = "one picture at a time, hadoukens from movement"
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
