import numpy as np
import numpy.typing as npt
import pytest

from game.face.networks import FaceNetworks, load_networks
from game.vision.models import face_model
from game.vision.virtual.figure import Figure
from game.vision.virtual.mannequin import bodies
from game.vision.virtual.performance import random_performer
from game.vision.virtual.posture import CHANNELS, Channel
from game.vision.virtual.render import Renderer
from game.vision.virtual.room import Room
from game.vision.virtual.view import View, facing_angles, poses

Image = npt.NDArray[np.uint8]


@pytest.fixture(scope="session")
def networks() -> FaceNetworks:
    return load_networks(face_model())


class Portrait:
    """A person before a webcam: picture, true pose, true yaw, pitch and roll in degrees."""

    def __init__(self, person: int, metres: float, size: tuple[int, int] = (640, 480), **channels: float) -> None:
        performer = random_performer(person)
        view = View(distance_m=metres, height_m=0.93 * performer.build.height, tilt_rad=0.0, focal=0.9)
        posture = np.array(performer.rest)
        for name, value in channels.items():
            posture[Channel[name]] = value
        body = bodies(posture.reshape(1, CHANNELS), [performer.build])
        figure = Figure(performer.build, performer.wardrobe)
        self.image: Image = Renderer(Room(person), view, size).frame([(figure, body)])
        (self.pose,) = poses(body, view, size)
        self.angles = np.degrees(np.concatenate(facing_angles(body, view)))
