"""The virtual camera: rendered performances as frames with ground truth. Frame i is always the same."""

from __future__ import annotations

from collections.abc import Sequence

from game.body.pose import Pose
from game.vision.frame import Frame, LatePoses
from game.vision.virtual.duo import duo, duo_view
from game.vision.virtual.figure import Figure
from game.vision.virtual.mannequin import Bodies
from game.vision.virtual.performance import Beat, Cue, Performance
from game.vision.virtual.render import Renderer
from game.vision.virtual.room import Room
from game.vision.virtual.view import View, in_view, landmarks


class VirtualCamera:
    """A camera that films performances. It does not wait: `frame(i)` returns the frame at i / fps seconds at once.

    seed decides performer, room, light and the endless demo script; script, cast (several performances, the first
    is the player's) and view replace those parts. Costs some 6 ms a frame of 640x480, most of it drawing.
    """

    def __init__(
        self,
        seed: int = 0,
        size: tuple[int, int] = (640, 480),
        fps: float = 30.0,
        script: Sequence[Beat] | None = None,
        cast: Sequence[Performance] | None = None,
        view: View | None = None,
    ) -> None:
        if size[0] < 2 or size[1] < 2 or fps <= 0:
            raise ValueError(f"a virtual camera needs a size of 2x2 or more and frames per second; got {size}, {fps}")
        self.size, self.fps = size, fps
        self.cast = tuple(cast) if cast is not None else (Performance(seed, script),)
        self.view = view or demo_view(self.cast[0].build.height)
        self._figures = [Figure(one.build, one.performer.wardrobe) for one in self.cast]
        self._renderer = Renderer(Room(seed), self.view, size)

    def frame(self, index: int) -> Frame:
        """Frame `index` (from 0) with the true poses of everybody in view, the player first."""
        if index < 0:
            raise ValueError("frames count from 0")
        t_s = index / self.fps
        bodies = [one.at(t_s) for one in self.cast]
        image = self._renderer.frame(list(zip(self._figures, bodies, strict=True)), index)
        return Frame(image, t_s, index, LatePoses(lambda: tuple(pose for body in bodies for pose in self._seen(body))))

    def cues(self, until_s: float) -> tuple[Cue, ...]:
        """Ground truth of the player's acts that start before this time."""
        return self.cast[0].cues(until_s)

    def truth(self, who: int, t_s: float) -> Pose:
        """The true pose of one of the cast at any time, in view or not."""
        return Pose(landmarks(self.cast[who].at(t_s), self.view, self.size)[0], self.size)

    def _seen(self, body: Bodies) -> tuple[Pose, ...]:
        points = landmarks(body, self.view, self.size)[0]
        return (Pose(points, self.size),) if in_view(points) else ()


def demo_view(height_m: float) -> View:
    """A well-placed webcam: the whole body is in the frame, raised hands, too."""
    return View(distance_m=1.85 * height_m, height_m=0.62 * height_m, tilt_rad=0.035, focal=0.9)


def duo_camera(seed: int = 0, size: tuple[int, int] = (640, 480), fps: float = 30.0) -> VirtualCamera:
    """A camera before two virtual players (`game.vision.virtual.duo`)."""
    cast = duo(seed)
    return VirtualCamera(seed, size, fps, cast=cast, view=duo_view(max(one.build.height for one in cast)))
