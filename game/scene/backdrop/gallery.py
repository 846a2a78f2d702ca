"""All paintings of the backdrop by name, for a picture of a given size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from game.scene.backdrop import distance, forest, ground, sky, strange
from game.scene.backdrop.finish import MIDDLE_TREES, NEAR_TREES, Distance
from game.scene.backdrop.paint import Pixels, trimmed
from game.scene.fire import paint_fire
from game.scene.projection import View
from game.scene.things import MODELS, frames_of, model_of, paint_frame
from game.scene.things.model import Sculptor
from game.words import mark
from game.world.snapshot import Kind

Progress = Callable[[float, str], None]
"""(fraction done 0..1, what is being done)"""


@dataclass(frozen=True, slots=True, eq=False)
class Painting:
    """Pixels with their anchor (x, y): a plant's foot, or the horizon row of a band."""

    pixels: Pixels
    x: int = 0
    y: int = 0


@dataclass(frozen=True, slots=True)
class _Job:
    """A painting to make, or several of a family (by name within it). weight: its approximate time in ms."""

    name: str
    weight: float
    paint: Callable[[], Painting | dict[str, Painting]]


def _whole(pixels: Pixels) -> Painting:
    return Painting(pixels)


def _sky(hour: sky.Hour, width: int, horizon: int) -> Painting:
    return Painting(sky.paint_sky(hour, width, horizon, horizon + 40))  # peaks may show gaps below the horizon


_HIDDEN = distance.HORIZON_ROW + 8  # a shake lifts a far band by at most this much; the camera's lift only lowers it


def _band(pixels: Pixels, last: int = _HIDDEN) -> Painting:
    """A band keeps its full width (it wraps) and loses empty rows and rows hidden by the ground."""
    pixels = pixels[:last]
    rows = np.flatnonzero(pixels[..., 3].any(1))
    return Painting(pixels[rows[0] : rows[-1] + 1].copy(), 0, distance.HORIZON_ROW - int(rows[0]))


def four(rgb: Pixels) -> Pixels:
    """RGB as RGBX, the painter's order; what has four channels as it is."""
    return np.concatenate([rgb, np.full((*rgb.shape[:2], 1), 255, np.uint8)], 2) if rgb.shape[2] == 3 else rgb


def _rooted(pixels: Pixels, x: int, y: int) -> Painting:
    """A picture trimmed to its content; (x, y) is its foot."""
    cut, left, top = trimmed(pixels)
    return Painting(cut, x - left, y - top)


def _tree(seedling: forest.Seedling, air: Distance) -> Painting:
    return _rooted(forest.grown(seedling, air, 0.2), seedling.foot_x, seedling.foot_y)


def _floor_plant(seedling: forest.Seedling, light: float) -> Painting:
    return _rooted(forest.grown_on_moss(seedling, light), seedling.foot_x, seedling.foot_y)


def _snow_plant(seedling: forest.Seedling, light: float) -> Painting:
    return _rooted(strange.grown_in_snow(seedling, light), seedling.foot_x, seedling.foot_y)


def _peaks() -> Painting:
    """The peaks' own picture, from their summits to the horizon."""
    alps = distance.paint_alps()[: distance.HORIZON_ROW]
    pixels = strange.paint_peaks(alps)
    rows = np.flatnonzero(pixels[..., 3].any(1))
    return Painting(pixels[rows[0] :].copy(), 0, pixels.shape[0] - int(rows[0]))


