"""How fast, how steady, how much: the whole program, measured from outside, as ratios of one run.

    python -m tools.bench                    a table, a picture in runs/bench.png
    python -m tools.bench --json             and one JSON object on the last line
    python -m tools.bench --only frames      one part: frames, latency, governor, classifier, faces, scene, …

The game runs as players run it, in a process of its own, with SDL's dummy display: no graphics card flatters it.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":  # so that `python tools/bench.py` works from any folder, too
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import argparse
import contextlib
import gc
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from game.arguments import Parser, existing_file, positive, run_program, window_size
from game.body.classifier import Classifier, load_classifier
from game.body.moves import MoveGate
from game.body.networks import load_move_networks
from game.body.pose import Pose
from game.body.reader import BodyReader
from game.body.skeleton import Picture, draw
from game.body.units import body_units
from game.errors import UserError
from game.face.networks import load_networks
from game.face.reader import FaceReader
from game.places import CLASSIFIER, MODELS, MOVES, cache
from game.scene.stage import Stage
from game.vision.cameras.camera import open_source
from game.vision.landmarker import Landmarker
from game.vision.models import face_model, pose_model
from game.vision.pipeline import MOST_PEOPLE, Pipeline, VisionSpec, small_picture
from game.vision.virtual.crowd import crowd
from game.vision.virtual.source import VirtualCamera
from tools.measuring.bird import PROTOTYPE, bird_costs
from tools.measuring.film import Film
from tools.measuring.gaze_bench import costs

ROOT: Final = Path(__file__).resolve().parents[1]
FRAME_MS: Final = 1000 / 60
SETTLED_MS: Final = 5000.0
"""A game on a busy machine is looked at so long after its first frame: vision has started, the level is found."""
LEARNT_FROM_S: Final = 38.0
"""When the gaze lab begins to learn its virtual player, seconds after the start, as it is collected now."""
Figures = dict[str, Any]
Series = dict[str, npt.NDArray[np.float64]]


def game(*words: str, timeout_s: float = 900) -> tuple[Figures, float]:
    """Run the game with the dummy display; its timings, and the perf_counter() when it was started."""
    with tempfile.TemporaryDirectory() as folder:
        timings = Path(folder) / "timings.json"
        environment = {**os.environ, "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
        command = [sys.executable, "-m", "game", *words, "--timings", str(timings)]
        start = time.perf_counter()
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=timeout_s, check=False
        )
        if done.returncode != 0:
            raise UserError(f"the game ended with code {done.returncode}: {done.stderr.strip()[-300:]}")
        found: Figures = json.loads(timings.read_text())
        return found, start


def frames(options: argparse.Namespace, kept: Series) -> Figures:
    """Frame times and pacing, without vision and with it."""
    result: Figures = {}
    for name, camera in (("without_vision", "none"), ("with_vision", options.camera)):
        found, _ = game("play", "--camera", camera, "--seed", "1", "--seconds", str(options.seconds), *_size(options))
        # the first second paints caches and wakes the vision process
        interval, work = (np.array(found[key])[60:] for key in ("interval", "work"))
        kept[f"frame interval, {name.replace('_', ' ')}"] = interval
        result[name] = {
            "fps": round(1000 / float(interval.mean()), 3),
            "interval_p99_ms": _at(interval, 0.99),
            "over_20_ms": round(float((interval > 20).mean()), 5),
            "work_mean_ms": round(float(work.mean()), 3),
            "work_p99_ms": _at(work, 0.99),
        }
    bare, full = result["without_vision"], result["with_vision"]
    result["work_ratio"] = round(full["work_mean_ms"] / bare["work_mean_ms"], 3)
    return result


def latency(options: argparse.Namespace, kept: Series) -> Figures:
    """From a frame's capture to its being drawn; how many of the source's frames gave a pose."""
    found, _ = game(
        "play", "--camera", options.camera, "--seed", "1", "--seconds", str(options.seconds), *_size(options)
    )
    whole, inference = np.array(found["latency"])[30:], np.array(found["inference"])[30:]
    rest = whole - inference
    kept["capture to draw"], kept["capture to draw less inference"] = whole, rest
    looked = found["source_frames"] - found["source_dropped"]
    return {
        "capture_to_draw_p50_ms": _at(whole, 0.5),
        "capture_to_draw_p95_ms": _at(whole, 0.95),
        "inference_p50_ms": _at(inference, 0.5),
        "less_inference_p95_ms": _at(rest, 0.95),
        "less_inference_p95_frames": round(_at(rest, 0.95) / FRAME_MS, 3),
        "poses_per_source_frame": round(looked / max(1, found["source_frames"]), 4),
    }


def gaze(options: argparse.Namespace, kept: Series) -> Figures:
    """A prediction of the gaze lab, training, and frames while the game trains in its own process."""
    result = costs()
    # the virtual player has been seen 60 times after 36 s; then it is learnt, which the frames must not show
    found, _ = game("gaze", "--camera", "demo", "--seconds", str(max(75.0, options.seconds)), *_size(options))
    interval = np.array(found["interval"])
    times_s = np.cumsum(interval) / 1e3
    during = interval[(times_s > LEARNT_FROM_S) & (times_s < LEARNT_FROM_S + 15)]
    kept["frame interval, gaze learnt"] = during
    return result | {
        "learning_interval_p99_ms": _at(during, 0.99),
        "learning_over_20_ms": round(float((during > 20).mean()), 5),
        "before_interval_p99_ms": _at(interval[(times_s > 10) & (times_s < LEARNT_FROM_S - 10)], 0.99),
    }


def governor(options: argparse.Namespace, kept: Series) -> Figures:
    """What is left with one core kept busy by another program: with the governor, and with everything painted.

    pinned: the other program may not leave the last core, as a process with a fixed affinity.
    """
    result: Figures = {}
    for name, quality, busy in (
        ("unhindered", "auto", None),
        ("busy", "auto", False),
        ("busy_everything_painted", "high", False),
        ("busy_pinned", "auto", True),
    ):
        with _busy_core(busy):
            words = ("play", "--camera", options.camera, "--seed", "1", "--seconds", str(options.seconds))
            found, _ = game(*words, "--quality", quality, *_size(options))
        # the first seconds paint caches, wake the vision process and let the governor find its level
        interval, level = (np.array(found[key])[300:] for key in ("interval", "level"))
        settled = np.array(found["sight_at"]) > SETTLED_MS
        age = np.array(found["latency"])[settled]
        kept[f"frame interval, {name.replace('_', ' ')}"] = interval
        sources, dropped = (np.array(found[key])[settled] for key in ("sight_frames", "sight_dropped"))
        came = float(sources[-1] - sources[0]) if len(sources) else 0.0
        result[name] = {
            "fps": round(1000 / float(interval.mean()), 2),
            "interval_p99_ms": _at(interval, 0.99),
            "poses_per_source_frame": round((came - float(dropped[-1] - dropped[0])) / came, 3) if came else 0.0,
            "camera_to_screen_p50_ms": _at(age, 0.5) if len(age) else None,
            "mean_level": round(float(level.mean()), 2),
        }
    return result


@contextlib.contextmanager
def _busy_core(pinned: bool | None) -> Iterator[None]:
    """Another program that never rests; None: there is none."""
    if pinned is None:
        yield
        return
    first = ""
    if pinned and hasattr(os, "sched_setaffinity"):
        first = "import os; os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})\n"
    other = subprocess.Popen([sys.executable, "-c", f"{first}while True: pass"])
    try:
        yield
    finally:
        other.kill()
        other.wait()


def classifier(options: argparse.Namespace, kept: Series) -> Figures:
    """One classification, for each format there is, drawing its picture included and not."""
    people = crowd(7, 60, 2)
    poses = [people.pose(i) for i in range(len(people))]
    drawing = _timed(lambda n: draw(poses[n % len(poses)]), 400)
    result: Figures = {"draw_ms": _at(drawing, 0.5)}
    for path in sorted([*(set(MODELS.glob("huia_poses*.tflite"))), *options.models]):
        network = load_classifier(path)
        pictures = [draw(pose, network.card.input_size) for pose in poses]
        times = _timed(partial(_classify, network, pictures), 600)
        kept[f"classification, {path.stem}"] = times
        result[path.stem] = {
            "ms": _at(times, 0.5),
            "p99_ms": _at(times, 0.99),
            "with_drawing_ms": round(_at(times, 0.5) + _at(drawing, 0.5), 3),
            "kb": round(path.stat().st_size / 1024),
        }
    networks = load_move_networks(CLASSIFIER, MOVES)
    gate = MoveGate(networks.classifier.card, networks.moves) if networks.classifier is not None else None
    whole = _timed(lambda n: _judge(networks.classifier, gate, poses[n % len(poses)], n / 30), 600)
    kept["classification and temporal network, drawing included"] = whole
    result[MOVES.stem] = {
        "with_classifier_and_drawing_ms": _at(whole, 0.5),
        "p99_ms": _at(whole, 0.99),
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


def start(options: argparse.Namespace, kept: Series) -> Figures:
    """From the command to the first playable frame: nothing cached, then cached."""
    result = {}
    with tempfile.TemporaryDirectory() as cache:
        before = os.environ.get("XDG_CACHE_HOME")
        os.environ["XDG_CACHE_HOME"] = cache
        try:
            for name in ("first_s", "later_s"):
                found, begun = game("play", "--camera", "none", "--frames", "5", *_size(options))
                result[name] = round(found["first_frame"] - begun, 2)
        finally:
            if before is None:
                del os.environ["XDG_CACHE_HOME"]
            else:
                os.environ["XDG_CACHE_HOME"] = before
    return result


def memory(options: argparse.Namespace, kept: Series) -> Figures:
    """Resident memory over many headless frames: at the end against after the first 2,000."""
    found, _ = game(
        "play", "--camera", options.camera, "--headless", "--seed", "1", "--frames", str(options.memory_frames),
        timeout_s=3600,
    )  # fmt: skip
    every, levels = found["memory_every"], np.array(found["memory_mb"])
    early = float(levels[2000 // every])
    kept["memory, MB"] = levels
    return {
        "frames": found["frames"],
        "after_2000_mb": round(early, 1),
        "end_mb": round(float(levels[-1]), 1),
        "ratio": round(float(levels[-1]) / early, 4),
    }


def scene(options: argparse.Namespace, kept: Series) -> Figures:
    """What a frame of play costs, in CPU time of one thread: world, scene, interface and painting; no vision.

    The autopilot plays through dusk, night and dawn; a fiery frame has a hadouken in it. The bird is also measured
    against the concept's prototype, where that is at hand.
    """
    cv2.setNumThreads(1)
    stage = Stage(cache_dir=cache())
    result: Figures = {}
    gc.collect()
    gc.freeze()  # as the game does
    for course, size in (("play", options.size), ("play", (1920, 1080)), ("practice", options.size)):
        text = "{}x{}".format(*size)
        film = Film(stage, course, seed=5, size=size)
        for _ in range(120):
            film.next()
        costs = [film.next() for _ in range(round(options.seconds * 60))]
        whole = np.array([cost.whole_s for cost in costs]) * 1e3
        fiery = whole[[cost.fiery for cost in costs]]
        kept[f"a frame's CPU time, {course} at {text}, ms"] = whole
        result[f"{course}_{text}"] = {
            "mean_ms": round(float(whole.mean()), 3),
            "p99_ms": _at(whole, 0.99),
            "most_ms": _at(whole, 1.0),
            "fiery_frames": len(fiery),
            "fiery_mean_ms": round(float(fiery.mean()), 3) if len(fiery) else None,
            "fiery_p99_ms": _at(fiery, 0.99) if len(fiery) else None,
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


def pair(options: argparse.Namespace, kept: Series) -> Figures:
    """Two bodies before the camera against one: poses of each a second, the game's frames, and what vision costs."""
    result: Figures = {}
    for name, camera in (("one_player", "demo"), ("two_players", "demo-pair")):
        found, _ = game("play", "--camera", camera, "--seed", "1", "--seconds", str(options.seconds), *_size(options))
        # the first seconds paint caches, wake the vision process and let the second player join
        interval, inference = np.array(found["interval"])[240:], np.array(found["inference"])[90:]
        kept[f"inference, {name.replace('_', ' ')}"] = inference
        looked = found["source_frames"] - found["source_dropped"]
        result[name] = {
            "fps": round(1000 / float(interval.mean()), 2),
            "poses_per_source_frame": round(looked / max(1, found["source_frames"]), 3),
            "poses_a_second_each": round(30.0 * looked / max(1, found["source_frames"]), 1),
            "inference_p50_ms": _at(inference, 0.5) if len(inference) else None,
        }
    one, two = result["one_player"]["inference_p50_ms"], result["two_players"]["inference_p50_ms"]
    result["inference_ratio"] = round(two / one, 2) if one and two else None
    result["vision_cpu"] = _vision_cpu()
    return result


