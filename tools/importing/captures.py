"""Poses captured elsewhere, brought into a data set: PoseNet captures with their pictures, and folders of photos.

Captures are `label_N.json` (PoseNet's keypoints, on a 640 x 500 canvas or that of the picture) and `label_N.png` (the
skeleton drawn from them, of any size), in one folder or in sibling folders (`imgs/` and `json/`). The drawing decides:
where the JSON is missing, broken, or explains less than most of what is drawn, the joints are read from the picture,
and so is a single joint that lies beside its dot. Photos lie in a folder a
class, as Teachable Machine keeps them, and go through MediaPipe. Both may come in a zip. What cannot be used is left
out and named, what the data set holds already is left out and counted; the data set only ever grows.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final, Literal

import numpy as np
from tqdm import tqdm

from game.atomic import whole
from game.body.datasets import Sample
from game.body.lines import Layout
from game.body.pose import Pose
from game.errors import UserError
from game.vision.models import pose_model
from tools.collecting.dataset import Capture, aside, plain
from tools.importing.archive import Archive, ArchiveRefusedError
from tools.importing.canvas import on_its_canvas, read_joints, read_picture
from tools.importing.drawn import (
    EXPLAINS,
    MISPLACED_PX,
    SIZE,
    Colours,
    Image,
    Points,
    belongs,
    explained,
    ink_of,
    is_drawing,
    misplaced,
    read_colours,
)
from tools.importing.drawn_colours import learn
from tools.importing.drawn_joints import CERTAIN
from tools.importing.pairing import NAME, Pair, paired
from tools.importing.photos import PhotoReader, decoded
from tools.importing.posenet import keypoints
from tools.importing.repeats import Known

Kind = Literal["captures", "photos"]

PICTURES: Final = (".png", ".jpg", ".jpeg")
OTHER_PICTURES: Final = (".heic", ".heif", ".webp", ".avif", ".gif", ".tif", ".tiff", ".bmp", ".dng")
"""What telephones and programs write as well. They are not read, and named as left out."""
MOST_REASONS: Final = 4
"""Reasons that the sentence of an import names in which nothing could be used; the list before it has each file's."""
LOOKED_AT: Final = 5
"""Pictures looked at to tell drawn skeletons from photos, where no JSON tells."""


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
    """counts: samples added by label. left_out: what was not used, and why. repeats: how many were there already.

    remarks: what else is worth knowing.
    """

    counts: dict[str, int]
    left_out: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    repeats: int = 0


class NothingUsedError(UserError):
    """Nothing of an import can be used. left_out: each file and why; the sentence counts the reasons."""

    def __init__(self, path: Path, left_out: Sequence[str]) -> None:
        self.left_out = tuple(left_out)
        reasons = Counter(one.partition(": ")[2].rstrip(".") for one in left_out)
        told = "; ".join(
            f"{reason} ({count} of {len(left_out)})" for reason, count in reasons.most_common(MOST_REASONS)
        )
        more = "; and other reasons" if len(reasons) > MOST_REASONS else ""
        super().__init__(f"Nothing in {path} can be used{': ' * bool(told)}{told}{more}.")


@dataclass(slots=True)
class _Found:
    """A capture as it is read: its joints of the JSON (17, 3) in pixels and score, and its picture (RGB)."""

    label: str
    pair: Pair
    points: Points | None = None
    picture: Image | None = None
    fault: str = ""

    def canvas(self, usual: tuple[int, int]) -> tuple[int, int]:
        """Width and height in pixels of what the joints lie on: the picture's; where there is none, the usual."""
        return usual if self.picture is None else (self.picture.shape[1], self.picture.shape[0])


@dataclass(slots=True)
class _Taken:
    """The samples to add, and remarks on the rest."""

    samples: list[tuple[str, str, Pose, Layout, str]] = field(default_factory=list)
    """Label, name of the source file, pose, its layout, and which program found it."""
    left_out: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def import_poses(asked: Import) -> Result:
    """Import. Raises UserError when the archive is refused or nothing in it can be used; then nothing is added."""
    colours = None if asked.colours is None else read_colours(asked.colours)
    with Archive(asked.path) as archive:
        kind = asked.kind or _kind(archive)
        if kind is None:
            raise UserError(
                f"{asked.path} holds neither label_N.json or label_N.png captures nor folders of photos by class; "
                "name the folder that does."
            )
        taken = _captures(archive, asked, colours) if kind == "captures" else _photos(archive, asked)
    return _added(asked, taken)


