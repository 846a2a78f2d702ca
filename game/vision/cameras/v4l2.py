"""Queries Linux about its video devices without disturbing programs that use them."""

from __future__ import annotations

import errno
import os
import struct
import sys
from pathlib import Path
from typing import Final, Literal

NodeState = Literal["free", "busy", "denied", "missing", "no camera"]

# from linux/videodev2.h: _IOR('V', 0, struct v4l2_capability), _IOWR('V', 8, struct v4l2_requestbuffers)
_QUERYCAP: Final = 0x80685600
_REQBUFS: Final = 0xC0145608
_CAPABILITY: Final = struct.Struct("16s32s32sIII12x")
_REQUESTBUFFERS: Final = struct.Struct("IIII4x")
_CAN_CAPTURE: Final = 0x00000001
_HAS_DEVICE_CAPS: Final = 0x80000000
_VIDEO_CAPTURE: Final = 1
_MEMORY_MMAP: Final = 1


def video_nodes(folder: Path = Path("/dev")) -> list[int]:
    """Numbers of all video devices, cameras or not, ascending."""
    names = (path.name.removeprefix("video") for path in folder.glob("video*"))
    return sorted(int(name) for name in names if name.isdecimal())


def node_state(path: str) -> NodeState:
    """The state of one device. Webcams have several nodes; those without pictures are "no camera"."""
    try:
        node = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    except OSError as error:
        return _from_error(error)
    try:
        return _queried(node)
    except OSError as error:
        return _from_error(error)
    finally:
        os.close(node)


def _queried(node: int) -> NodeState:
    if sys.platform != "linux":
        return "no camera"
    from fcntl import ioctl

    answer = ioctl(node, _QUERYCAP, bytes(_CAPABILITY.size))
    *_, capabilities, device_capabilities = _CAPABILITY.unpack(answer)
    if capabilities & _HAS_DEVICE_CAPS:
        capabilities = device_capabilities
    if not capabilities & _CAN_CAPTURE:
        return "no camera"
    # Requesting zero buffers changes nothing, but fails while another program streams.
    ioctl(node, _REQBUFS, _REQUESTBUFFERS.pack(0, _VIDEO_CAPTURE, _MEMORY_MMAP, 0))
    return "free"


def _from_error(error: OSError) -> NodeState:
    if error.errno == errno.EBUSY:
        return "busy"
    if error.errno in (errno.EACCES, errno.EPERM):
        return "denied"
    if error.errno in (errno.ENOENT, errno.ENODEV, errno.ENXIO):
        return "missing"
    return "no camera"
