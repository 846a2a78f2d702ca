"""The forest world on screen: every kind and act, interpolation, golden pictures, sizes, and bounded memory."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.scene.backdrop.ground import depth_of_water
from game.scene.bird.painter import BirdPainter, BirdPicture, Sketch
from game.scene.daylight import HOURS, daylight
from game.scene.drawing import Blend, DrawList, Fresh, Line, Pixels, Polygon, Scene, Sprite
from game.scene.effects import Effects
from game.scene.interpolation import interpolate
from game.scene.motes import Mote
from game.scene.projection import Camera, View, follow, view_of
from game.scene.stage import Shot, Stage
from game.screen.letterbox import scene_size
from game.screen.painter import Canvas, Painter
from game.tuning import FINEST, QUALITIES, SCENE, WORLD, Quality
from game.world.fords import AT, EVERY_M, HALF, Fords
from game.world.snapshot import Act, BirdView, Kind, Snapshot, ThingView, WaveView, WorldEvent
from tests.goldens import check


@pytest.fixture(scope="module")
def painted(forest: Path) -> Stage:
    return Stage(cache_dir=forest)


def unused(painted: Stage) -> Stage:
    """A stage that has not drawn yet, on the paintings of another."""
    stage = copy.copy(painted)
    stage._effects, stage._bird, stage._last_s = Effects(SCENE), BirdPainter(), None
    return stage


@pytest.fixture
def stage(painted: Stage) -> Stage:
    return unused(painted)


def seen(items: DrawList, size: tuple[int, int] = (1280, 720)) -> Pixels:
    """What the real painter makes of a draw list, RGB."""
    canvas = Canvas(size)
    Painter().paint(canvas, items)
    return canvas.pixels[..., :3].copy()


def running(x_m: float = 10.0, **changes: object) -> Snapshot:
    bird = BirdView(x_m=x_m, vx_mps=3.0, act=Act.RUN, act_s=1.0, stride=0.2)
    return replace(Snapshot(bird=bird, camera_x_m=x_m + 2.6, speed_mps=3.0), **changes)  # type: ignore[arg-type]


def paired(x_m: float = 10.0) -> Snapshot:
    alone = running(x_m)
    return replace(alone, mate=replace(alone.bird, x_m=x_m + 0.95, who=1, lives=2))


def test_a_pair_are_two_birds_in_depth(stage: Stage) -> None:
    alone = stage.draw(running(), running(), 1.0, 0.0)
    both = unused(stage).draw(paired(), paired(), 1.0, 0.0)
    birds = [item for item in both if isinstance(item, Fresh) and item.pixels.shape[0] > 150]
    assert len(birds) == len([item for item in alone if isinstance(item, Fresh) and item.pixels.shape[0] > 150]) + 1
    behind, before = birds[-2:]
    assert behind.x > before.x and behind.y + behind.pixels.shape[0] < before.y + before.pixels.shape[0]


def test_a_mate_is_interpolated_and_keeps_its_own_past_when_the_first_leaves() -> None:
    before, after = paired(10.0), paired(10.5)
    shown = interpolate(before, after, 0.5)
    assert shown.mate is not None and shown.mate.x_m == pytest.approx(11.2)
    assert after.mate is not None
    left = replace(after, bird=after.mate, mate=None)
    assert interpolate(before, left, 0.5).bird.x_m == pytest.approx(11.2)


@pytest.mark.no_cover
def test_a_close_picture_draws_back_for_a_pair(stage: Stage) -> None:
    close = Shot(zoom=SCENE.close)
    for n in range(3):
        stage.draw(running(0.0), running(0.0), 1.0, 0.5 * n, shot=close)
    alone = stage.camera(running(0.0), zoom=SCENE.close).zoom
    for n in range(3, 7):
        stage.draw(paired(0.0), paired(0.0), 1.0, 0.5 * n, shot=close)
    assert alone == SCENE.close and stage.camera(paired(0.0), zoom=SCENE.close).zoom == SCENE.pair_close


def thing(kind: Kind, x_m: float, serial: int = 1, **changes: object) -> ThingView:
    sizes = {Kind.LOG: (0.52, 0.52), Kind.STUMP: (0.46, 0.62), Kind.CRATE: (0.5, 0.5), Kind.HARRIER: (0.8, 0.34)}
    size = sizes.get(kind, (0.5, 0.4))
    return replace(ThingView(serial, kind, x_m, size[1] / 2, 0.0, size, anchor_m=x_m), **changes)  # type: ignore[arg-type]


def everything() -> Snapshot:
    """One of each kind in a row, and a wave."""
    things = tuple(thing(kind, 9.2 + 0.72 * i, i, phase=0.13 * i) for i, kind in enumerate(Kind))
    return running(9.6, things=things, waves=(WaveView(1, 12.8, 1.3, 0.34, 1.0, 1),))


# --- golden pictures


@pytest.mark.no_cover
@pytest.mark.parametrize("hour", HOURS)
def test_each_hour_of_the_forest_looks_as_it_did(stage: Stage, hour: str) -> None:
    world = running(31.0, day_s=HOURS.index(hour) * SCENE.hour_s + 10.0)
    check(f"stage/{hour}", seen(stage.draw(world, world, 1.0, 3.0)))


def test_everything_on_the_path_looks_as_it_did(stage: Stage) -> None:
    check("stage/everything", seen(stage.draw(everything(), everything(), 1.0, 3.0)))


@pytest.mark.no_cover
def test_a_hadouken_looks_as_it_did(stage: Stage) -> None:
    def world(t_s: float) -> Snapshot:
        bird = BirdView(act=Act.HADOUKEN, act_s=0.3 + t_s)
        return Snapshot(bird=bird, waves=(WaveView(1, 0.9 + 8 * t_s, 0.5, 0.34, 1.0, 1),), t_s=t_s)

    for frame in range(8):
        items = stage.draw(world(frame / 60), world(frame / 60), 1.0, frame / 60, shot=Shot(zoom=SCENE.close))
    check("stage/hadouken", seen(items))


@pytest.mark.no_cover
def test_the_same_frames_give_the_same_pixels(painted: Stage) -> None:
    """Painted or read from the cache is all the same, too: see tests/test_cli.py."""

    def film(fresh: Stage) -> Pixels:
        events = (WorldEvent("wave_hit", 0.0, 12.0, 0.5), WorldEvent("land", 0.0, 10.0, 0.0, amount=5.0))
        for frame in range(12):
            world = running(10 + 0.05 * frame, t_s=frame / 60)
            items = fresh.draw(world, world, 1.0, frame / 60, events if frame == 3 else ())
        return seen(items)

    assert np.array_equal(film(unused(painted)), film(unused(painted)))


# --- everything that can be on stage


@pytest.mark.no_cover
@pytest.mark.parametrize("act", Act)
def test_every_act_can_be_drawn(stage: Stage, act: Act) -> None:
    for act_s in (0.0, 0.4, 3.0):
        world = replace(running(), bird=BirdView(x_m=10.0, act=act, act_s=act_s))
        pictures = [item for item in stage.draw(world, world, 0.5, act_s) if isinstance(item, Fresh)]
        assert len(pictures) >= 3  # ground, shadow, bird


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.TREE])
def test_every_kind_shows_at_every_angle_alive_and_knocked_out(stage: Stage, kind: Kind) -> None:
    bare = running()
    without = seen(stage.draw(bare, bare, 1.0, 0.0))
    for alive in (True, False):
        for angle in (0.0, 1.0, -7.0, 400.0):
            world = running(things=(thing(kind, 12.0, alive=alive, angle_rad=angle, phase=5.3),))
            with_it = seen(stage.draw(world, world, 1.0, 0.0))
            x, y = stage.camera(world).point(12.0, world.things[0].y_m)
            near = (slice(round(y) - 40, round(y) + 40), slice(round(x) - 40, round(x) + 40))
            assert np.abs(with_it[near].astype(int) - without[near]).mean() > 2.0, (kind, alive, angle)


@pytest.mark.no_cover
def test_a_tree_is_seen_standing_falling_and_lying(stage: Stage) -> None:
    bare = running()
    without = seen(stage.draw(bare, bare, 1.0, 0.0)).astype(int)
    for angle in (0.0, 0.7, math.pi / 2):
        world = running(things=(replace(thing(Kind.TREE, 10.5), size_m=(4.6, 0.5), angle_rad=angle, phase=2.0),))
        changed = np.abs(seen(stage.draw(world, world, 1.0, 0.0)) - without).max(2) > 25
        rows, columns = np.flatnonzero(changed.any(1)), np.flatnonzero(changed.any(0))
        lies = (columns[-1] - columns[0]) > (rows[-1] - rows[0])
        assert changed.sum() > 4000 and lies is np.bool_(angle > 1.0), angle


def test_a_tree_appears_little_by_little(stage: Stage) -> None:
    bare = running()
    without, changes = seen(stage.draw(bare, bare, 1.0, 0.0)).astype(int), []
    for phase in (0.0, 0.1, 0.2, 0.4, 1.0):
        world = running(things=(replace(thing(Kind.TREE, 10.5), size_m=(4.6, 0.5), phase=phase),))
        changes.append(float(np.abs(seen(stage.draw(world, world, 1.0, 0.0)) - without).mean()))
    assert changes[0] == 0.0
    assert changes[0] < changes[1] < changes[2] < changes[3] == changes[4]


def test_a_tree_that_lies_has_a_crown_above_its_end(stage: Stage) -> None:
    bare = running()
    world = running(things=(replace(thing(Kind.TREE, 10.5), size_m=(4.6, 0.5), angle_rad=math.pi / 2, phase=2.0),))
    without, lying = (seen(stage.draw(one, one, 1.0, 0.0)).astype(int) for one in (bare, world))
    changed = np.abs(lying - without).max(2) > 25
    camera = stage.camera(world)

    def rows(x_m: float) -> np.ndarray:
        column = round(camera.point(x_m, 0.0)[0])
        return changed[:, column - 15 : column + 15].any(1)

    trunk, crown = rows(12.0), rows(14.3)
    assert np.flatnonzero(crown)[0] < np.flatnonzero(trunk)[0] - 50
    assert crown.sum() > 1.8 * trunk.sum()
    above = slice(0, int(np.flatnonzero(trunk)[0]))
    red, green, _ = lying[above][changed[above]].mean(0)
    assert green > 1.2 * red  # leaves


def test_a_thing_stands_with_its_feet_on_the_ground(stage: Stage) -> None:
    """The lowest opaque row of every upright picture meets the ground line within a few pixels."""
    for kind in (Kind.LOG, Kind.STUMP, Kind.CRATE, Kind.STOAT, Kind.RAT, Kind.POSSUM, Kind.CAT):
        size = {Kind.RAT: (0.42, 0.24), Kind.STOAT: (0.62, 0.36), Kind.POSSUM: (0.6, 0.5), Kind.CAT: (0.66, 0.54)}
        width, height = size.get(kind, thing(kind, 0).size_m)
        it = thing(kind, 12.0, size_m=(width, height), y_m=height / 2)
        camera = stage.camera(running())
        (sprite,) = stage._things.draw(it, camera)
        assert isinstance(sprite, Sprite)
        rows = np.flatnonzero((sprite.picture.pixels[..., 3] > 128).sum(1) > 3)
        assert sprite.y + rows[-1] == pytest.approx(stage.view.ground_px, abs=20), kind


def test_things_look_to_the_side_they_go(stage: Stage) -> None:
    camera = stage.camera(running())
    (left,) = stage._things.draw(thing(Kind.CAT, 12.0), camera)
    (right,) = stage._things.draw(thing(Kind.CAT, 12.0, heading=1), camera)
    assert isinstance(left, Sprite) and isinstance(right, Sprite)
    assert np.abs(left.picture.pixels.astype(int) - right.picture.pixels[:, ::-1]).max() <= 2  # rounded when scaled


@pytest.mark.no_cover
def test_every_sprite_obeys_the_contract_of_the_draw_list(stage: Stage) -> None:
    events = [WorldEvent(kind, 0.0, 11.0, 0.5, name="crate", amount=3.0) for kind in ("wave_hit", "hit", "pickup")]  # type: ignore[arg-type]
    keys: dict[str, Pixels] = {}
    for frame in range(6):
        for item in stage.draw(everything(), everything(), 1.0, frame / 60, events if frame == 1 else ()):
            if isinstance(item, Sprite):
                pixels, blend = item.picture.pixels, item.blend
                assert keys.setdefault(item.picture.key, pixels) is pixels, item.picture.key
            elif isinstance(item, Scene | Line | Polygon):
                continue
            else:
                assert isinstance(item, Fresh)
                pixels, blend = item.pixels, item.blend
            assert math.isfinite(item.x) and math.isfinite(item.y)
            assert pixels.dtype == np.uint8 and pixels.ndim == 3 and pixels.shape[2] == 4
            adds_light = isinstance(item, Sprite) and "/gloom/" in item.picture.key
            if blend is Blend.PREMULTIPLIED and not adds_light:
                assert (pixels[..., :3] <= pixels[..., 3:]).all()


def test_a_draw_never_asks_for_much_more_than_the_screen(stage: Stage) -> None:
    """Blits are what a software frame costs: the forest paints the screen over at most six times."""
    area = 0.0
    for item in stage.draw(running(60.0), running(60.0), 1.0, 0.0):
        if isinstance(item, Scene):
            assert (item.width, item.height) == (1280, 720)
            continue
        assert isinstance(item, Sprite | Fresh)
        pixels = item.picture.pixels if isinstance(item, Sprite) else item.pixels
        high, wide = pixels.shape[:2]
        across = max(0.0, min(1280, item.x + wide) - max(0.0, item.x))
        area += across * max(0.0, min(720, item.y + high) - max(0.0, item.y))
    assert area / (1280 * 720) < 6.0


# --- light


def test_the_hours_follow_one_another_without_a_jump() -> None:
    times = np.arange(0, 3 * SCENE.hour_s, 0.05)
    lights = [daylight(float(t)) for t in times]
    for a, b in pairwise(lights):
        assert abs(a.night - b.night) < 0.02 and abs(a.dawn - b.dawn) < 0.02
    assert max(light.night for light in lights) == 1.0
    assert max(light.dawn for light in lights) == 1.0
    assert daylight(0.0) == daylight(3 * SCENE.hour_s)


@pytest.mark.no_cover
def test_night_is_darker_and_bluer_than_dusk(stage: Stage) -> None:
    def mean(t_s: float) -> np.ndarray:
        world = running(31.0, t_s=t_s, day_s=t_s)
        return seen(stage.draw(world, world, 1.0, 3.0)).reshape(-1, 3).mean(0)

    dusk, night = mean(5.0), mean(SCENE.hour_s + 5.0)
    assert night.sum() < 0.8 * dusk.sum()
    assert night[2] / night[0] > dusk[2] / dusk[0]


def test_fire_lights_the_ground_and_the_bird(stage: Stage) -> None:
    dark = running()
    lit = running(waves=(WaveView(1, 11.2, 0.5, 0.34, 1.0, 1),))
    without, with_fire = seen(stage.draw(dark, dark, 1.0, 0.0)), seen(stage.draw(lit, lit, 1.0, 0.0))
    x, ground = stage.camera(lit).point(11.2, 0.0)
    moss = (slice(round(ground) + 10, round(ground) + 30), slice(round(x) - 60, round(x) + 60))
    assert (with_fire[moss][..., 0].astype(int) - without[moss][..., 0]).mean() > 15
    x, _ = stage.camera(lit).point(10.0, 0.0)
    breast = (slice(round(ground) - 150, round(ground) - 60), slice(round(x) - 20, round(x) + 50))
    assert (with_fire[breast][..., 0].astype(int) - without[breast][..., 0]).mean() > 4


# --- reduce flashing


def test_a_blow_shakes_the_picture_and_hardly_when_flashing_is_reduced(painted: Stage) -> None:
    def furthest(calm: bool) -> float:
        stage = unused(painted)
        stage.draw(running(), running(), 1.0, 0.0, (WorldEvent("hit", 0.0),), Shot(calm))
        offsets = [stage.camera(running(), t / 200).shake_px for t in range(1, 12)]
        return max(math.hypot(x, y) for x, y in offsets)

    assert furthest(calm=False) > 5
    assert furthest(calm=True) < 1


def test_fire_is_dimmer_when_flashing_is_reduced(stage: Stage) -> None:
    world = running(waves=(WaveView(1, 12.0, 0.5, 0.34, 1.0, 1),))
    loud, soft = (seen(stage.draw(world, world, 1.0, 0.0, (), Shot(calm))) for calm in (False, True))
    assert loud.mean() > soft.mean() + 0.5


# --- interpolation and projection


def test_interpolation_meets_both_ends_and_the_middle() -> None:
    a = running(10.0, t_s=1.0, things=(thing(Kind.LOG, 12.0, angle_rad=0.2),), waves=(WaveView(5, 11, 1, 0.3, 1, 1),))
    b = running(10.2, t_s=1.1, things=(thing(Kind.LOG, 11.8, angle_rad=0.4),), waves=(WaveView(5, 12, 1, 0.3, 0, 1),))
    assert interpolate(a, b, 1.0) == b
    assert interpolate(a, b, 0.0).bird.x_m == 10.0
    half = interpolate(a, b, 0.5)
    assert half.bird.x_m == pytest.approx(10.1)
    assert half.camera_x_m == pytest.approx(12.7)
    assert half.things[0].x_m == pytest.approx(11.9)
    assert half.things[0].angle_rad == pytest.approx(0.3)
    assert half.waves[0].x_m == pytest.approx(11.5)
    assert half.waves[0].power == pytest.approx(0.5)


def test_what_has_just_appeared_is_where_it_is_now_and_what_is_gone_is_gone() -> None:
    a = running(things=(thing(Kind.LOG, 12.0, serial=1),))
    b = running(things=(thing(Kind.CAT, 15.0, serial=2),))
    assert interpolate(a, b, 0.3).things == b.things


def test_an_act_that_has_just_begun_does_not_run_backwards() -> None:
    a = replace(running(), bird=BirdView(act=Act.RUN, act_s=7.0))
    b = replace(running(), bird=BirdView(act=Act.HIT, act_s=0.0))
    assert interpolate(a, b, 0.5).bird.act_s == 0.0
    again = replace(running(), bird=BirdView(act=Act.RUN, act_s=0.0))
    assert interpolate(a, again, 0.5).bird.act_s == 0.0


@given(st.floats(-1e3, 1e6), st.floats(-2, 12), st.floats(0.5, 3))
def test_the_camera_keeps_the_bird_in_its_place_whatever_the_width(x_m: float, y_m: float, zoom: float) -> None:
    for width in (720, 1280, 1700):
        if width < 1280 and zoom == 1.0:
            continue  # narrow pictures of a run look further ahead: see the next test
        view = View(width, 720)
        camera = Camera(view, follow(x_m, x_m + 2.6, view, zoom), zoom)
        assert camera.point(x_m, y_m)[0] / width == pytest.approx(0.5 - 2.6 * view.px_per_m / 1280, abs=1e-3)
        assert camera.point(x_m, 0.0)[1] == view.ground_px


@pytest.mark.parametrize("size", [(640, 360), (1280, 720), (1920, 1080), (1080, 1920), (720, 1280)])
def test_every_window_warns_as_early_as_a_wide_one(size: tuple[int, int]) -> None:
    view = view_of(scene_size(size))
    camera = Camera(view, follow(50.0, 52.6, view, 1.0))
    bird_px, edge_px = camera.point(50.0, 0.0)[0], camera.point(50.0 + 7.1, 0.0)[0]
    assert edge_px <= view.width_px + 1
    assert bird_px > 0.12 * view.width_px


def test_the_path_and_the_ground_below_it_scroll_together() -> None:
    view = View()
    before, after = Camera(view, 3.0), Camera(view, 3.7)
    moved = before.point(4.0, 0.0)[0] - after.point(4.0, 0.0)[0]
    assert after.scroll_px(1.0) - before.scroll_px(1.0) == pytest.approx(moved)
    assert view.row_of(1.0) == view.ground_px and view.row_of(0.0) == view.horizon_px


def test_a_bird_that_flies_high_stays_in_the_picture(stage: Stage) -> None:
    high = replace(running(), bird=BirdView(x_m=10.0, y_m=2.4, grounded=False))
    camera = stage.camera(high)
    head_px = camera.point(10.0, 2.4)[1] - stage.bird_px(camera)
    assert head_px > -60
    assert stage.camera(running()).shake_px == (0.0, 0.0)


@pytest.mark.parametrize("zoom", [1.0, SCENE.close])
def test_the_picture_follows_a_bird_up_softly_and_never_loses_it(stage: Stage, zoom: float) -> None:
    heights = np.arange(0.0, (WORLD.bird.ceiling_m if zoom > 1 else 1.85) + 0.01, 0.01)
    places = []
    for y_m in heights:
        camera = stage.camera(replace(running(), bird=BirdView(x_m=10.0, y_m=float(y_m))), zoom=zoom)
        foot = camera.point(10.0, float(y_m))[1]
        assert foot - 1.15 * stage.bird_px(camera) > 0, y_m  # the bill thrown back
        assert foot < stage.view.height_px
        places.append((camera.shake_px[1], camera.zoom))
    moves = np.diff(np.array(places), axis=0)
    assert moves[:, 0].min() >= 0 and moves[:, 0].max() < 3.2  # px a centimetre: it never outruns the bird
    assert np.abs(np.diff(moves[:, 0])).max() < 0.2  # and never jerks
    assert moves[:, 1].max() <= 0


def test_a_picture_that_draws_back_does_not_slide_over_the_ground(stage: Stage) -> None:
    low, high = (
        stage.camera(replace(running(), bird=BirdView(x_m=10.0, y_m=y_m)), zoom=SCENE.close) for y_m in (0.0, 3.0)
    )
    assert high.zoom < low.zoom
    assert high.scroll_px(1.0) == pytest.approx(low.scroll_px(1.0))


# --- water


def ford_px(view: View) -> np.ndarray:
    """Whether the world says there is water, at each column of the ground at the feet."""
    return np.array([Fords().wet(x / view.px_per_m) for x in range(view.period_px)])


def test_the_ford_is_where_it_is_painted(stage: Stage) -> None:
    """What the world calls wet looks like water: bluer than the moss beside it."""
    view = stage.view
    depth = np.array([depth_of_water(x / view.period_px, 1.0) for x in range(view.period_px)])
    assert np.array_equal(depth > 0, ford_px(view))
    row = stage._scenery.floor.rows[view.depth_px - 1, : view.period_px, :3].astype(int)
    inside, outside = depth > 0.012, depth < -0.05
    assert 80 < inside.sum() < 400
    blue = row[:, 2] - row[:, 1]
    assert np.median(blue[inside]) > np.median(blue[outside]) + 15


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (640, 360)])
def test_fords_lie_at_the_same_metres_in_every_window(size: tuple[int, int]) -> None:
    view = view_of(scene_size(size))
    wet_m = np.flatnonzero(ford_px(view)) / view.px_per_m
    assert wet_m.min() == pytest.approx(EVERY_M * (AT - HALF), abs=0.02)
    assert wet_m.max() == pytest.approx(EVERY_M * (AT + HALF), abs=0.02)
    assert view.period_px / view.px_per_m == pytest.approx(EVERY_M, abs=0.01)


def test_a_bird_that_runs_through_the_ford_splashes(stage: Stage) -> None:
    def drops(wet: bool) -> int:
        fresh = unused(stage)
        world = running(9.0)
        fresh.draw(world, world, 1.0, 0.0, (WorldEvent("footstep", 0.0, 9.0, 0.0, wet=wet),))
        return int((fresh._effects.particles.kind == Mote.DROP).sum())

    assert drops(True) > 0
    assert drops(False) == 0


# --- sizes and wild worlds


@pytest.mark.no_cover
@pytest.mark.slow
def test_a_portrait_picture_is_filled_and_the_same_painted_or_loaded(tmp_path: Path) -> None:
    size = (720, 1280)
    pixels, again = (
        seen(Stage(size, cache_dir=tmp_path).draw(everything(), everything(), 1.0, 0.0), size) for _ in range(2)
    )
    assert len(list(tmp_path.glob("forest-720x1280-*.zip"))) == 1
    assert np.array_equal(pixels, again)
    assert (pixels.sum(2) > 0).mean() > 0.999
    check("stage/portrait", pixels)


@pytest.mark.no_cover
def test_every_level_of_painting_shows_the_same_world_with_less(stage: Stage) -> None:
    full = seen(stage.draw(everything(), everything(), 1.0, 0.0)).astype(int)
    counts = []
    try:
        for quality in (FINEST, *QUALITIES):
            stage.quality = quality
            items = stage.draw(everything(), everything(), 1.0, 0.0)
            counts.append(len(items))
            apart = np.abs(seen(items).astype(int) - full)
            assert np.median(apart) <= 6 and apart.mean() < 12.0, quality.name  # the last levels lack mist and edges
    finally:
        stage.quality = FINEST
    assert counts == sorted(counts, reverse=True) and counts[-1] < counts[0]


def drawn_birds(stage: Stage, quality: Quality, second: bool) -> list[list[int]]:
    """Each bird's picture in eight frames of a run, in the order of painting."""
    stage.quality = replace(quality, shadows=False)  # a shadow is a fresh picture, too
    drawn = []
    try:
        for n in range(8):
            world = running()
            world = replace(world, bird=replace(world.bird, stride=n / 8))
            if second:
                world = replace(world, mate=replace(world.bird, who=1, x_m=world.bird.x_m + 1.0))
            items = stage.draw(world, world, 1.0, 100 + n / 60)
            birds = [one for one in items if isinstance(one, Fresh) and one.blend is Blend.PREMULTIPLIED]
            drawn.append([hash(bird.pixels.tobytes()) for bird in birds])
    finally:
        stage.quality = FINEST
    return drawn