def _vision_cpu(frames_each: int = 60) -> Figures:
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


PARTS: Final[dict[str, Callable[[argparse.Namespace, Series], Figures]]] = {
    "frames": frames,
    "latency": latency,
    "governor": governor,
    "classifier": classifier,
    "faces": faces,
    "pair": pair,
    "gaze": gaze,
    "scene": scene,
    "start": start,
    "memory": memory,
}


def _judge(network: Classifier | None, gate: MoveGate | None, pose: Pose, t_s: float) -> None:
    units = body_units(pose)
    if network is not None and gate is not None and units is not None:
        scores, embedding = network.look(pose, units)
        gate.step(t_s, scores, pose, units, embedding)


def _classify(network: Classifier, pictures: list[Picture], n: int) -> None:
    network.scores_of(pictures[n % len(pictures)])


def _size(options: argparse.Namespace) -> tuple[str, str]:
    return "--size", "{}x{}".format(*options.size)


def _at(values: npt.NDArray[np.float64], part: float) -> float:
    return round(float(np.quantile(values, part)), 3)


def _timed(work: Callable[[int], object], times: int) -> npt.NDArray[np.float64]:
    """Milliseconds of each call, after a few to warm up."""
    taken = np.empty(times)
    for n in range(-20, times):
        before = time.perf_counter()
        work(n)
        if n >= 0:
            taken[n] = (time.perf_counter() - before) * 1e3
    return taken


