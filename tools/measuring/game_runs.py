"""What the running game shows: pace of its frames, delay, start, memory, and how it does beside other work.

Each figure comes from the game in a process of its own, with SDL's dummy display: no graphics card flatters it.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from game.body.datasets import Sample, write_samples
from game.controls.trainer import Trainer
from game.errors import UserError
from game.vision.virtual.crowd import crowd
from tools.measuring.costs import vision_cpu
from tools.measuring.gaze_bench import costs
from tools.measuring.timing import LOOK_S, Figures, Series, game, quantile, size_words, virtual_display
from tools.measuring.webcam import filmed
from tools.training.preflight import check_installed

EARLY_S: Final = 600.0
"""A long run's memory is compared with its memory at this age."""
FRAME_MS: Final = 1000 / 60
SETTLED_MS: Final = 5000.0
"""On a busy machine frames count from this long after the first one: vision has started, the level is found."""
TRAINED_WITHIN_S: Final = 180.0
"""Shortest run of the game beside a training; the training ends before it."""
LAB_S: Final = "135"
"""How long the gaze lab is shown: its virtual player is learnt four or five times."""
LAB_SETTLED_S: Final = 15.0
"""Frames of the lab count from here: before, its window opens and the first sounds are made."""
CLASS_POSES: Final = ("arms crossed", "wave both", "stretch", "point", "clap", "drink")
"""Six things that virtual people do and the Huia does not know: what a class may teach it."""


def _played(options: argparse.Namespace, camera: str, *words: str) -> Figures:
    """The timings of a run of play before this camera, as long and as large as the options say.

    The virtual player comes from a film, see `tools.measuring.webcam`.
    """
    seen, seconds = filmed(camera, 1, options.seconds), str(options.seconds)
    return game("play", "--camera", seen, "--seed", "1", "--seconds", seconds, *words, *size_words(options))[0]


def frames(options: argparse.Namespace, kept: Series) -> Figures:
    """Frame times and pacing, without vision and with it."""
    result: Figures = {}
    for name, camera in (("without_vision", "none"), ("with_vision", options.camera)):
        found = _played(options, camera)
        # the first second paints caches and wakes the vision process
        interval, work = (np.array(found[key])[60:] for key in ("interval", "work"))
        kept[f"frame interval, {name.replace('_', ' ')}"] = interval
        result[name] = {
            "fps": round(1000 / float(interval.mean()), 3),
            "interval_p99_ms": quantile(interval, 0.99),
            "over_20_ms": round(float((interval > 20).mean()), 5),
            "work_mean_ms": round(float(work.mean()), 3),
            "work_p99_ms": quantile(work, 0.99),
        }
    bare, full = result["without_vision"], result["with_vision"]
    result["work_ratio"] = round(full["work_mean_ms"] / bare["work_mean_ms"], 3)
    return result


def latency(options: argparse.Namespace, kept: Series) -> Figures:
    """From a frame's capture to its being drawn; how many of the source's frames gave a pose."""
    found = _played(options, options.camera)
    whole, inference = np.array(found["latency"])[30:], np.array(found["inference"])[30:]
    rest = whole - inference
    kept["capture to draw"], kept["capture to draw less inference"] = whole, rest
    looked = found["source_frames"] - found["source_dropped"]
    return {
        "capture_to_draw_p50_ms": quantile(whole, 0.5),
        "capture_to_draw_p95_ms": quantile(whole, 0.95),
        "inference_p50_ms": quantile(inference, 0.5),
        "less_inference_p95_ms": quantile(rest, 0.95),
        "less_inference_p95_frames": round(quantile(rest, 0.95) / FRAME_MS, 3),
        "poses_per_source_frame": round(looked / max(1, found["source_frames"]), 4),
    }


def gaze(options: argparse.Namespace, kept: Series) -> Figures:
    """A prediction of the gaze lab, and the lab's own frames while it learns its virtual player, and while it does not.

    The virtual player has been seen 60 times after 36 s; then the lab learns by itself, and again at 100, 140, …
    examples, 20 epochs of each network every time.
    """
    result = costs()
    found, _ = game("gaze", "--camera", "demo", "--seconds", LAB_S, *size_words(options))
    looked = found["source_frames"] - found["source_dropped"]
    result |= learnings(found) | {"poses_per_source_frame": round(looked / max(1, found["source_frames"]), 3)}
    kept["frame interval, gaze learnt"] = np.array(found["interval"])[np.array(found["learning"]) > 0]
    return result


