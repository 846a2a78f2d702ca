"""What parts of the game cost by themselves: classifying, faces, a painted frame, a frame of vision."""

from __future__ import annotations

import argparse
import gc
import time
from functools import partial

import cv2
import numpy as np

from game.body.classifier import Classifier, load_classifier
from game.body.moves import MoveGate
from game.body.networks import load_move_networks
from game.body.pose import Pose
from game.body.reader import BodyReader
from game.body.skeleton import Picture, draw
from game.body.units import body_units
from game.face.networks import load_networks
from game.face.reader import FaceReader
from game.places import CLASSIFIER, MODELS, MOVES, cache
from game.scene.stage import Stage
from game.tuning import FINEST, QUALITIES
from game.vision.cameras.camera import open_source
from game.vision.landmarker import Landmarker
from game.vision.models import face_model, pose_model
from game.vision.pipeline import Pipeline, small_picture
from game.vision.spec import MOST_PEOPLE, VisionSpec
from game.vision.virtual.crowd import crowd
from game.vision.virtual.source import VirtualCamera
from tools.measuring.bird import bird_costs
from tools.measuring.film import Film
from tools.measuring.timing import Figures, Series, quantile, timed


def classifier(options: argparse.Namespace, kept: Series) -> Figures:
    """One classification, for each format there is, drawing its picture included and not."""
    people = crowd(7, 60, 2)
    poses = [people.pose(i) for i in range(len(people))]
    drawing = timed(lambda n: draw(poses[n % len(poses)]), 400)
    result: Figures = {"draw_ms": quantile(drawing, 0.5)}
    for path in sorted([*(set(MODELS.glob("huia_poses*.tflite"))), *options.models]):
        network = load_classifier(path)
        pictures = [draw(pose, network.card.input_size) for pose in poses]
        times = timed(partial(_classify, network, pictures), 600)
        kept[f"classification, {path.stem}"] = times
        result[path.stem] = {
            "ms": quantile(times, 0.5),
            "p99_ms": quantile(times, 0.99),
            "with_drawing_ms": round(quantile(times, 0.5) + quantile(drawing, 0.5), 3),
            "kb": round(path.stat().st_size / 1024),
        }
    networks = load_move_networks(CLASSIFIER, MOVES)
    gate = MoveGate(networks.classifier.card, networks.moves) if networks.classifier is not None else None
    whole = timed(lambda n: _judge(networks.classifier, gate, poses[n % len(poses)], n / 30), 600)
    kept["classification and temporal network, drawing included"] = whole
    result[MOVES.stem] = {
        "with_classifier_and_drawing_ms": quantile(whole, 0.5),
        "p99_ms": quantile(whole, 0.99),
        "kb_together": round((CLASSIFIER.stat().st_size + MOVES.stat().st_size) / 1024),
    }
    return result


def faces(options: argparse.Namespace, kept: Series) -> Figures:
    """What the vision process spends on a frame with faces against without, in CPU time of all its threads.

    Both come from the same run: each frame is measured without the face, then the face beside it.
    """
    cv2.setNumThreads(1)
    people = VirtualCamera(seed=1)
    body, face = BodyReader(load_classifier(CLASSIFIER)), FaceReader(load_networks(face_model()))
    plain, extra, player = [], [], None
    with Landmarker(pose_model(), MOST_PEOPLE) as landmarker:
        for n in range(round(options.seconds * people.fps)):
            frame = people.frame(n)
            before_s = time.process_time()
            reading = body.read(frame.t_s, landmarker.detect(frame, player))
            small_picture(frame.image)
            between_s = time.process_time()
            player = face.read(frame.image, reading).pose
            if n >= people.fps:  # the first second loads and joins
                plain.append((between_s - before_s) * 1e3)
                extra.append((time.process_time() - between_s) * 1e3)
    kept["a frame without faces, CPU ms"], kept["a face, CPU ms"] = np.array(plain), np.array(extra)
    return {
        "frames": len(plain),
        "without_mean_ms": round(float(np.mean(plain)), 3),
        "face_mean_ms": round(float(np.mean(extra)), 3),
        "ratio": round(1.0 + float(np.sum(extra) / np.sum(plain)), 4),
    }


