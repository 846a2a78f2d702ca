"""A face in a still picture, of any size and anywhere: near, far, cut off at the chin, or in profile.

The detector's picture has 128 pixels a side, so in a large picture a small face is lost. Windows of several sizes are
searched, the largest first; the first size with a sure face wins. Windows larger than the picture find faces that
fill it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from game.body.reading import Facing
from game.face.detector import Detector, Found
from game.face.mesh import PRESENT, Mesh, MeshNetwork
from game.face.networks import FaceNetworks
from game.face.region import Image, Region
from game.face.rotation import mesh_facing, rotation, six_facing

SURE: Final = 0.5
"""Detector score of a face, as MediaPipe's own graph has it."""
LIKELY: Final = 0.2
"""If no window has a sure face, the best of all windows counts from this score: profiles score low."""
WINDOWS: Final = (1.5, 0.67, 0.5, 0.34, 0.22)
"""Sides of the windows after the whole picture, as shares of its longer side: faces from 1 to 0.04 of it."""
PASSES: Final = 2
"""The mesh is run twice: first in the detector's square, then in its own."""
PART: Final = 0.6
"""A face this much smaller than one found around it is a part of that one."""
NEARER: Final = 2.0
"""Side of the window for a second detection, in sides of the first region: the face fills a third of it."""
SIX_WINDOWS: Final = (1.0, 1.5, 2.0)
"""Sides of the windows for the six points, in sides of the face's region. On drawn profiles 1.0 alone errs by 29°."""
MOST_RAD: Final = math.radians(100.0)
"""Nobody whose face is found is turned further."""
PROFILE_RAD: Final = math.radians(45.0)
DIFFER_RAD: Final = math.radians(20.0)
"""Beyond this yaw the mesh loses the far half of the face. If the six points differ by more than that, they count."""


@dataclass(frozen=True, slots=True, eq=False)
class StillFace:
    """A face of a still picture. source: which points gave the facing. width_px: of the face, between its cheeks."""

    facing: Facing
    source: str
    width_px: float


class Finder:
    """Finds one face in each still picture; nothing carries over from one to the next."""

    def __init__(self, networks: FaceNetworks) -> None:
        self._detector, self._mesh = Detector(networks.detector), MeshNetwork(networks)

    def find(self, image: Image, hint: Region | None = None) -> StillFace | None:
        """The likeliest face of a BGR picture (height, width, 3). hint: where to look if the detector finds none."""
        regions: list[Region] = []
        best: Found | None = None
        for found in self._candidates(image):
            if best is None or found.score > best.score:
                best = found
            for region, plain in ((found.region, True), (self._nearer(image, found).region, False)):
                mesh = self._meshed(image, region)
                if mesh.presence >= PRESENT:
                    return self._judged(image, region, mesh, plain)
        regions += [best.region] if best is not None else []
        regions += [hint] if hint is not None else []
        for region in regions:
            aside = self._aside(image, region)
            if aside is not None:
                return StillFace(aside, "six points", 0.5 * region.side)
        return None

    def _candidates(self, image: Image) -> Iterator[Found]:
        """Faces of the windows, the largest windows first; where none is sure, the best of all if it is likely."""
        height, width = image.shape[:2]
        best = self._detector.best(image)
        sure = [best] if best.score >= SURE else []
        yield from sure
        for share in WINDOWS:
            here = max((self._detector.best(image, one) for one in windows(width, height, share)), key=_score)
            best = max(best, here, key=_score)
            if here.score >= SURE and not any(_part_of(here.region, face.region) for face in sure):
                sure.append(here)
                yield here
        if not sure and best.score >= LIKELY:
            yield best

    def _nearer(self, image: Image, found: Found) -> Found:
        """The same face detected again in a window around it: a small one's box is rough at first."""
        at = found.region
        return self._detector.best(image, Region(at.x, at.y, NEARER * at.side, at.turn_rad))

    def _meshed(self, image: Image, region: Region) -> Mesh:
        mesh = self._mesh.see(image, region)
        for _ in range(PASSES - 1):
            mesh = self._mesh.see(image, mesh.region)
        return mesh

    def _judged(self, image: Image, region: Region, mesh: Mesh, plain: bool) -> StillFace:
        """The facing of a face whose mesh was found: from the mesh, or from the six points in profile.

        plain: the mesh was there at once. One that takes a second look may be a profile's that looks like a front.
        """
        facing, width_px = mesh_facing(rotation(mesh.points)[0]), float(np.ptp(mesh.points[:, 0]))
        if abs(facing.yaw_rad) > PROFILE_RAD or not plain:
            aside = self._aside(image, region)
            if aside is not None and (in_profile(facing, aside) or (not plain and in_profile(aside, facing))):
                return StillFace(aside, "six points", width_px)
        return StillFace(facing, "mesh", width_px)

    def _aside(self, image: Image, region: Region) -> Facing | None:
        """The facing by the six points: their median over windows of several sizes, for in profile some go astray."""
        sizes = [Region(region.x, region.y, share * region.side, region.turn_rad) for share in SIX_WINDOWS]
        facing = six_facing(np.median([self._detector.best(image, window).points for window in sizes], 0))
        return None if facing is None or abs(facing.yaw_rad) > MOST_RAD else facing


def _score(face: Found) -> float:
    return face.score


def _part_of(small: Region, large: Region) -> bool:
    """Whether a region lies inside a much larger one: an eye and a nose are taken for a face in a small window."""
    inside = max(abs(small.x - large.x), abs(small.y - large.y)) < 0.5 * large.side
    return inside and small.side < PART * large.side


def in_profile(facing: Facing, other: Facing) -> bool:
    """Whether a facing is far aside and another one disagrees with it."""
    return abs(facing.yaw_rad) > PROFILE_RAD and abs(facing.yaw_rad - other.yaw_rad) > DIFFER_RAD


def windows(width: int, height: int, share: float) -> Iterator[Region]:
    """Squares of this share of the longer side, overlapping by half, that cover the picture."""
    side = share * max(width, height)
    columns = 1 + max(0, math.ceil((width - side) / (side / 2)))
    rows = 1 + max(0, math.ceil((height - side) / (side / 2)))
    for row in range(rows):
        for column in range(columns):
            x = width / 2 if columns == 1 else side / 2 + column * (width - side) / (columns - 1)
            y = height / 2 if rows == 1 else side / 2 + row * (height - side) / (rows - 1)
            yield Region(x, y, side)
