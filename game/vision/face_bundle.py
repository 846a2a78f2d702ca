"""The bundle of face models, cut from the networks in MediaPipe's wheel 0.10.21 so that LiteRT can run them.

`face_landmark_with_attention.tflite` contains three custom operators that LiteRT lacks. They only crop features
around lips and eyes and write points back, which `game.face.mesh` does with numpy. The rest is a trunk (picture → 468
points, features, presence), one head for each crop, and another for each iris. They are cut out of the flatbuffer with
unchanged weights. The bundle is an uncompressed zip of `game.face.networks.MEMBERS`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from game.face.networks import DETECTOR, HEADS, IRISES, MEMBERS, TRUNK
from game.vision.bundle import is_unchanged, networks_from_wheel, packed
from game.vision.flatbuffer import cut

DETECTOR_PATH: Final = "mediapipe/modules/face_detection/face_detection_short_range.tflite"
MESH_PATH: Final = "mediapipe/modules/face_landmark/face_landmark_with_attention.tflite"
SUMS: Final = {
    DETECTOR_PATH: "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
    MESH_PATH: "e06a804e0144f9929eda782122916b35d60c697c3c9344013ca2bbe76a6ce2b4",
}
"""Path in the wheel → sha256."""
TRUNK_TENSORS: Final = ((0,), (186, 35, 710))
"""Input and outputs of the trunk: picture → 1404 landmark numbers, 48 x 48 x 32 features, presence."""
HEAD_TENSORS: Final = ((199, 200, 201), (684, 687, 693))
"""Inputs and outputs of the heads: feature crops of lips, own right eye, own left eye → 80, 71, 71 refined points."""
IRIS_TENSORS: Final = ((200, 201), (690, 696, 677, 681))
"""Inputs and outputs of the iris heads: feature crops of own right eye, own left eye → 5 points of each iris, and the
128 numbers they are read from."""


def is_sound_face(path: Path) -> bool:
    """Whether this is a complete, unchanged bundle written by `face_bundle_from_wheel`."""
    return is_unchanged(path, MEMBERS, _seal)


def face_bundle_from_wheel(wheel: Path) -> bytes:
    """The face models of this wheel as one bundle, always with the same bytes.

    Raises UserError if the wheel is broken or its networks are not exactly the expected ones.
    """
    detector, mesh = networks_from_wheel(wheel, SUMS, "face models")
    networks = {DETECTOR: detector, TRUNK: cut(mesh, *TRUNK_TENSORS), HEADS: cut(mesh, *HEAD_TENSORS)}
    networks[IRISES] = cut(mesh, *IRIS_TENSORS)
    return packed(networks, _seal(list(networks.values())))


def _seal(networks: Sequence[bytes]) -> bytes:
    """The zip comment of our bundles: version of the recipe, and checksum of the content."""
    return b"huia face bundle 2, sha256 " + hashlib.sha256(b"".join(networks)).hexdigest().encode()