def _picture(kept: Series, path: Path) -> None:
    """Histograms of everything that was measured often, a panel each."""
    try:
        import matplotlib

        matplotlib.use("Agg")
        from matplotlib import pyplot
    except ImportError:
        raise UserError("the picture needs matplotlib; install it with: pip install -e .[train]") from None
    figure, panels = pyplot.subplots(len(kept), 1, figsize=(8, 2.2 * len(kept)), squeeze=False)
    for panel, (name, values) in zip(panels[:, 0], kept.items(), strict=True):
        if name.startswith("memory"):
            panel.plot(values)
        else:
            low, high = np.quantile(values, [0, 0.999])
            panel.hist(values, bins=80, range=(low, high + 1e-9), color="#1fae93")
            panel.axvline(np.quantile(values, 0.99), color="#ff580c", linewidth=1)
        panel.set_title(name + (" (orange: p99)" if not name.startswith("memory") else ""), fontsize=9)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=90)


def main(words: Sequence[str] | None = None) -> int:
    """Run with these command line words; returns the exit code."""
    return run_program("bench", lambda: _bench(words))


def _bench(words: Sequence[str] | None) -> None:
    options = _parser().parse_args(words)
    kept: Series = {}
    result: Figures = {}
    for part in options.only:
        result[part] = PARTS[part](options, kept)
        print(f"{part}\n{_table(result[part])}", flush=True)
    if kept:
        _picture(kept, options.picture)
        print(f"histograms: {options.picture}")
    if options.json:
        print(json.dumps(result))