def scene(options: argparse.Namespace, kept: Series) -> Figures:
    """What a frame of play costs, in CPU time of one thread: world, scene, interface and painting; no vision.

    The autopilot plays through dusk, night and dawn; a fiery frame has a hadouken in it. Painted as on a machine of
    middling speed, and as on a fast one. The bird is also measured against the concept's prototype, where that is at
    hand.
    """
    cv2.setNumThreads(1)
    stage = Stage(cache_dir=cache())
    stage.prepare()
    result: Figures = {}
    gc.collect()
    gc.freeze()  # as the game does
    asked, full_hd, usual = options.size, (1920, 1080), QUALITIES[0]
    for name, size, quality in (
        ("play", asked, usual), ("practice", asked, usual), ("play", full_hd, usual),
        ("play, everything", asked, FINEST), ("practice, everything", asked, FINEST),
    ):  # fmt: skip
        course, text = name.split(",")[0], "{}x{}".format(*size)
        film = Film(stage, course, seed=5, size=size, quality=quality)
        for _ in range(120):
            film.next()
        costs = [film.next() for _ in range(round(options.seconds * 60))]
        whole = np.array([cost.whole_s for cost in costs]) * 1e3
        fiery = whole[[cost.fiery for cost in costs]]
        kept[f"a frame's CPU time, {name} at {text}, ms"] = whole
        result[f"{name} {text}"] = {
            "mean_ms": round(float(whole.mean()), 3),
            "p99_ms": quantile(whole, 0.99),
            "most_ms": quantile(whole, 1.0),
            "fiery_frames": len(fiery),
            "fiery_mean_ms": round(float(fiery.mean()), 3) if len(fiery) else None,
            "fiery_p99_ms": quantile(fiery, 0.99) if len(fiery) else None,
            "world_mean_ms": round(float(np.mean([cost.step_s for cost in costs])) * 1e3, 3),
            "scene_mean_ms": round(float(np.mean([cost.draw_s for cost in costs])) * 1e3, 3),
            "paint_mean_ms": round(float(np.mean([cost.paint_s for cost in costs])) * 1e3, 3),
        }
    gc.unfreeze()
    bird = bird_costs(options.prototype)
    if "prototype_ms" in bird:
        for row in result.values():
            row["against_prototype"] = round(row["mean_ms"] / bird["prototype_ms"], 3)
    result["bird"] = bird
    return result


def vision_cpu(frames_each: int = 60) -> Figures:
    """CPU of vision for a frame, as ratios to one player without a search for a second one."""
    cost: Figures = {}
    for name, camera, looks in (("alone", "demo", False), ("one", "demo", True), ("two", "demo-pair", True)):
        spec = VisionSpec(camera, 1, realtime=False, model=pose_model(), pair=looks, picture=False)
        with Pipeline(spec) as pipeline:
            for _ in range(75):  # until the second player has joined
                pipeline.step(1.0)
            drawn = _drawing_s(camera, frames_each)
            start_s = time.process_time()
            for _ in range(frames_each):
                pipeline.step(1.0)
            cost[name] = (time.process_time() - start_s - drawn) / frames_each
    return {f"{name}_against_no_search": round(cost[name] / cost["alone"], 3) for name in ("one", "two")}


def _drawing_s(camera: str, count: int) -> float:
    """CPU seconds that drawing so many frames of the virtual player takes."""
    source = open_source(camera, seed=1, realtime=False)
    for _ in range(75):
        source.read()
    start_s = time.process_time()
    for _ in range(count):
        source.read()
    source.close()
    return time.process_time() - start_s


def _judge(network: Classifier | None, gate: MoveGate | None, pose: Pose, t_s: float) -> None:
    units = body_units(pose)
    if network is not None and gate is not None and units is not None:
        scores, embedding = network.look(pose, units)
        gate.step(t_s, scores, pose, units, embedding)


def _classify(network: Classifier, pictures: list[Picture], n: int) -> None:
    network.scores_of(pictures[n % len(pictures)])
