"""Poses captured elsewhere, brought into a data set: PoseNet captures with their pictures, and folders of photos.

Captures are `label_N.json` (PoseNet's keypoints on a 640 x 500 canvas) and `label_N.png` (the skeleton drawn from
them). Where the JSON is missing, broken, or not what the picture shows, the joints are read from the picture. Photos
lie in a folder a class, as Teachable Machine keeps them, and go through MediaPipe. Both may come in a zip.
What cannot be used is left out and named; the data set only ever grows.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final, Literal

import numpy as np

from game.atomic import whole
from game.body.datasets import Sample
from game.body.lines import Layout
from game.body.pose import Pose
from game.errors import UserError
from game.vision.models import pose_model
from tools.collecting.dataset import Capture, plain
from tools.importing.archive import Archive, ArchiveRefusedError
from tools.importing.drawn import PARTS, SIZE, Colours, Image, Points, belongs, read_colours
from tools.importing.drawn_colours import learn
from tools.importing.drawn_joints import recover
from tools.importing.photos import PhotoReader, decoded, picture_size

Kind = Literal["captures", "photos"]

PICTURES: Final = (".png", ".jpg", ".jpeg")
MOST_JSON: Final = 1 << 20
FAR_PX: Final = 2000.0  # PoseNet guesses a little outside the canvas, never so far
_NAME: Final = re.compile(r"(?P<label>.+?)_(?P<number>\d+)")


@dataclass(frozen=True, slots=True)
class Import:
    """What is to be imported: a folder or zip, into a data set, as whose. kind None: seen from what is there."""

    path: Path
    data: Path
    person: str
    session: str
    kind: Kind | None = None
    colours: Path | None = None
    save_colours: Path | None = None
    mirrored: bool = False
    pose_model: Path | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """counts: samples added by label. left_out: what was not used, and why. remarks: what else is worth knowing."""

    counts: dict[str, int]
    left_out: tuple[str, ...]
    remarks: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    """A capture as it is read: its joints of the JSON (17, 3) in pixels and score, and its picture (RGB)."""

    label: str
    name: str
    points: Points | None = None
    picture: Image | None = None
    fault: str = ""


def import_poses(asked: Import) -> Result:
    """Import. Raises UserError when the archive is refused or nothing in it can be used; then nothing is added."""
    colours = None if asked.colours is None else read_colours(asked.colours)
    with Archive(asked.path) as archive:
        kind = asked.kind or _kind(archive.names)
        if kind is None:
            raise UserError(
                f"{asked.path} holds neither label_N.json or label_N.png captures nor folders of photos by class; "
                "name the folder that does."
            )
        if kind == "captures":
            return _import_captures(archive, asked, colours)
        return _import_photos(archive, asked)


def _kind(names: Iterable[str]) -> Kind | None:
    paths = [PurePosixPath(name) for name in names]
    captures = [p for p in paths if p.suffix.lower() in (".json", ".png") and _NAME.fullmatch(p.stem)]
    if any(p.suffix.lower() == ".json" for p in captures):
        return "captures"
    if any(p.suffix.lower() in PICTURES and len(p.parts) > 1 for p in paths):
        return "photos"
    return "captures" if captures else None


# --- captures -------------------------------------------------------------------------------------------


def _import_captures(archive: Archive, asked: Import, colours: Colours | None) -> Result:
    left_out: list[str] = []
    found = _read_captures(archive, left_out)
    if colours is None:
        pairs = [(c.picture, c.points) for c in found if c.picture is not None and c.points is not None]
        colours = learn(pairs) if pairs else None
    remarks: list[str] = []
    if asked.save_colours is not None:
        remarks.append(_save_colours(colours, asked.save_colours))
    taken: list[tuple[str, Pose, Layout, str]] = []
    read_from = Counter[str]()
    for capture in found:
        points, source = _joints(capture, colours)
        if points is None:
            left_out.append(f"{capture.name}: {source}")
            continue
        pose = Pose.from_coco17(points / (*SIZE, 1), SIZE)
        taken.append((capture.label, pose.mirrored() if asked.mirrored else pose, "coco17", source))
        read_from[source] += 1
    if read_from["picture"]:
        remarks.append(f"{read_from['picture']} were read from their pictures.")
    return _added(asked, taken, left_out, remarks)


def _read_captures(archive: Archive, left_out: list[str]) -> list[_Found]:
    found: dict[str, _Found] = {}
    for name in archive.names:
        path = PurePosixPath(name)
        match = _NAME.fullmatch(path.stem)
        if path.suffix.lower() not in (".json", ".png"):
            continue
        try:
            if match is None:
                raise UserError("it is not named label_N")
            label = plain(match["label"], "the label")
            capture = found.setdefault(str(path.with_suffix("")), _Found(label, name))
            if path.suffix.lower() == ".json":
                capture.points = _keypoints(archive.read(name))
            else:
                capture.picture = _picture(archive.read(name))
        except ArchiveRefusedError:
            raise
        except UserError as problem:
            reason = str(problem).rstrip(".")
            if match is not None and str(path.with_suffix("")) in found:
                found[str(path.with_suffix(""))].fault = reason  # the other of the two may still do
            else:
                left_out.append(f"{name}: {reason}")
    return list(found.values())


def _joints(capture: _Found, colours: Colours | None) -> tuple[Points | None, str]:
    """A capture's joints and where they are from, or None and why there are none."""
    if capture.picture is None or colours is None:
        if capture.points is not None:
            return capture.points, "posenet"
        why = "there is no JSON, and no pair to learn the drawing's colours from (--colours takes a table)"
        return None, capture.fault or why
    if capture.points is not None and belongs(capture.picture, capture.points, colours):
        return capture.points, "posenet"
    points = recover(capture.picture, colours)
    if points is not None:
        return points, "picture"
    if capture.points is not None:
        return None, "its joints are not those of its picture, and the picture cannot be read"
    return None, capture.fault or "no skeleton can be read from the picture"


