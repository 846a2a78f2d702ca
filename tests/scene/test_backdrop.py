"""Painting the forest: the painter's tools, plants, wrapping, perspective, and a cache that mends itself."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from game.scene.backdrop import cache, distance, forest, gallery, ground, plants
from game.scene.backdrop.gallery import Painting
from game.scene.backdrop.gloom import Gloom
from game.scene.backdrop.paint import mix, noise, opaque, premultiplied, ridge, rows, smooth, trimmed
from game.scene.backdrop.scenery import Scenery
from game.scene.backdrop.stencil import Stencil, edge
from game.scene.daylight import daylight
from game.scene.drawing import Fresh
from game.scene.projection import Camera, View
from game.scene.things import MODELS, frames_of

Plant = Callable[[Stencil, float, float, float, np.random.Generator], None]
"""(stencil, x, y of its foot, height, generator)"""

# --- tools


def test_noise_is_periodic_repeatable_and_within_bounds() -> None:
    field = noise(64, 96, 5)
    assert np.array_equal(field, noise(64, 96, 5)) and not np.array_equal(field, noise(64, 96, 6))
    assert field.min() >= 0 and field.max() <= 1 and field.std() > 0.1
    # across the seam neighbours differ no more than anywhere else
    inside = np.abs(np.diff(field, axis=1)).mean()
    assert np.abs(field[:, 0] - field[:, -1]).mean() < 2 * inside
    line = ridge(512, 3)
    assert np.abs(line).max() == pytest.approx(1) and abs(line[0] - line[-1]) < 0.2


def test_mixing_and_smoothing() -> None:
    assert mix(2.0, 4.0, 0.25) == pytest.approx(2.5)
    assert smooth(0, 1, 0.5) == pytest.approx(0.5)
    assert smooth(10, 0, np.array([11.0, 5.0, -1.0])).tolist() == pytest.approx([0, 0.5, 1])
    gradient = rows([(0, np.zeros(3)), (10, np.full(3, 100.0))], 11)
    assert gradient[5, 0].tolist() == pytest.approx([50, 50, 50])


def test_pictures_are_premultiplied_and_clamped() -> None:
    colour = np.full((4, 4, 3), 300.0)
    alpha = np.linspace(-0.5, 1.5, 16).reshape(4, 4)
    pixels = premultiplied(colour, alpha)
    assert (pixels[..., :3] <= pixels[..., 3:]).all() and pixels.max() == 255 and pixels.min() == 0
    assert opaque(colour).shape == (4, 4, 3)


def test_trimming_keeps_what_shows() -> None:
    pixels = np.zeros((20, 30, 4), np.uint8)
    pixels[5:8, 10:14] = 200
    cut, left, top = trimmed(pixels)
    assert cut.shape == (3, 4, 4) and (left, top) == (10, 5)
    nothing, _, _ = trimmed(np.zeros((9, 9, 4), np.uint8))
    assert nothing.shape == (1, 1, 4)


def test_a_stencil_wraps_around_only_when_it_should() -> None:
    square = np.array([[(-5, 2), (5, 2), (5, 8), (-5, 8)]], np.float32)
    for wrap in (False, True):
        stencil = Stencil(40, 12, wrap)
        stencil.polygons(square, 0.5)
        plate = stencil.plate()
        assert plate.cover[5, 2] == pytest.approx(1) and plate.tone[5, 2] == pytest.approx(0.5, abs=0.01)
        assert (plate.cover[5, 37] > 0.5) is np.bool_(wrap)
        assert plate.cover[5, 20] == 0


def test_edge_light_falls_on_the_side_it_comes_from() -> None:
    cover = np.zeros((40, 40), np.float32)
    cover[10:30, 10:30] = 1
    light = edge(cover, 3, 0)
    assert light[20, 28] > 0.3 and light[20, 11] < 0.05


# --- plants


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "grow",
    [plants.ponga, plants.rimu, plants.cabbage_tree, lambda s, x, y, h, r: plants.ponga(s, x, y, h, r, fine=True)],
)
def test_a_tree_is_as_tall_as_asked_and_grows_the_same_from_the_same_seed(grow: Plant) -> None:
    def plate() -> np.ndarray:
        stencil = Stencil(360, 360)
        grow(stencil, 180, 340, 240, np.random.default_rng(4))
        return stencil.plate().cover

    cover = plate()
    assert np.array_equal(cover, plate())
    shown = np.flatnonzero((cover > 0.5).any(1))
    assert 340 - shown[0] == pytest.approx(240, rel=0.3) and abs(shown[-1] - 340) < 8


@pytest.mark.no_cover
@pytest.mark.slow
def test_no_plant_is_cut_off_by_its_canvas() -> None:
    """Trees fit the picture they are painted on; trunks alone leave it at the top."""
    for seedling in (*forest.middle_seedlings(), *forest.near_seedlings(500), *forest.floor_seedlings()):
        stencil = Stencil(seedling.width, seedling.height)
        seedling.draw(stencil, seedling.foot_x, seedling.foot_y, np.random.default_rng(seedling.seed))
        cover = stencil.plate().cover > 0.5
        assert cover[:, 0].mean() < 0.02 and cover[:, -1].mean() < 0.02, seedling.name
        if not seedling.name.startswith("trunk"):
            assert not cover[0].any(), seedling.name


# --- bands and ground


@pytest.mark.no_cover
def test_bands_wrap_without_a_seam() -> None:
    for pixels in (distance.paint_alps(), distance.paint_mist(0, 40, 0.8, 3)):
        alpha = pixels[..., 3].astype(float)
        inside = np.abs(np.diff(alpha, axis=1)).mean(0)
        assert np.abs(alpha[:, 0] - alpha[:, -1]).mean() <= inside.max() + 1


@pytest.mark.no_cover
def test_each_row_of_the_ground_repeats_after_its_own_period() -> None:
    view = View(width_px=320)
    pixels = ground.paint_ground(view.width_px, view.period_px, view.depth_px, view.ground_rows_px)
    periods = ground.row_periods(view.period_px, view.depth_px, view.ground_rows_px)
    for row in (20, view.depth_px - 1, view.ground_rows_px - 1):
        line, period = pixels[row].astype(int), int(periods[row])
        again = np.abs(line[:-period] - line[period:])[:320, :3].mean()  # the grain differs, the moss does not
        assert again < 2.0


def test_the_ground_scrolls_faster_the_nearer_it_is() -> None:
    view = View()
    scenery = Scenery(view, _fake(view))
    first, second = (
        next(i for i in scenery.behind(Camera(view, x), daylight(0.0)) if isinstance(i, Fresh)).pixels
        for x in (0.0, 0.2)
    )

    def shift(row: int) -> int:
        a, b = first[row, :, 0].astype(float), second[row, :, 0].astype(float)
        costs = [np.abs(a[k : 1000 + k] - b[:1000]).mean() for k in range(60)]
        return int(np.argmin(costs))

    at_feet = 0.2 * view.px_per_m
    for row in (40, 90, view.depth_px - 1, 200):
        assert shift(row) == pytest.approx(at_feet * (row + 1) / view.depth_px, abs=1.5)


DUSK = daylight(0.0)


def test_the_night_falls_strip_by_strip_and_a_new_run_begins_in_its_own_light() -> None:
    view = View()
    gloom = Gloom(view, "test", {"rays": Painting(np.zeros((view.horizon_px + 130, view.width_px, 3), np.uint8))})
    shown = [strip.picture for strip in gloom.over(DUSK, True, True)]
    strips = len(shown)

    def changed(night: float) -> int:
        before = shown.copy()
        shown[:] = [strip.picture for strip in gloom.over(replace(DUSK, night=night), True, True)]
        return sum(a is not b for a, b in zip(before, shown, strict=True))

    assert [changed(1.1 / 32) for _ in range(strips + 1)] == [1] * strips + [0]
    assert changed(1.0) == strips, "a cut of the picture must not wipe across it"
    assert all(strip.pixels[..., 3].all() for strip in shown), "the veil is everywhere"
    assert gloom.over(replace(DUSK, night=0.0), False, False) == []


def _fake(view: View) -> dict[str, Painting]:
    """Every painting by name, one pixel each, but a real ground: quick."""
    dot = Painting(np.zeros((4, 4, 4), np.uint8))
    band = Painting(np.zeros((4, view.width_px, 4), np.uint8))
    flat = Painting(np.zeros((view.horizon_px + 40, view.width_px, 3), np.uint8))
    paintings = {job.name: dot for job in gallery._jobs(view)}
    paintings |= {name: band for name in paintings if name.startswith("band/")}
    paintings |= {name: flat for name in paintings if name.startswith("sky/") or name == "rays"}
    moss = Painting(ground.paint_ground(view.width_px, view.period_px, view.depth_px, view.ground_rows_px))
    return paintings | {name: moss for name in ("ground", "ground/littered", "ground/snowed")}


# --- the cache


@pytest.fixture
def some() -> dict[str, Painting]:
    rng = np.random.default_rng(2)
    return {
        "sky/dusk": Painting(rng.integers(0, 255, (20, 30, 3), np.uint8), 0, 0),
        "near/ponga0": Painting(rng.integers(0, 255, (12, 9, 4), np.uint8), -3, 7),
    }


def same(a: dict[str, Painting] | None, b: dict[str, Painting]) -> bool:
    return (
        a is not None
        and a.keys() == b.keys()
        and all(np.array_equal(a[k].pixels, b[k].pixels) and (a[k].x, a[k].y) == (b[k].x, b[k].y) for k in b)
    )


def test_what_was_saved_is_loaded_bit_for_bit(tmp_path: Path, some: dict[str, Painting]) -> None:
    path = tmp_path / "deeper" / "forest.zip"
    cache.save(path, some)
    assert same(cache.load(path), some)
    assert [p.name for p in path.parent.iterdir()] == ["forest.zip"]


def test_a_damaged_cache_is_no_cache(tmp_path: Path, some: dict[str, Painting]) -> None:
    path = tmp_path / "forest.zip"
    assert cache.load(path) is None
    cache.save(path, some)
    whole = path.read_bytes()
    for spot in range(0, len(whole), max(1, len(whole) // 60)):
        broken = bytearray(whole)
        broken[spot] ^= 0x5A
        path.write_bytes(bytes(broken))
        loaded = cache.load(path)
        assert loaded is None or same(loaded, some)  # a byte that means nothing may change
    for length in (0, 1, 30, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        assert cache.load(path) is None
    with zipfile.ZipFile(path, "w") as box:
        box.writestr("index.json", '{"sky/dusk": [0, 0, 20, 30, 3]}')
    assert cache.load(path) is None
    with zipfile.ZipFile(path, "w") as box:
        box.writestr("index.json", "[1, 2]")
    assert cache.load(path) is None
    path.unlink()
    path.mkdir()
    assert cache.load(path) is None


def test_a_broken_cache_is_painted_anew_and_an_unwritable_one_is_no_error(
    tmp_path: Path, some: dict[str, Painting], monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[View] = []

    def paint(view: View, progress: object = None) -> dict[str, Painting]:
        painted.append(view)
        return some

    monkeypatch.setattr(cache, "paint_all", paint)
    view = View()
    assert same(cache.paintings(view, tmp_path), some) and len(painted) == 1
    assert same(cache.paintings(view, tmp_path), some) and len(painted) == 1
    (kept,) = tmp_path.glob("forest-*.zip")
    kept.write_bytes(b"nonsense")
    assert same(cache.paintings(view, tmp_path), some) and len(painted) == 2
    assert same(cache.load(kept), some)
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    assert same(cache.paintings(view, in_the_way), some)
    assert same(cache.paintings(view, None), some)


def test_newer_paint_replaces_the_older_cache(
    tmp_path: Path, some: dict[str, Painting], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "paint_all", lambda view, progress=None: some)
    old = tmp_path / "forest-1280x720-000000000000.zip"
    other = tmp_path / "forest-720x1280-000000000000.zip"
    old.write_bytes(b"old")
    other.write_bytes(b"of another size")
    cache.paintings(View(), tmp_path)
    assert not old.exists() and other.exists()


def test_progress_grows_to_one() -> None:
    told: list[float] = []
    view = View()
    jobs = [job for job in gallery._jobs(view) if job.name.startswith(("back/", "thing/berry"))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gallery, "_jobs", lambda _view: iter(jobs))
        paintings = gallery.paint_all(view, lambda part, what: told.append(part))
    assert told == sorted(told) and told[-1] == pytest.approx(1)
    assert "back/fern0" in paintings and "thing/berry/0" in paintings


def test_every_frame_of_every_thing_is_in_the_gallery() -> None:
    names = {job.name for job in gallery._jobs(View())}
    assert {f"thing/{kind}" for kind in MODELS} <= names
    assert all(frames_of(kind) > 1 for kind in MODELS)