def _foreground(seed: int, hanging: bool) -> Painting:
    width, height = forest.FOREGROUND_SIZE
    return _rooted(forest.paint_foreground(seed, hanging), width // 2, height // 2)


def _portraits(kind: Kind) -> dict[str, Painting]:
    """All frames of a thing, by number, from one renderer."""
    sculptor = Sculptor(model_of(kind))
    cuts = [paint_frame(kind, sculptor, frame) for frame in range(frames_of(kind))]
    return {str(frame): Painting(cut.pixels, round(cut.x), round(cut.y)) for frame, cut in enumerate(cuts)}


def _grounds(view: View) -> dict[str, Painting]:
    """The moss, and the same ground where other stretches lie on it."""
    moss = ground.paint_ground(view.width_px, view.period_px, view.depth_px, view.ground_rows_px)
    looks = {"": moss, "littered": strange.littered(moss), "snowed": strange.snowed(moss)}
    return {name: _whole(pixels) for name, pixels in looks.items()}


def _jobs(view: View) -> Iterator[_Job]:
    width, horizon = view.width_px, view.horizon_px
    for hour in sky.HOURS:
        yield _Job(f"sky/{hour.name}", 90, partial(_sky, hour, width, horizon))
    yield _Job("moon", 20, lambda: _rooted(sky.paint_moon(), sky.MOON_REACH_PX, sky.MOON_REACH_PX))
    yield _Job("rays", 40, lambda: _whole(sky.paint_rays(width, horizon)))
    yield _Job("band/alps", 250, lambda: _band(distance.paint_alps()))
    yield _Job("band/hills", 700, lambda: _band(distance.paint_hills()))
    yield _Job("band/far", 500, lambda: _band(distance.paint_far()))
    yield _Job("band/mist0", 100, lambda: _band(distance.paint_mist(-40, 42, 0.75, 91)))
    yield _Job("band/mist1", 100, lambda: _band(distance.paint_mist(30, 40, 0.85, 92), distance.TALL))
    yield _Job("ground", 400, partial(_grounds, view))
    yield _Job("fire", 200, lambda: {name: _whole(pixels) for name, pixels in paint_fire().items()})
    yield _Job("band/peaks", 300, _peaks)
    yield _Job("water/lake", 30, lambda: _whole(strange.paint_lake()))
    tall = view.row_of(0.68) + 220  # a raised camera shows more of the trunks
    for name, seedlings, air in (
        ("middle", forest.middle_seedlings(), MIDDLE_TREES),
        ("near", forest.near_seedlings(tall), NEAR_TREES),
    ):
        for seedling in seedlings:
            yield _Job(f"{name}/{seedling.name}", 80, partial(_tree, seedling, air))
    for name, strangers, air in (
        ("middle", strange.middle_strangers(view.row_of(0.42) + 140), MIDDLE_TREES),
        ("near", strange.near_strangers(tall), NEAR_TREES),
    ):
        for seedling, own in strangers:
            yield _Job(f"{name}/{seedling.name}", 80, partial(_tree, seedling, own or air))
    for seedling in strange.far_columns(view.row_of(0.30) + 100):
        yield _Job(f"far/{seedling.name}", 40, partial(_tree, seedling, strange.FAR_COLUMNS))
    for seedling in strange.tussock():
        for part, light in (("back", 0.95), ("front", 0.62)):
            yield _Job(f"{part}/{seedling.name}", 5, partial(_snow_plant, seedling, light))
    for seedling in forest.floor_seedlings():
        for part, light in (("back", 0.9), ("front", 0.55)):
            yield _Job(f"{part}/{seedling.name}", 5, partial(_floor_plant, seedling, light))
    for name, count, hanging in (("below", 3, False), ("above", 2, True)):
        for i in range(count):
            yield _Job(f"fore/{name}{i}", 30, partial(_foreground, (80 if hanging else 70) + i, hanging))
    for kind in MODELS:
        yield _Job(f"thing/{kind}", 4.0 * frames_of(kind), partial(_portraits, kind))


def paint_all(view: View, progress: Progress | None = None, threads: int = 2) -> dict[str, Painting]:
    """Paint the whole backdrop, by name. The same view always gives the same pixels."""
    jobs = list(_jobs(view))
    total, done = sum(job.weight for job in jobs), 0.0
    paintings: dict[str, Painting] = {}
    with ThreadPoolExecutor(threads) as pool:  # OpenCV and the FFT release the GIL
        for job, painting in zip(jobs, pool.map(lambda job: job.paint(), jobs), strict=True):
            family = painting if isinstance(painting, dict) else {"": painting}
            paintings.update({f"{job.name}/{name}".rstrip("/"): one for name, one in family.items()})
            done += job.weight
            if progress:
                progress(done / total, mark("Painting the forest"))
    return paintings