def _kind(archive: Archive) -> Kind | None:
    paths = [PurePosixPath(name) for name in archive.names]
    captures = [p for p in paths if p.suffix.lower() in (".json", ".png") and NAME.fullmatch(p.stem)]
    if any(p.suffix.lower() == ".json" for p in captures):
        return "captures"
    drawings = [p for p in captures if len(p.parts) == 1]
    if any(p.suffix.lower() in (*PICTURES, *OTHER_PICTURES) and len(p.parts) > 1 for p in paths):
        return "captures" if _drawn(archive, captures) else "photos"
    return "captures" if drawings else None


def _drawn(archive: Archive, captures: list[PurePosixPath]) -> bool:
    """Whether pictures named label_N are skeletons on the original's canvas: photos by class may be named so, too."""
    looked = captures[:: max(1, len(captures) // LOOKED_AT)][:LOOKED_AT]
    good = 0
    for path in looked:
        try:
            good += is_drawing(read_picture(archive.read(str(path))))
        except ArchiveRefusedError:
            raise
        except UserError:
            continue
    return 2 * good > len(looked)


# --- captures -------------------------------------------------------------------------------------------


def _captures(archive: Archive, asked: Import, colours: Colours | None) -> _Taken:
    taken = _Taken()
    found = _read_captures(archive, taken.left_out)
    kept = aside(asked.data, "colours").with_suffix(".json")
    if colours is None:
        pairs = [(c.picture, c.points) for c in found if c.picture is not None and c.points is not None]
        colours = learn(pairs) if pairs else None
        if colours is not None:
            _write_colours(colours, kept)
        elif kept.is_file():
            colours = read_colours(kept)
            taken.remarks.append(f"The drawing's colours are those of an earlier import ({kept.name}).")
    if asked.save_colours is not None:
        taken.remarks.append(_save_colours(colours, asked.save_colours))
    read_from = Counter[str]()
    canvases = Counter(c.canvas(SIZE) for c in found if c.picture is not None and c.points is not None)
    usual = canvases.most_common(1)[0][0] if canvases else SIZE
    for capture in tqdm(found, desc="importing", unit="capture", leave=False, disable=None):
        points, source = _joints(capture, colours)
        if points is None:
            taken.left_out.append(f"{capture.pair.name}: {source}")
            continue
        if source == "posenet" and capture.picture is not None and colours is not None:
            points, moved = _beside_dots(points, capture.picture, colours)
            read_from["moved"] += moved
        canvas = capture.canvas(usual)
        pose = Pose.from_coco17(points / (*canvas, 1), canvas)
        pose = pose.mirrored() if asked.mirrored else pose
        taken.samples.append((capture.label, capture.pair.stem, pose, "coco17", source))
        read_from["contradicted" if source == "picture" and capture.points is not None else source] += 1
    for kind, what in (
        ("picture", "No JSON that can be read"),
        ("contradicted", "JSON unlike its picture"),
        ("moved", "JSON with a joint beside its dot"),
    ):
        if read_from[kind]:
            taken.remarks.append(f"{what}: {read_from[kind]} (the picture was read instead).")
    return taken


def _read_captures(archive: Archive, left_out: list[str]) -> list[_Found]:
    found: list[_Found] = []
    for pair in paired(archive.names):
        match = NAME.fullmatch(pair.stem)
        try:
            if match is None:
                raise UserError("it is not named label_N")
            capture = _Found(plain(match["label"], "the label"), pair)
        except UserError as problem:
            left_out += [f"{name}: {_reason(problem)}" for name in (pair.json, pair.picture) if name is not None]
            continue
        for name in (pair.json, pair.picture):
            try:
                if name is not None and name == pair.json:
                    capture.points = keypoints(archive.read(name))
                elif name is not None:
                    capture.picture = read_picture(archive.read(name))
            except ArchiveRefusedError:
                raise
            except UserError as problem:
                capture.fault = _reason(problem)  # the other of the two may still do
        if capture.picture is not None:
            capture.picture = on_its_canvas(capture.picture, capture.points)
        found.append(capture)
    return found


def _reason(problem: UserError) -> str:
    return str(problem).rstrip(".")


def _joints(capture: _Found, colours: Colours | None) -> tuple[Points | None, str]:
    """A capture's joints and where they are from, or None and why there are none."""
    told, picture = capture.points, capture.picture
    if picture is None:
        return told, "posenet" if told is not None else capture.fault
    if colours is None:
        if told is not None and explained(ink_of(picture), told) >= EXPLAINS:
            return told, "posenet"
        why = "there is no JSON" if told is None else "its JSON is not what its picture shows"
        return (
            None,
            capture.fault
            or f"{why}, and nothing tells the drawing's colours; import captures with JSON into this data set first, "
            "or give --colours FILE",
        )
    if told is not None and belongs(picture, told, colours):
        return told, "posenet"
    points = read_joints(picture, colours)
    if points is not None:
        return points, "picture"
    if told is not None:
        return None, "its joints are not those of its picture, and the picture cannot be read"
    return None, capture.fault or "no skeleton can be read from the picture"


def _beside_dots(told: Points, picture: Image, colours: Colours) -> tuple[Points, bool]:
    """A JSON's joints, those that lie beside their dots read from the picture; and whether there were any."""
    wrong = misplaced(picture, told, colours)
    drawn = read_joints(picture, colours) if wrong else None
    if drawn is None:
        return told, False
    apart = np.hypot(*(drawn - told)[:, :2].T)
    moved = [joint for joint in wrong if drawn[joint, 2] == CERTAIN and apart[joint] > MISPLACED_PX]
    if not moved:
        return told, False
    told = told.copy()
    told[moved] = drawn[moved]
    return told, True


def _save_colours(colours: Colours | None, path: Path) -> str:
    if colours is None:
        return "No colours were saved: there are no captures with both JSON and picture to learn them from."
    _write_colours(colours, path)
    return f"The drawing's colours are in {path}"


def _write_colours(colours: Colours, path: Path) -> None:
    with whole(path) as beside:
        beside.write_text(json.dumps(colours.as_json(), indent=1) + "\n", encoding="utf-8")


# --- photos ---------------------------------------------------------------------------------------------


def _photos(archive: Archive, asked: Import) -> _Taken:
    taken = _Taken()
    with PhotoReader(pose_model(asked.pose_model)) as reader:
        for name in tqdm(archive.names, desc="importing", unit="photo", leave=False, disable=None):
            path = PurePosixPath(name)
            if path.suffix.lower() not in (*PICTURES, *OTHER_PICTURES):
                continue
            try:
                if path.suffix.lower() in OTHER_PICTURES:
                    raise UserError("only JPEG and PNG are read; save it as one of these")
                if len(path.parts) < 2:
                    raise UserError("it lies in no folder named after its class")
                label = plain(path.parts[-2], "the folder")
                pose = reader.pose(decoded(archive.read(name)))
            except ArchiveRefusedError:
                raise
            except UserError as problem:
                taken.left_out.append(f"{name}: {_reason(problem)}")
                continue
            if pose is None:
                taken.left_out.append(f"{name}: nobody is found in it")
            else:
                pose = pose.mirrored() if asked.mirrored else pose
                taken.samples.append((label, path.stem, pose, "mediapipe33", "mediapipe photo"))
    return taken


# --- both -----------------------------------------------------------------------------------------------


def _added(asked: Import, taken: _Taken) -> Result:
    if not taken.samples:
        raise NothingUsedError(asked.path, taken.left_out)
    counts = Counter[str]()
    repeats: list[str] = []
    with Capture(asked.data) as data:
        known = Known(data.samples)
        for label, stem, pose, layout, source in taken.samples:
            older = known.find(label, stem, pose)
            if older is not None:
                repeats.append(older.id)
                continue
            name = data.named_id(stem, asked.person, asked.session)
            sample = Sample(name, label, asked.person, asked.session, pose, layout, source)
            data.add(sample)
            known.add(sample)
            counts[label] += 1
    remarks = list(taken.remarks)
    if repeats:
        remarks.append(f"{len(repeats)} repeats were left out: the data set holds them already, as {repeats[0]}.")
    return Result(dict(counts), tuple(taken.left_out), tuple(remarks), len(repeats))
