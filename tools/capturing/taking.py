"""Takes samples from a camera: `--headless`, and what it shares with the capture window."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from game.body.datasets import Sample
from game.body.pose import Pose
from game.body.units import body_units
from game.errors import UserError
from game.vision.cameras.camera import DEMO
from game.vision.cameras.source import as_turn
from game.vision.models import pose_model
from game.vision.pipeline import Pipeline
from game.vision.spec import VisionSpec
from tools.capturing.poser import Poser, can_show
from tools.collecting.dataset import Capture
from tools.collecting.pictures import PictureFolder

SOURCE: Final = "mediapipe"
"""The `source` of samples from a camera."""
PATIENCE_S: Final = 60.0
"""--headless gives up after so many seconds without a body in view."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of the command line; see --help for each."""

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
        pair=False,
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
