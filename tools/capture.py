"""Capture labelled poses: the data a model of your own is trained on.

python -m tools.capture --person ana                              a window: single shots, a timer, a guided session
python -m tools.capture --labels normal tree star --person ana    poses of your own
python -m tools.capture --headless --camera demo --label fly --count 20 --every 0.5

Poses only are kept, never pictures, unless --keep-pictures names a folder for them.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":  # so that `python tools/capture.py` works from any folder, too
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    import tools  # noqa: F401  # Ctrl+C is quiet from here on, also while libraries load

import argparse
import time
from collections.abc import Sequence

import cv2

from game.arguments import Parser, new_file, new_folder, pose_model_option, positive, run_program, seed
from game.body.poses import BY_EASE
from game.errors import UserError
from game.vision.cameras.camera import check_source
from tools.capturing.taking import Options, headless
from tools.collecting.dataset import plain
from tools.collecting.next_step import next_step


def main(words: Sequence[str] | None = None) -> int:
    """Run with these command line words; returns the exit code."""
    return run_program("capture", lambda: _capture(words))


def _capture(words: Sequence[str] | None) -> int:
    options = parse(words)
    if options.camera is not None:
        check_source(options.camera)
    if not options.headless:
        from tools.capturing.window import run  # only here: it loads pygame, which --headless does without

        return run(options)
    try:
        taken = headless(options)
    except KeyboardInterrupt:
        print("Stopped; every sample taken so far is saved.", file=sys.stderr)
        raise
    print(f"{taken} samples of {options.label} by {options.person} added to {options.data}")
    print(next_step(options.data))
    return 0


def parse(words: Sequence[str] | None) -> Options:
    """Options from the command line. Raises UserError for what cannot be; exits only for --help."""
    parser = Parser(prog="python -m tools.capture", description="Capture labelled poses from a camera.")
    what = parser.add_argument_group("what is captured")
    what.add_argument(
        "--data", type=new_file, default=Path("samples.jsonl"), metavar="FILE", help="default samples.jsonl"
    )
    what.add_argument("--labels", nargs="+", default=BY_EASE, metavar="NAME", help="default: the Huia's eight")
    what.add_argument("--person", default="me", metavar="NAME", help="who stands before the camera (default me)")
    what.add_argument("--session", metavar="NAME", help="which sitting it is (default: date and time)")
    what.add_argument(
        "--keep-pictures", type=new_folder, metavar="DIR", help="also keep a small picture of each sample"
    )
    how = parser.add_argument_group("how")
    how.add_argument(
        "--every", type=positive(float, 3600), metavar="S", help="seconds between samples (timer 3, --headless 0.5)"
    )
    how.add_argument(
        "--shots", type=positive(int, 1000), default=5, metavar="N", help="samples of each pose in a guided session (5)"
    )
    how.add_argument("--headless", action="store_true", help="no window: take --count samples of --label")
    how.add_argument("--label", metavar="NAME", help="the pose --headless captures, or the window begins with")
    how.add_argument("--count", type=positive(int, 1e5), default=20, metavar="N", help="how many --headless takes (20)")
    how.add_argument("--mute", action="store_true", help="no sound")
    see = parser.add_argument_group("what it sees")
    see.add_argument("--camera", metavar="N|PATH|demo", help="webcam, video file, picture folder, the virtual player")
    see.add_argument("--mirrored", action="store_true", help="the camera mirrors its picture; set it right")
    see.add_argument("--rotate", type=int, default=0, choices=(0, 90, 180, 270), help="turn the picture clockwise")
    see.add_argument("--seed", type=seed, default=0, metavar="N", help="which virtual player demo is")
    pose_model_option(see)
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