def _keypoints(data: bytes) -> Points:
    """PoseNet's answer as (17, 3): x, y in pixels and score; a part that is missing has score 0."""
    if len(data) > MOST_JSON:
        raise UserError("it is far too large for one pose")
    try:
        answer = json.loads(data, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise UserError("it is not valid JSON") from None
    points = np.zeros((len(PARTS), 3), np.float32)
    for point in _list_of_keypoints(answer):
        try:
            place = PARTS.get(point["part"])
            x, y, score = float(point["position"]["x"]), float(point["position"]["y"]), float(point["score"])
        except (KeyError, TypeError, ValueError, OverflowError):
            raise UserError("a keypoint should have part, position with x and y, and score") from None
        if not all(map(math.isfinite, (x, y, score))) or max(abs(x), abs(y)) > FAR_PX:
            raise UserError("a coordinate is not a number, or far outside the picture")
        if place is not None:
            points[place] = x, y, min(1.0, max(0.0, score))
    if int((points[:, 2] > 0).sum()) < 6:
        raise UserError("it has too few keypoints for a body")
    return points


def _list_of_keypoints(answer: Any) -> list[Any]:
    """The keypoints wherever PoseNet's versions put them."""
    if isinstance(answer, list) and len(answer) == 1:
        answer = answer[0]
    if isinstance(answer, dict) and isinstance(answer.get("pose"), dict):
        answer = answer["pose"]
    if isinstance(answer, dict):
        answer = answer.get("keypoints")
    if not isinstance(answer, list) or not 0 < len(answer) <= 200:
        raise UserError("it has no list of keypoints")
    return answer


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _picture(data: bytes) -> Image:
    """A drawn skeleton, RGB."""
    if picture_size(data) != SIZE:
        raise UserError(f"the picture is not {SIZE[0]} x {SIZE[1]}, as drawn skeletons are")
    return decoded(data)


def _save_colours(colours: Colours | None, path: Path) -> str:
    if colours is None:
        return "No colours were saved: there are no captures with both JSON and picture to learn them from."
    with whole(path) as beside:
        beside.write_text(json.dumps(colours.as_json(), indent=1) + "\n", encoding="utf-8")
    return f"The drawing's colours are in {path}"


# --- photos ---------------------------------------------------------------------------------------------


def _import_photos(archive: Archive, asked: Import) -> Result:
    left_out: list[str] = []
    taken: list[tuple[str, Pose, Layout, str]] = []
    with PhotoReader(pose_model(asked.pose_model)) as reader:
        for name in archive.names:
            path = PurePosixPath(name)
            if path.suffix.lower() not in PICTURES:
                continue
            try:
                if len(path.parts) < 2:
                    raise UserError("it lies in no folder named after its class")
                label = plain(path.parts[-2], "the folder")
                pose = reader.pose(decoded(archive.read(name)))
            except ArchiveRefusedError:
                raise
            except UserError as problem:
                left_out.append(f"{name}: {str(problem).rstrip('.')}")
                continue
            if pose is None:
                left_out.append(f"{name}: nobody is found in it")
            else:
                taken.append((label, pose.mirrored() if asked.mirrored else pose, "mediapipe33", "mediapipe photo"))
    return _added(asked, taken, left_out, [])


# --- both -----------------------------------------------------------------------------------------------


def _added(
    asked: Import, taken: list[tuple[str, Pose, Layout, str]], left_out: list[str], remarks: list[str]
) -> Result:
    if not taken:
        why = f" ({left_out[0]})" if left_out else ""
        raise UserError(f"Nothing in {asked.path} can be used{why}.")
    counts = Counter[str]()
    with Capture(asked.data) as data:
        for label, pose, layout, source in taken:
            name = data.new_id(label, asked.person, asked.session)
            data.add(Sample(name, label, asked.person, asked.session, pose, layout, source))
            counts[label] += 1
    return Result(dict(counts), tuple(left_out), tuple(remarks))
