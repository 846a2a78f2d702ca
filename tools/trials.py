"""Trials on virtual people nobody trained on: the figures the README states, each printed by one command.

python -m tools.trials found         real MediaPipe on 50 random bodies, 20 frames each
python -m tools.trials heads         facing, through real MediaPipe, beside the rule of three
python -m tools.trials demo          the whole game on 180 s of demo camera against what was really acted
python -m tools.trials hadoukens     200 acted hadoukens: how many fire, and how soon
python -m tools.trials poses         210 acted poses of the other kinds: how many fire, what fires instead
python -m tools.trials fights        300 acted clips of other things: how many fire a hadouken
python -m tools.trials idle          an hour of standing and walking: what fires
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from game.body.classifier import NORMAL, Classifier, load_classifier
from game.body.facing import facing, rule_of_three
from game.body.pose import Landmark, Pose
from game.body.reader import BodyReader
from game.body.reading import BodyEvent
from game.errors import UserError
from game.vision.frame import Frame
from game.vision.landmarker import Landmarker
from game.vision.models import pose_model
from game.vision.virtual.crowd import LABELS, random_view
from game.vision.virtual.figure import Figure
from game.vision.virtual.mannequin import bodies
from game.vision.virtual.noise import MEDIAPIPE, POSENET, NoiseModel, landmark_noise
from game.vision.virtual.performance import Beat, Cue, Performance, random_performer
from game.vision.virtual.posture import CHANNELS, Channel
from game.vision.virtual.render import Renderer
from game.vision.virtual.room import Room
from game.vision.virtual.source import VirtualCamera, demo_view
from game.vision.virtual.view import View, facing_angles, in_view, landmarks

ROOT: Final = Path(__file__).resolve().parents[1]
MODEL: Final = ROOT / "models" / "huia_poses_int8.tflite"
UNSEEN: Final = 1 << 40
"""Performers of trials are numbered from here; training draws its own below 2**31."""
FPS: Final = 30.0
FRAME: Final = (640, 480)
SOON_S: Final = 1.5
"""A pose held so long must have fired: nobody waits longer."""
CROSSED: Final = frozenset({"hadouken", "arms crossed", "backpack", "clap"})
FIGHTS: Final = (
    "punch", "hook", "uppercut", "grab", "front kick", "side kick", "clap", "point", "wave", "stretch",
    "phone at ear", "phone in hands", "drink", "walk", "push",
)  # fmt: skip
LANDMARKERS: Final[dict[str, NoiseModel]] = {"mediapipe": MEDIAPIPE, "posenet": POSENET}
Figures = dict[str, Any]


def found(options: argparse.Namespace) -> Figures:
    """How often real MediaPipe finds random bodies, and how near its shoulders and wrists are."""
    marks = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST]
    hits, seen, errors = 0, 0, []
    model = pose_model(options.pose_model)
    for person in tqdm(range(options.count or 50), desc="bodies"):
        camera = VirtualCamera(UNSEEN + person)
        cues = camera.cues(60.0)
        with Landmarker(model) as landmarker:
            for n in range(20):
                frame = camera.frame(round((3.0 + 2.3 * n) * FPS))
                seen += 1
                poses = landmarker.detect(frame)
                if not poses or not frame.truth:
                    continue
                hits += 1
                if any(cue.act in CROSSED and cue.start_s <= frame.t_s <= cue.end_s for cue in cues):
                    continue
                truth = frame.truth[0].xy_px()
                torso = np.linalg.norm(truth[[11, 12]].mean(0) - truth[[23, 24]].mean(0))
                errors.append(np.linalg.norm(poses[0].xy_px()[marks] - truth[marks], axis=1) / torso)
    medians = np.median(errors, axis=0)
    return {
        "frames": seen,
        "found": round(hits / seen, 4),
        "median_error_torso": {mark.name.lower(): round(float(e), 3) for mark, e in zip(marks, medians, strict=True)},
    }


def heads(options: argparse.Namespace) -> Figures:
    """Mean error of yaw, pitch and roll on rendered people, yaw within 45 degrees and pitch within 25."""
    rng = np.random.default_rng(options.seed)
    errors, plain = [], []
    total = options.count or 200
    model = pose_model(options.pose_model)
    for number in tqdm(range(total), desc="heads"):
        image, truth = rendered_head(rng, UNSEEN + number)
        with Landmarker(model) as landmarker:
            poses = landmarker.detect(Frame(image, 0.0, 0))
        face = facing(poses[0]) if poses else None
        if face is None:
            continue
        errors.append(np.abs(np.degrees([face.yaw_rad, face.pitch_rad, face.roll_rad]) - truth))
        rule = rule_of_three(poses[0])
        if rule is not None:
            plain.append(np.abs(np.degrees([rule.yaw_rad, rule.pitch_rad, rule.roll_rad]) - truth))
    names = ("yaw", "pitch", "roll")
    return {
        "n": total,
        "found": len(errors),
        "mae_deg": dict(zip(names, np.mean(errors, axis=0).round(2).tolist(), strict=True)),
        "rule_of_three_deg": dict(zip(names, np.mean(plain, axis=0).round(2).tolist(), strict=True)),
    }


def rendered_head(rng: np.random.Generator, person: int) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float64]]:
    """A person before a webcam, head turned at random: BGR picture, and yaw, pitch, roll in degrees."""
    performer = random_performer(person)
    view = demo_view(performer.build.height)
    view = View(
        distance_m=view.distance_m * float(rng.uniform(0.6, 1.0)),
        height_m=performer.build.height * float(rng.uniform(0.75, 0.95)),
        tilt_rad=0.0,
        focal=0.9,
    )
    posture = np.array(performer.rest).reshape(1, CHANNELS)
    posture[0, Channel.ROOT_YAW] = rng.normal(0, 0.15)
    posture[0, Channel.HEAD_YAW] = np.radians(rng.uniform(-45, 45))
    posture[0, Channel.HEAD_PITCH] = np.radians(rng.uniform(-25, 25))
    posture[0, Channel.HEAD_ROLL] = np.radians(rng.uniform(-15, 15))
    body = bodies(posture, [performer.build])
    renderer = Renderer(Room(person), view, FRAME)
    image = renderer.frame([(Figure(performer.build, performer.wardrobe), body)])
    return image, np.degrees(np.concatenate(facing_angles(body, view)))


def demo(options: argparse.Namespace) -> Figures:
    """The game, headless, on real pixels: each acted jump and hadouken against the events it wrote."""
    seconds = options.count or 180
    with tempfile.TemporaryDirectory() as folder:
        events = Path(folder) / "events.jsonl"
        words = f"play --camera demo --headless --seconds {seconds} --seed {options.seed} --events {events}".split()
        subprocess.run([sys.executable, "-m", "game", *words, "--model", str(options.model)], cwd=ROOT, check=True)
        lines = [json.loads(line) for line in events.read_text().splitlines()]
    return against_cues(lines, VirtualCamera(options.seed).cues(float(seconds)), float(seconds))


def against_cues(lines: Sequence[Figures], cues: Sequence[Cue], seconds: float) -> Figures:
    """Events of a game against the acts behind them; an event belongs to an act from its start to shortly after."""
    whole = [cue for cue in cues if cue.leave_s < seconds - 0.5]
    result: Figures = {}
    for act, event in (("fly", "jump"), ("hadouken", "hadouken")):
        asked = [cue for cue in whole if cue.act == act]
        fired = [line for line in lines if line["event"] == event]
        spans = [(cue.start_s, cue.end_s + 0.3) for cue in cues if cue.act == act]
        counts = [sum(cue.start_s <= line["t"] <= cue.end_s + 0.3 for line in fired) for cue in asked]
        delays = [
            line["t"] - cue.peak_s for cue in asked for line in fired if cue.start_s <= line["t"] <= cue.end_s + 0.3
        ]
        sides = [
            line.get("side") == cue.side
            for cue in asked
            for line in fired
            if act == "hadouken" and cue.start_s <= line["t"] <= cue.end_s + 0.3
        ]
        result[event] = {
            "acted": len(asked),
            "fired_once": counts.count(1),
            "share": round(counts.count(1) / max(1, len(asked)), 4),
            "not_acted": sum(not any(a <= line["t"] <= b for a, b in spans) for line in fired),
            "median_delay_s": round(float(np.median(delays)), 3) if delays else None,
            **({"right_side": round(float(np.mean(sides)), 3)} if sides else {}),
        }
    return result


def hadoukens(options: argparse.Namespace) -> Figures:
    """Acted hadoukens, both sides, standing to kneeling, from cameras 40 degrees to either side."""
    rng = np.random.default_rng([options.seed, 1])
    total, fired, delays, sides = options.count or 200, 0, [], []
    classifier = load_classifier(options.model)
    for number in tqdm(range(total), desc="hadoukens"):
        azimuth = np.radians(rng.uniform(-40, 40))
        script = [Beat("hadouken", "left" if number % 2 else "right", 1.5)]
        clip = film(rng, UNSEEN + number, script, azimuth, LANDMARKERS[options.landmarker], options.fps)
        events, cue = watch(clip, classifier), clip.cues[0]
        mine = [e for e in events if e.kind == "hadouken" and cue.start_s <= e.t_s <= cue.end_s]
        fired += bool(mine)
        delays += [e.t_s - cue.peak_s for e in mine[:1]]
        sides += [e.side == cue.side for e in mine[:1]]
    return {
        "clips": total,
        "fire": round(fired / total, 4),
        "median_after_thrust_s": round(float(np.median(delays)), 3) if delays else None,
        "p95_after_thrust_s": round(float(np.quantile(delays, 0.95)), 3) if delays else None,
        "right_side": round(float(np.mean(sides)), 4) if sides else None,
    }


def poses(options: argparse.Namespace) -> Figures:
    """Acted poses other than the hadouken: how many fire within 1.5 s of being fully taken up, and what else does."""
    rng = np.random.default_rng([options.seed, 4])
    classifier = load_classifier(options.model)
    labels = [label for label in LABELS if label in classifier.card.labels and label not in (NORMAL, "hadouken")]
    hits: dict[str, list[bool]] = {label: [] for label in labels}
    wrong: dict[str, int] = {}
    delays: list[float] = []
    for number in tqdm(range(options.count or 210), desc="poses"):
        label = labels[number % len(labels)]
        person = UNSEEN + 30_000 + number
        clip = film(rng, person, [Beat(label, None, 1.5)], None, LANDMARKERS[options.landmarker], options.fps)
        moves = [event for event in watch(clip, classifier) if event.kind in ("move", "hadouken")]
        cue = clip.cues[0]
        mine = [e for e in moves if e.name == label and cue.start_s <= e.t_s <= cue.peak_s + SOON_S]
        hits[label].append(bool(mine))
        delays += [event.t_s - cue.peak_s for event in mine[:1]]
        for event in moves:
            if event.name != label:
                wrong[f"{label}: {event.name}"] = wrong.get(f"{label}: {event.name}", 0) + 1
    return {
        "clips": sum(map(len, hits.values())),
        "fire": round(float(np.mean(np.concatenate([*hits.values()]))), 4),
        "by_label": {label: round(float(np.mean(one)), 3) for label, one in hits.items() if one},
        "median_after_peak_s": round(float(np.median(delays)), 3) if delays else None,
        "wrong": wrong,
    }


def fights(options: argparse.Namespace) -> Figures:
    """Acted clips of what is not a hadouken: how many fire one, and what else fires."""
    rng = np.random.default_rng([options.seed, 2])
    total = options.count or 300
    false: dict[str, int] = {}
    others: dict[str, int] = {}
    classifier = load_classifier(options.model)
    for number in tqdm(range(total), desc="fights"):
        act = FIGHTS[number % len(FIGHTS)]
        script = [Beat(act, None, 1.0)] * 2
        clip = film(rng, UNSEEN + 10_000 + number, script, None, LANDMARKERS[options.landmarker], options.fps)
        events = watch(clip, classifier)
        if any(e.kind == "hadouken" for e in events):
            false[act] = false.get(act, 0) + 1
        for event in events:
            if event.kind in ("move", "jump"):
                name = f"{act}: {event.name or 'jump'}"
                others[name] = others.get(name, 0) + 1
    return {
        "clips": total,
        "hadouken_clips": sum(false.values()),
        "share": round(sum(false.values()) / total, 4),
        "by_act": false,
        "other_moves": others,
    }


def idle(options: argparse.Namespace) -> Figures:
    """Standing about and walking for an hour with a landmarker's noise and drop-outs: everything that fires."""
    rng = np.random.default_rng([options.seed, 3])
    minutes = options.count or 60
    fired: dict[str, int] = {}
    classifier = load_classifier(options.model)
    seconds = 0.0
    with tqdm(total=minutes, desc="idle", unit="min") as bar:
        number = 0
        while seconds < 60 * minutes:
            script = loitering(rng)
            person = UNSEEN + 20_000 + number
            clip = film(rng, person, script, None, LANDMARKERS[options.landmarker], options.fps)
            events, length = watch(clip, classifier), clip.cues[-1].end_s
            seconds += length
            number += 1
            bar.update(length / 60)
            for event in events:
                if event.kind != "player":
                    name = event.name or event.kind
                    fired[name] = fired.get(name, 0) + 1
    return {"minutes": round(seconds / 60, 1), "fired": fired, "false_fires": sum(fired.values())}


