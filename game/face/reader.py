"""The player's face beside the body: body readings in, the same with a better facing and an expression out.

The pose says where the head is, the mesh follows the face from there. Every second frame is looked at; between them
the last look holds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from game.body.facing import facing as body_facing
from game.body.facing import fit_head
from game.body.pose import Landmark, Pose
from game.body.reading import Expression, Facing, Reading
from game.face.detector import Detector
from game.face.expression import WIDTH_CM, ExpressionReader, measured
from game.face.finder import DIFFER_RAD, MOST_RAD, PROFILE_RAD, SURE
from game.face.mesh import PRESENT, Mesh, MeshNetwork
from game.face.networks import FaceNetworks
from game.face.region import Image, Points, Region, of_head
from game.face.rotation import mesh_facing, rotation, six_facing, straightened
from game.face.steady import Joined, RestDirection, Source, as_angles
from game.tuning import FACES, FaceTuning

SIX_WINDOW: Final = 1.5
"""Side of the window for the six points, in sides of the mesh's region: the middle one of a still picture's three."""
_HEAD: Final = list(range(Landmark.NOSE, Landmark.RIGHT_EAR + 1))


@dataclass(frozen=True, slots=True, eq=False)
class FaceReading:
    """One look at a face. source: what gave the facing. expression: None unless the mesh was seen."""

    t_s: float
    facing: Facing
    source: Source
    expression: Expression | None


class FaceReader:
    """Follows one player's face."""

    def __init__(self, networks: FaceNetworks, tuning: FaceTuning = FACES) -> None:
        self._tuning = tuning
        self._detector, self._mesh = Detector(networks.detector), MeshNetwork(networks)
        self._expressions = ExpressionReader(tuning)
        self._joined = Joined(tuning)
        self._rest = RestDirection(tuning)
        self._player_serial = 0
        self._pose_s = -math.inf
        self._looked_s = -math.inf
        self._look: FaceReading | None = None
        self._region: tuple[float, Region, Points] | None = None  # when, where the face was, middle of the pose's head

    def read(self, image: Image, reading: Reading) -> Reading:
        """The body's reading of a BGR frame (height, width, 3), with what the player's face says.

        Takes a reading without a pose, which it gives back.
        """
        self._mind_player(reading)
        pose, t_s = reading.pose, reading.t_s
        if pose is None:
            return reading
        if t_s - self._pose_s > self._tuning.lost_s:
            self._forget()
        self._pose_s = t_s
        if t_s - self._looked_s >= self._tuning.look_s:
            self._looked_s = t_s
            self._look = self._looked(t_s, image, pose)
            if self._look is not None and self._look.source == "mesh":
                self._rest.look(t_s, as_angles(self._look.facing))
        look = self._look
        if look is not None:
            angles = self._joined.step(t_s, look.source, look.facing)
        else:
            by_pose = reading.facing or body_facing(pose)
            if by_pose is None:
                return reading
            angles = self._joined.step(t_s, "pose", by_pose)
        expression = None if look is None else look.expression
        return replace(reading, facing=self._rest.against(t_s, angles), expression=expression)

    def _mind_player(self, reading: Reading) -> None:
        """Whoever joins is learnt anew."""
        for event in reading.events:
            if event.kind == "player" and event.serial > self._player_serial:
                self._player_serial = event.serial
                self._forget()
                self._rest.reset()
                self._expressions.reset()

    def _forget(self) -> None:
        self._joined.reset()
        self._look = self._region = None

    def _looked(self, t_s: float, image: Image, pose: Pose) -> FaceReading | None:
        """Mesh, then six points where it is missing or turned far aside; None where no face is seen."""
        mesh, by_pose = self._mesh_in(image, self._followed(t_s, pose)), None
        if mesh is None:
            fit = fit_head(pose)
            by_pose = None if fit is None else of_head(fit)
            mesh = self._mesh_in(image, by_pose)
        if mesh is not None:
            return self._meshed(t_s, image, pose, mesh)
        self._region = None
        facing = None if by_pose is None else self._aside(image, by_pose)
        return None if facing is None else FaceReading(t_s, facing, "six points", None)

    def _mesh_in(self, image: Image, region: Region | None) -> Mesh | None:
        """The mesh of the face in a region; None where there is none."""
        if region is None or not 4.0 < region.side < 4.0 * max(image.shape):
            return None
        mesh = self._mesh.see(image, region)
        return mesh if mesh.presence >= PRESENT else None

    def _meshed(self, t_s: float, image: Image, pose: Pose, mesh: Mesh) -> FaceReading:
        """What a mesh says, unless it is a profile's and the six points know better."""
        turn, scale = rotation(mesh.points)
        facing = mesh_facing(turn)
        self._region = t_s, mesh.region, _middle(pose)
        if abs(facing.yaw_rad) > PROFILE_RAD:
            aside = self._aside(image, mesh.region)
            if aside is not None and abs(facing.yaw_rad - aside.yaw_rad) > DIFFER_RAD:
                return FaceReading(t_s, aside, "six points", None)
        face = straightened(mesh.points, turn, scale)
        expression = self._expressions.step(t_s, measured(face), facing, WIDTH_CM * scale)
        return FaceReading(t_s, facing, "mesh", expression)

    def _followed(self, t_s: float, pose: Pose) -> Region | None:
        """Where the face of the last look is now: it moved as the pose's head did."""
        if self._region is None or t_s - self._region[0] > self._tuning.follow_s:
            return None
        _, region, before = self._region
        dx, dy = (_middle(pose) - before).tolist()
        return region.moved(dx, dy)

    def _aside(self, image: Image, region: Region) -> Facing | None:
        """The facing by the six points, if the detector is sure of them."""
        found = self._detector.best(image, Region(region.x, region.y, SIX_WINDOW * region.side, region.turn_rad))
        facing = six_facing(found.points) if found.score >= SURE else None
        return None if facing is None or abs(facing.yaw_rad) > MOST_RAD else facing


def _middle(pose: Pose) -> Points:
    """The middle of the pose's nose, eyes and ears in pixels: (2,)."""
    middle: Points = pose.xy_px()[_HEAD].mean(0).astype(np.float64)
    return middle