def learnings(found: Figures) -> Figures:
    """From the game's timings: seconds of each learning, frames shown meanwhile, and as many others.

    Raises UserError where nothing was learnt.
    """
    interval, work, learns = np.array(found["interval"]), np.array(found["work"]), np.array(found["learning"]) > 0
    at_s = np.cumsum(interval) / 1e3
    changes = np.diff(np.concatenate([[0], learns, [0]]))
    begins, ends = np.flatnonzero(changes > 0), np.flatnonzero(changes < 0)
    settled = ~learns & (at_s > LAB_SETTLED_S)
    settled &= np.cumsum(settled) <= learns.sum()
    if not learns.any() or not settled.any():
        raise UserError("the lab learnt nothing in its time: this machine is too busy to be measured.")
    result: Figures = {
        "learnt_s": [round(float(interval[a:b].sum()) / 1e3, 2) for a, b in zip(begins, ends, strict=True)]
    }
    for name, some in (("learning", learns), ("not_learning", settled)):
        result[name] = {
            "frames": int(some.sum()),
            "interval_p99_ms": quantile(interval[some], 0.99),
            "over_20_ms": round(float((interval[some] > 20).mean()), 5),
            "work_p99_ms": quantile(work[some], 0.99),
        }
    return result


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
            found = _played(options, options.camera, "--quality", quality)
        # the first seconds paint caches, wake the vision process and let the governor find its level
        settling = min(300, len(found["interval"]) // 2)
        interval, level = (np.array(found[key])[settling:] for key in ("interval", "level"))
        settled = np.array(found["sight_at"]) > SETTLED_MS
        age = np.array(found["latency"])[settled]
        kept[f"frame interval, {name.replace('_', ' ')}"] = interval
        sources, dropped = (np.array(found[key])[settled] for key in ("sight_frames", "sight_dropped"))
        came = float(sources[-1] - sources[0]) if len(sources) else 0.0
        result[name] = {
            "fps": round(1000 / float(interval.mean()), 2),
            "interval_p99_ms": quantile(interval, 0.99),
            "poses_per_source_frame": round((came - float(dropped[-1] - dropped[0])) / came, 3) if came else 0.0,
            "camera_to_screen_p50_ms": quantile(age, 0.5) if len(age) else None,
            "mean_level": round(float(level.mean()), 2),
        }
    return result


def training(options: argparse.Namespace, kept: Series) -> Figures:
    """The game's frames while a class's pose set is learnt in the background, as practice starts it, and how long.

    Only frames from 5 s after the first one to the end of the training count.
    """
    check_installed()  # else the game would be watched for minutes beside no training at all
    with tempfile.TemporaryDirectory() as place:
        data, run = Path(place) / "samples.jsonl", Path(place) / "run"
        write_samples(data, _class_set())
        seconds = max(options.seconds, TRAINED_WITHIN_S)
        seen = filmed(options.camera, 1, seconds)
        trainer = Trainer()
        ended_s: list[float] = []
        enough = threading.Event()
        begun_s = time.perf_counter()
        trainer.start(data, run, "class")
        watcher = threading.Thread(target=lambda: ended_s.append(_end_of(trainer, enough)))
        watcher.start()
        try:
            words = ("play", "--camera", seen, "--seed", "1", "--seconds", str(seconds))
            found, _ = game(*words, *size_words(options))
        finally:
            enough.set()
            watcher.join()
            trainer.stop()
        made = (run / "class.huia").is_file()
    interval = np.array(found["interval"])
    at_s = found["first_frame"] + np.cumsum(interval) / 1e3
    during = interval[(at_s > found["first_frame"] + SETTLED_MS / 1e3) & (at_s < ended_s[0])]
    kept["frame interval, training"] = during
    looked = found["source_frames"] - found["source_dropped"]
    return {
        "trained": made,
        "trained_minutes": round((ended_s[0] - begun_s) / 60, 2),
        "fps": round(1000 / float(during.mean()), 2),
        "interval_p99_ms": quantile(during, 0.99),
        "over_20_ms": round(float((during > 20).mean()), 5),
        "poses_per_source_frame": round(looked / max(1, found["source_frames"]), 3),
    }


def _end_of(trainer: Trainer, enough: threading.Event) -> float:
    """Wait until a training is over, or nobody waits for it any more; returns the time.perf_counter() of it."""
    while trainer.poll() is None and not enough.wait(0.1):
        pass
    return time.perf_counter()


def _class_set() -> list[Sample]:
    """Six poses of four people, 16 samples of each, as a class shows them in the window."""
    acted = crowd(11, len(CLASS_POSES) * 4 * 16, 1, acts=CLASS_POSES, variety=0.5, wildness=0.4, held_only=True)
    return [
        Sample(f"{n}", act, f"child {n // len(CLASS_POSES) % 4}", "window", acted.pose(n), "mediapipe33", "virtual")
        for n, act in enumerate(acted.acts)
    ]


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


def start(options: argparse.Namespace, kept: Series) -> Figures:
    """From the command to the first playable frame: nothing cached, then cached."""
    result = {}
    with tempfile.TemporaryDirectory() as cache:
        before = os.environ.get("XDG_CACHE_HOME")
        os.environ["XDG_CACHE_HOME"] = cache
        try:
            for name in ("first_s", "later_s"):
                found, begun = game("play", "--camera", "none", "--frames", "5", *size_words(options))
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


def window(options: argparse.Namespace, kept: Series) -> Figures:
    """A cabinet in a real window by the clock, vision on: pace of its frames, and memory of the game and its vision.

    Memory is compared with what it was after ten minutes; in a shorter run, after half of it.
    """
    levels: list[float] = []
    with virtual_display(options.size) as display:
        found, _ = game(
            "cabinet", "--alone", "--camera", options.camera, "--seed", "1", "--seconds", str(options.seconds),
            "--renderer", "software", *size_words(options),
            timeout_s=options.seconds + 120, display=display, memory=levels,
        )  # fmt: skip
    interval = np.array(found["interval"])
    interval = interval[np.cumsum(interval) > SETTLED_MS]
    memory_mb = np.array(levels)
    early = float(memory_mb[min(len(memory_mb) // 2, round(EARLY_S / LOOK_S))])
    kept["frame interval, real window"], kept["memory in a real window, MB"] = interval, memory_mb
    return {
        "minutes": round(options.seconds / 60, 1),
        "fps": round(1000 / float(interval.mean()), 2),
        "interval_p99_ms": quantile(interval, 0.99),
        "over_20_ms": round(float((interval > 20).mean()), 5),
        "poses_per_s": round(len(found["inference"]) / options.seconds, 1),
        "memory_early_mb": round(early, 1),
        "memory_end_mb": round(float(memory_mb[-5:].mean()), 1),
        "memory_ratio": round(float(memory_mb[-5:].mean()) / early, 4),
    }


def pair(options: argparse.Namespace, kept: Series) -> Figures:
    """Two bodies before the camera against one: poses of each a second, the game's frames, and what vision costs."""
    result: Figures = {}
    for name, camera in (("one_player", "demo"), ("two_players", "demo-pair")):
        found = _played(options, camera)
        # the first seconds paint caches, wake the vision process and let the second player join
        interval, inference = np.array(found["interval"])[240:], np.array(found["inference"])[90:]
        kept[f"inference, {name.replace('_', ' ')}"] = inference
        looked = found["source_frames"] - found["source_dropped"]
        result[name] = {
            "fps": round(1000 / float(interval.mean()), 2),
            "poses_per_source_frame": round(looked / max(1, found["source_frames"]), 3),
            "poses_a_second_each": round(30.0 * looked / max(1, found["source_frames"]), 1),
            "inference_p50_ms": quantile(inference, 0.5) if len(inference) else None,
        }
    one, two = result["one_player"]["inference_p50_ms"], result["two_players"]["inference_p50_ms"]
    result["inference_ratio"] = round(two / one, 2) if one and two else None
    result["vision_cpu"] = vision_cpu()
    return result