def loitering(rng: np.random.Generator) -> list[Beat]:
    """A script of standing about and walking, some 45 seconds."""
    return [Beat(("stand", "look around", "step", "walk")[rng.integers(4)], None, 2.0) for _ in range(8)]


@dataclass(frozen=True, slots=True)
class Film:
    """A clip as the pose model sees it: at each time everybody found (nobody or one), and what was really acted."""

    times_s: tuple[float, ...]
    poses: tuple[tuple[Pose, ...], ...]
    cues: tuple[Cue, ...]


def film(
    rng: np.random.Generator,
    person: int,
    script: Sequence[Beat],
    azimuth_rad: float | None = None,
    noise: NoiseModel = MEDIAPIPE,
    fps: float = FPS,
) -> Film:
    """A person acts a script before a random webcam; landmarks err as the pose model's do."""
    performance = Performance(person, script)
    view, aside, ahead = random_view(rng, performance.build.height, 0.6)
    if azimuth_rad is not None:
        view = replace(view, azimuth_rad=azimuth_rad)
    performance = Performance(person, script, start=(aside, ahead, 0.0))
    end_s = performance.end_s + 0.5
    times = np.arange(0.0, end_s, 1 / fps)
    body = bodies(performance.postures(times), [performance.build] * len(times))
    truth = landmarks(body, [view] * len(times), FRAME)
    points, kept = landmark_noise(truth, rng, noise, np.zeros(len(times), int), fps, FRAME)
    poses = tuple((Pose(one, FRAME),) if sure and in_view(one) else () for one, sure in zip(points, kept, strict=True))
    return Film(tuple(times.tolist()), poses, performance.cues(end_s))