def anew(pictures: Sequence[int]) -> list[bool]:
    """Whether each frame after the first two shows another picture than the one before."""
    return [before != after for before, after in pairwise(pictures)][1:]


def test_on_twos_the_bird_is_drawn_for_every_second_frame(stage: Stage) -> None:
    assert all(anew([bird for (bird,) in drawn_birds(stage, FINEST, False)]))
    changes = anew([bird for (bird,) in drawn_birds(stage, QUALITIES[0], False)])
    assert changes in ([True, False] * 3, [False, True] * 3)


class Noting(BirdPainter):
    """A painter that notes which part of its work it did."""

    done: list[str]

    def sketch(self, *args: Any, **more: Any) -> Sketch:
        self.done.append("sketch")
        return super().sketch(*args, **more)

    def finish(self, sketch: Sketch) -> BirdPicture:
        self.done.append("finish")
        return super().finish(sketch)


def test_on_twos_a_bird_is_sketched_in_one_frame_and_painted_in_the_next(stage: Stage) -> None:
    mine = copy.copy(stage)
    mine._bird = painter = Noting()

    def done(n: int, quality: Quality) -> list[str]:
        mine.quality, painter.done = quality, []
        mine.draw(running(), running(), 1.0, 200 + n / 60)
        return painter.done

    frames = [done(n, QUALITIES[0]) for n in range(9)][2:]
    assert all(parts in (["sketch"], ["finish"]) for parts in frames)
    assert all(before != after for before, after in pairwise(frames))
    assert done(9, replace(QUALITIES[0], bird=0.5)) == ["sketch", "finish"], "a sketch of another size is of no use"
    assert done(10, FINEST) == done(11, FINEST) == ["sketch", "finish"]


