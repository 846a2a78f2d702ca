"""What measurements of camera, light, speed and distance mean for play, and what to do. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import cv2
import numpy as np

from game.body.pose import Landmark, Pose
from game.body.units import body_units
from game.tuning import STANDING
from game.vision.frame import Frame, Image
from game.words import ENGLISH, Words

Verdict = Literal["good", "fair", "bad"]
DARK: Final = STANDING.dark
DIM: Final = 85
GLARE: Final = 200
BACKLIT: Final = 55  # grey levels the room is brighter than the player
FAR: Final = 0.13  # torso in frame heights: below, wrists are a few pixels of a 256-px model input
FEWEST_FRAMES: Final = 13  # a second, of the camera
FEW_FRAMES: Final = 24
FEWEST_POSES: Final = 12.5  # a second: a pose takes 80 ms, as in `speed_check`
FEW_POSES: Final = 18.0
NEAR: Final = 0.40  # above, raised hands leave the frame


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. found: what was measured; fix: what to do, empty when all is well."""

    name: str
    verdict: Verdict
    found: str
    fix: str = ""


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
    return Check("camera", *_camera_pace(fps, found, ENGLISH))


def flow_check(fps: float, skipped: float, size: Sequence[int], say: Words = ENGLISH) -> tuple[Check, Check]:
    """Whether the camera gives frames often enough, and whether vision reads them often enough.

    fps: of the camera. skipped: the part of its frames that vision had no time for.
    """
    found = say(
        "{size} at {fps} a second, {part} skipped", size=f"{size[0]}x{size[1]}", fps=round(fps), part=f"{skipped:.0%}"
    )
    poses = fps * (1.0 - skipped)
    read = say("{n} pictures read a second", n=round(poses))
    camera = Check("camera", *_camera_pace(fps, found, say))
    if camera.verdict == "good" and poses < FEWEST_POSES:
        return camera, Check("vision", "bad", read, say("close other programs, or take a lite pose model"))
    if camera.verdict == "good" and poses < FEW_POSES:
        return camera, Check("vision", "fair", read, say("some frames are skipped; close other programs"))
    return camera, Check("vision", "good", read)


def _camera_pace(fps: float, found: str, say: Words) -> tuple[Verdict, str, str]:
    """Verdict, what was found and what to do about a camera of so many frames a second."""
    if fps < FEWEST_FRAMES:
        return "bad", found, say("too few to play; more light, or another USB port, or a smaller picture")
    if fps < FEW_FRAMES:
        return "fair", found, say("jumps will feel late; more light usually gives 30")
    return "good", found, ""


def light_check(images: Sequence[Image], say: Words = ENGLISH) -> Check:
    """Whether the room is bright enough, from the middle of the picture against its edges."""
    greys = [cv2.cvtColor(image, cv2.COLOR_BGR2GRAY) for image in images[:: max(1, len(images) // 8)]]
    level = float(np.mean([grey.mean() for grey in greys]))
    width = greys[0].shape[1]
    middle = float(np.mean([grey[:, width // 3 : 2 * width // 3].mean() for grey in greys]))
    edges = float(
        np.mean([np.r_[grey[:, : width // 5].ravel(), grey[:, -width // 5 :].ravel()].mean() for grey in greys])
    )
    found = say("mean grey {level} of 255", level=round(level))
    if level < DARK:
        return Check("light", "bad", found, say("too dark; turn on a lamp in front of you"))
    if edges - middle > BACKLIT:
        return Check(
            "light",
            "fair",
            found + say(", background {more} brighter", more=round(edges - middle)),
            say("close the curtain behind you"),
        )
    if level < DIM:
        return Check("light", "fair", found, say("a lamp in front of you would make arms sharper"))
    if level > GLARE:
        return Check("light", "fair", found, say("very bright; turn the camera away from the window"))
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


def distance_check(poses: Sequence[Pose | None], say: Words = ENGLISH) -> Check:
    """Whether the player stands where arms and body fit the picture."""
    found = [pose for pose in poses if pose is not None]
    if len(found) < 0.5 * len(poses):
        return Check(
            "distance",
            "bad",
            say("somebody in {found} of {all} pictures", found=len(found), all=len(poses)),
            say("stand in view, about two metres away"),
        )
    units = [unit for unit in map(body_units, found) if unit is not None]
    if not units:
        return Check(
            "distance", "bad", say("shoulders are not in view"), say("step back, or turn the camera to your chest")
        )
    torso = float(np.median([unit.torso_px / pose.frame[1] for unit, pose in zip(units, found, strict=False)]))
    nose = float(np.median([pose.points[Landmark.NOSE, 1] for pose in found]))
    said = say("your torso is {part} of the picture's height", part=f"{torso:.0%}")
    if torso < FAR:
        return Check("distance", "fair", said, say("come nearer: two metres is best"))
    if torso > NEAR:
        return Check("distance", "fair", said, say("step back: raised hands leave the picture"))
    if nose < 0.7 * torso:
        near_top = said + say(", your head is near the top")
        return Check("distance", "fair", near_top, say("tilt the camera up or step back"))
    return Check("distance", "good", said)