def watch(clip: Film, classifier: Classifier) -> list[BodyEvent]:
    """What a reader says fires in a clip."""
    reader = BodyReader(classifier)
    events: dict[int, BodyEvent] = {}
    for t_s, poses in zip(clip.times_s, clip.poses, strict=True):
        events.update({event.serial: event for event in reader.read(t_s, poses).events})
    return list(events.values())


TRIALS: Final[dict[str, Callable[[argparse.Namespace], Figures]]] = {
    "found": found,
    "heads": heads,
    "demo": demo,
    "hadoukens": hadoukens,
    "poses": poses,
    "fights": fights,
    "idle": idle,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Returns 0, or 2 with one sentence for a user's mistake."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trial", choices=[*TRIALS, "all"])
    parser.add_argument("--count", type=int, help="bodies, heads, seconds, clips or minutes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", type=Path, default=MODEL, help="classifier (default: the shipped int8)")
    parser.add_argument(
        "--landmarker", choices=[*LANDMARKERS], default="mediapipe", help="whose errors acted clips get"
    )
    parser.add_argument("--fps", type=float, default=FPS, help="frames a second of acted clips")
    parser.add_argument("--pose-model", type=Path, help="another pose landmarker bundle")
    options = parser.parse_args(arguments)
    try:
        for name in TRIALS if options.trial == "all" else [options.trial]:
            print(json.dumps({name: TRIALS[name](options)}), flush=True)
    except UserError as problem:
        print(f"trials: {problem}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