def test_on_twos_a_pair_takes_turns(stage: Stage) -> None:
    mates, birds = zip(*drawn_birds(stage, QUALITIES[0], True), strict=True)
    assert anew(mates) == [not one for one in anew(birds)]
    assert anew(mates) in ([True, False] * 3, [False, True] * 3)


def test_a_coarser_bird_stands_where_the_fine_one_does() -> None:
    painter, view = BirdPainter(), BirdView()
    fine = painter.render(view, 1.0, 260.0)
    alpha = fine.pixels[..., 3].copy()
    coarse = BirdPainter().render(view, 1.0, 130.0).enlarged(2.0)
    assert coarse.foot_xy == pytest.approx(fine.foot_xy, abs=6) and coarse.head_xy == pytest.approx(fine.head_xy, abs=6)
    high, wide = (min(a, b) for a, b in zip(alpha.shape, coarse.pixels.shape[:2], strict=True))
    together = (alpha[:high, :wide] > 128) & (coarse.pixels[:high, :wide, 3] > 128)
    assert together.sum() > 0.9 * (alpha > 128).sum()


@pytest.mark.no_cover
def test_wild_worlds_do_no_harm(stage: Stage) -> None:
    far = 1e7
    for world in (
        running(far),
        running(-far),
        running(things=(thing(Kind.CRATE, 12.0, y_m=-50.0), thing(Kind.CAT, 1e9, angle_rad=1e6))),
        running(waves=(WaveView(1, 12.0, 0.5, 0.34, 0.0, -1), WaveView(2, 12.0, 90.0, 0.34, 7.0, 1))),
        replace(running(), wind_mps=30.0, t_s=1e6),
    ):
        items = stage.draw(world, world, 2.0, 5.0, (WorldEvent("land", 0.0, world.bird.x_m, 0.0, amount=1e9),))
        assert seen(items).any()


