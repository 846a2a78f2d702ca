"""Capture labelled poses: the data a model of your own is trained on.

python -m tools.capture --person ana                              a window: single shots, a timer, a guided session
python -m tools.capture --labels normal tree star --person ana    poses of your own
python -m tools.capture --headless --camera demo --label fly --count 20 --every 0.5

Poses only are kept, never pictures, unless --keep-pictures names a folder for them.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

import cv2

from game.body.datasets import Sample
from game.body.pose import Pose
from game.body.units import body_units
from game.errors import UserError
from game.vision.cameras.camera import DEMO, check_source
from game.vision.cameras.source import as_turn
from game.vision.models import pose_model
from game.vision.pipeline import Pipeline, VisionSpec
from tools.capturing.poser import Poser, can_show
from tools.collecting.dataset import HUIA_LABELS, Capture, plain
from tools.collecting.pictures import PictureFolder

SOURCE: Final = "mediapipe"
"""What samples of a camera say found their poses."""
PATIENCE_S: Final = 60.0
"""After so long without a body to capture, --headless gives up on a camera that never ends."""


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked; see --help for each."""

    data: Path
    labels: tuple[str, ...]
    label: str | None
    person: str
    session: str
    camera: str | None
    count: int
    every_s: float
    shots: int
    headless: bool
    keep_pictures: Path | None
    mirrored: bool
    rotate: int
    seed: int
    pose_model: Path | None
    mute: bool


def main(words: Sequence[str] | None = None) -> int:
    """Run with these command line words; returns the exit code."""
    try:
        options = parse(words)
        if options.camera is not None:
            check_source(options.camera)
        if not options.headless:
            from tools.capturing.window import run

            return run(options)
        taken = headless(options)
    except UserError as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; every sample taken so far is saved.", file=sys.stderr)
        return 130
    print(f"{taken} samples of {options.label} by {options.person} added to {options.data}")
    return 0


def headless(options: Options, now: Callable[[], float] = time.monotonic) -> int:
    """Capture `count` samples of one label without a window; returns how many.

    Of a film every frame is looked at and --every counts film time. The demo camera acts the label, if it is a pose
    the virtual player knows, and only moments in which the pose is held are taken.
    Raises UserError when the film ends, or nobody is seen for a minute, before there are enough; what there is stays.
    """
    assert options.label is not None
    poser = Poser(options.label, options.seed) if options.camera == DEMO and can_show(options.label) else None
    if options.camera == DEMO and poser is None:
        print(f"The virtual player knows no {options.label} and does what it likes.", file=sys.stderr)
    spec = vision(options, realtime=False, open=None if poser is None else poser.source)
    pictures = PictureFolder(options.keep_pictures)
    with Capture(options.data) as data, Pipeline(spec) as pipeline:
        taken, next_s, seen_s = 0, 0.0, now()
        while taken < options.count:
            sight = pipeline.step(0.2)
            if sight is not None and sight.trouble:
                raise UserError(sight.trouble)
            if pipeline.ended:
                raise UserError(_too_few("the film ended", taken, options))
            if now() - seen_s > PATIENCE_S:
                raise UserError(_too_few(pipeline.status.sentence or "nobody was seen for a minute", taken, options))
            if sight is None or sight.reading.pose is None or sight.reading.t_s < next_s:
                continue
            pose, t_s = sight.reading.pose, sight.reading.t_s
            if not usable(pose) or (poser is not None and not poser.held(t_s)):
                continue
            sample = new_sample(data, options.label, options.person, options.session, pose)
            pictures.keep(sample, sight.picture)
            data.add(sample)
            taken, next_s, seen_s = taken + 1, t_s + options.every_s, now()
            print(f"\r{taken} of {options.count}", end="\n" if taken == options.count else "", flush=True)
    return taken


def new_sample(data: Capture, label: str, person: str, session: str, pose: Pose) -> Sample:
    """A sample with an id of its own."""
    return Sample(data.new_id(label, person, session), label, person, session, pose, "mediapipe33", SOURCE)


def usable(pose: Pose) -> bool:
    """Whether a body can be measured, so that a skeleton can be drawn of it."""
    return body_units(pose) is not None


def vision(options: Options, realtime: bool, open: Callable[[VisionSpec], object] | None = None) -> VisionSpec:
    """What to look through. Raises UserError when there is no pose model and none can be made."""
    return VisionSpec(
        camera=options.camera,
        seed=options.seed,
        realtime=realtime,
        turn=as_turn(options.rotate),
        mirrored=options.mirrored,
        model=pose_model(options.pose_model),
        picture=True,
        open=open,  # type: ignore[arg-type]
    )


