"""Everything the backdrop is made of, as named paintings: what to paint, for a picture of which size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from game.scene.backdrop import distance, forest, ground, sky
from game.scene.backdrop.paint import Pixels, trimmed
from game.scene.projection import View
from game.scene.things import MODELS, frames_of, paint_frame
from game.scene.things.model import Sculptor
from game.world.snapshot import Kind

Progress = Callable[[float, str], None]
"""(fraction done 0..1, what is being done)"""


@dataclass(frozen=True, slots=True, eq=False)
class Painting:
    """Pixels, and the point (x, y) of them that is put in place: a plant's foot, or the horizon row of a band."""

    pixels: Pixels
    x: int = 0
    y: int = 0


@dataclass(frozen=True, slots=True)
class _Job:
    """One painting, or several of a family (by name within it), to come; weight: about how long it takes, in ms."""

    name: str
    weight: float
    paint: Callable[[], Painting | dict[str, Painting]]


def _band(pixels: Pixels) -> Painting:
    """A band keeps its full width (it wraps) and loses its empty rows."""
    rows = pixels[..., 3].any(1).nonzero()[0]
    return Painting(pixels[rows[0] : rows[-1] + 1].copy(), 0, distance.HORIZON_ROW - int(rows[0]))


def _plant(pixels: Pixels, x: int, y: int) -> Painting:
    cut, left, top = trimmed(pixels)
    return Painting(cut, x - left, y - top)


def _portraits(kind: Kind) -> dict[str, Painting]:
    """All frames of a thing, by number."""
    sculptor = Sculptor(MODELS[kind]())
    cuts = [paint_frame(kind, sculptor, frame) for frame in range(frames_of(kind))]
    return {str(frame): Painting(cut.pixels, round(cut.x), round(cut.y)) for frame, cut in enumerate(cuts)}


def _jobs(view: View) -> Iterator[_Job]:
    width, horizon = view.width_px, view.horizon_px
    for hour in sky.HOURS:
        yield _Job(f"sky/{hour.name}", 250, lambda h=hour: Painting(sky.paint_sky(h, width, horizon, horizon + 40)))
    yield _Job("moon", 40, lambda: _plant(sky.paint_moon(), sky.MOON_REACH_PX, sky.MOON_REACH_PX))
    yield _Job("rays", 60, lambda: Painting(sky.paint_rays(width, horizon)))
    yield _Job("band/alps", 700, lambda: _band(distance.paint_alps()))
    yield _Job("band/hills", 500, lambda: _band(distance.paint_hills()))
    yield _Job("band/far", 500, lambda: _band(distance.paint_far()))
    yield _Job("band/mist0", 250, lambda: _band(distance.paint_mist(-40, 42, 0.75, 91)))
    yield _Job("band/mist1", 250, lambda: _band(distance.paint_mist(30, 40, 0.85, 92)))
    yield _Job("ground", 700, lambda: Painting(ground.paint_ground(width, view.depth_px, view.ground_rows_px)))
    for name, seedlings, air in (
        ("middle", forest.middle_seedlings(), forest.MIDDLE),
        ("near", forest.near_seedlings(view.row_of(0.68)), forest.NEAR),
    ):
        for s in seedlings:
            yield _Job(
                f"{name}/{s.name}", 60, lambda s=s, air=air: _plant(forest.grown(s, air, 0.2), s.foot_x, s.foot_y)
            )
    for s in forest.floor_seedlings():
        for part, light in (("back", 0.9), ("front", 0.55)):
            yield _Job(
                f"{part}/{s.name}", 10, lambda s=s, k=light: _plant(forest.grown_on_moss(s, k), s.foot_x, s.foot_y)
            )
    for i in range(3):
        yield _Job(f"fore/below{i}", 60, lambda i=i: _plant(forest.paint_foreground(70 + i, False), 320, 320))
    for kind in MODELS:
        # frames of one kind share a renderer, so they are one job
        yield _Job(f"thing/{kind}", 10.0 * frames_of(kind), lambda kind=kind: _portraits(kind))
    for i in range(2):
        yield _Job(f"fore/above{i}", 60, lambda i=i: _plant(forest.paint_foreground(80 + i, True), 320, 320))


def paint_all(view: View, progress: Progress | None = None, threads: int = 2) -> dict[str, Painting]:
    """Paint the whole backdrop, by name. The same view always gives the same pixels."""
    jobs = list(_jobs(view))
    total, done = sum(job.weight for job in jobs), 0.0
    paintings: dict[str, Painting] = {}
    with ThreadPoolExecutor(threads) as pool:  # OpenCV and the FFT let go of the interpreter
        for job, painting in zip(jobs, pool.map(lambda job: job.paint(), jobs), strict=True):
            family = painting if isinstance(painting, dict) else {"": painting}
            paintings.update({f"{job.name}/{name}".rstrip("/"): one for name, one in family.items()})
            done += job.weight
            if progress:
                progress(done / total, "Painting the forest")
    return paintings