def test_time_that_stands_still_or_goes_back_is_survived(stage: Stage) -> None:
    for t_s in (5.0, 5.0, 3.0, 3.1):
        assert stage.draw(running(), running(), 0.5, t_s, (WorldEvent("hit", 0.0, 10.0, 0.3),))


def test_a_long_run_keeps_no_more_pictures_than_a_short_one(stage: Stage) -> None:
    """Angles, sizes and lights are kept in bounded stores."""
    for frame in range(160):
        spin = frame * 0.37
        things = tuple(
            thing(kind, 12.0, i, angle_rad=spin + i, alive=False, heading=1 - 2 * (frame % 2))
            for i, kind in enumerate(Kind)
        )
        world = running(10.0, things=things, waves=(WaveView(frame, 12, 0.5, 0.34, frame % 9 / 8, 1),))
        if frame % 20 == 0:
            stage.draw(world, world, 1.0, frame / 60, shot=Shot(zoom=1 + frame % 7 / 10))
        else:
            for it in things:
                stage._things.draw(it, stage.camera(world))
    kept = stage._things._ready
    assert kept.bytes <= kept.most_bytes and len(kept) > 100
    assert len(stage._fire._scaled) <= 161 and len(stage._fire._lights) <= 65


def test_what_the_next_mountains_hide_is_not_missed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bands cut to what can be seen of them look as whole ones do, in every stretch and however high the camera is."""
    scenery = stage._scenery
    cameras = [Camera(stage.view, x_m, shake_px=(0.0, up)) for x_m, up in ((20.0, 0.0), (230.0, 0.0), (520.0, 150.0))]

    def painted() -> list[Pixels]:
        return [seen([Scene(1280, 720), *scenery._all_behind(at, scenery._sky, [], True)]) for at in cameras]

    cut = painted()
    assert scenery._cuts
    monkeypatch.setattr(scenery, "_cut", lambda name, rows: scenery._pictures[name])
    for few, all_rows in zip(cut, painted(), strict=True):
        assert np.array_equal(few, all_rows)