def _too_few(why: str, taken: int, options: Options) -> str:
    saved = f"the {taken} taken are in {options.data}" if taken else "nothing was added"
    return (
        f"{why[:1].upper()}{why[1:].rstrip('.')} after {taken} of {options.count} samples ({saved}); "
        "take a longer film, stand in view, or lower --every."
    )


# --- the command line -----------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    """argparse, but a wrong word is a UserError like any other mistake."""

    def error(self, message: str) -> NoReturn:
        raise UserError(f"{message} (--help lists what there is)")


def parse(words: Sequence[str] | None) -> Options:
    """Options from the command line. Raises UserError for what cannot be; exits only for --help."""
    parser = _Parser(
        prog="python -m tools.capture",
        description="Capture labelled poses from a camera.",
        allow_abbrev=False,
    )
    what = parser.add_argument_group("what is captured")
    what.add_argument("--data", type=Path, default=Path("samples.jsonl"), metavar="FILE", help="default samples.jsonl")
    what.add_argument("--labels", nargs="+", default=HUIA_LABELS, metavar="NAME", help="default: the Huia's eight")
    what.add_argument("--person", default="me", metavar="NAME", help="who stands before the camera (default me)")
    what.add_argument("--session", metavar="NAME", help="which sitting it is (default: date and time)")
    what.add_argument("--keep-pictures", type=Path, metavar="DIR", help="also keep a small picture of each sample")
    how = parser.add_argument_group("how")
    how.add_argument("--every", type=float, metavar="S", help="seconds between samples (timer 3, --headless 0.5)")
    how.add_argument("--shots", type=int, default=5, metavar="N", help="samples of each pose in a guided session (5)")
    how.add_argument("--headless", action="store_true", help="no window: take --count samples of --label")
    how.add_argument("--label", metavar="NAME", help="the pose --headless captures, or the window begins with")
    how.add_argument("--count", type=int, default=20, metavar="N", help="how many --headless takes (20)")
    how.add_argument("--mute", action="store_true", help="no sound")
    see = parser.add_argument_group("what it sees")
    see.add_argument("--camera", metavar="N|PATH|demo", help="webcam, video file, picture folder, the virtual player")
    see.add_argument("--mirrored", action="store_true", help="the camera mirrors its picture; set it right")
    see.add_argument("--rotate", type=int, default=0, choices=(0, 90, 180, 270), help="turn the picture clockwise")
    see.add_argument("--seed", type=int, default=0, metavar="N", help="which virtual player demo is")
    see.add_argument("--pose-model", type=Path, metavar="FILE.task", help="another MediaPipe pose landmarker bundle")
    found = parser.parse_args(words)
    return _checked(found)


def _checked(found: argparse.Namespace) -> Options:
    labels = tuple(dict.fromkeys(plain(name, "The label") for name in found.labels))
    label = None if found.label is None else plain(found.label, "The label")
    if label is not None and label not in labels:
        labels = (*labels, label)
    if found.headless and label is None:
        raise UserError("--headless needs to know what it captures; add --label NAME.")
    if found.camera == "none":
        raise UserError("Poses cannot be captured without a camera; give --camera a webcam, a file or demo.")
    every_s = found.every if found.every is not None else 0.5 if found.headless else 3.0
    for name, value, most in (
        ("--every", every_s, 3600),
        ("--shots", found.shots, 1000),
        ("--count", found.count, 1e5),
    ):
        if not 0 < value <= most:
            raise UserError(f"{name} {value:g} must be more than 0 and at most {most:g}.")
    if not 0 <= found.seed < 2**32:
        raise UserError(f"--seed {found.seed} must be from 0 to {2**32 - 1}.")
    if found.data.is_dir():
        raise UserError(f"{found.data} is a folder; name a file in it, as in {found.data / 'samples.jsonl'}.")
    return Options(
        data=found.data,
        labels=labels,
        label=label,
        person=plain(found.person, "The person"),
        session=plain(found.session or time.strftime("%Y-%m-%d %H.%M"), "The session"),
        camera=found.camera,
        count=found.count,
        every_s=every_s,
        shots=found.shots,
        headless=found.headless,
        keep_pictures=found.keep_pictures,
        mirrored=found.mirrored,
        rotate=found.rotate,
        seed=found.seed,
        pose_model=found.pose_model,
        mute=found.mute,
    )


if __name__ == "__main__":
    cv2.setNumThreads(1)
    sys.exit(main())