def _parser() -> Parser:
    parser = Parser(prog="python -m tools.bench", description=__doc__)
    parser.add_argument("--only", choices=sorted(PARTS), nargs="+", default=list(PARTS))
    parser.add_argument("--camera", default="demo", help="source with vision: demo, a video file (default demo)")
    parser.add_argument("--seconds", type=positive(float, 1e5), default=30.0, help="of each run of the game")
    parser.add_argument("--size", type=window_size, default=(1280, 720), metavar="1280x720", help="of the window")
    parser.add_argument("--memory-frames", type=positive(int), default=20_000)
    parser.add_argument(
        "--models", type=existing_file, nargs="*", default=[], help="further .tflite files to time, such as fp32"
    )
    parser.add_argument("--picture", type=Path, default=ROOT / "runs" / "bench.png")
    parser.add_argument(
        "--prototype",
        type=existing_file,
        default=PROTOTYPE if PROTOTYPE.is_file() else None,
        metavar="bird.py",
        help=f"the concept's bird, to compare ours with (default: {PROTOTYPE}, where it is)",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    return parser


def _table(figures: Figures, indent: str = "  ") -> str:
    rows = []
    for name, value in figures.items():
        if isinstance(value, dict):
            rows.append(f"{indent}{name}\n{_table(value, indent + '  ')}")
        else:
            rows.append(f"{indent}{name:30s} {value}")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
