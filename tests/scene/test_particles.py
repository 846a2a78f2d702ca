"""Motes: bounded, finite, settled on the ground, and gone in time."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from game.scene.air import Air, shower
from game.scene.backdrop.ground import depth_of_water
from game.scene.drawing import Blend, Sprite
from game.scene.effects import Effects
from game.scene.fire import Fire, paint_fire
from game.scene.motes import Mote, mote_pictures
from game.scene.particles import Particles
from game.scene.projection import Camera, View
from game.tuning import SCENE
from game.world.snapshot import BirdView, Snapshot, WaveView, WorldEvent, WorldEventKind

CAMERA = Camera(View(), 0.0)
KINDS: tuple[WorldEventKind, ...] = (
    "jump", "flap", "land", "footstep", "hadouken", "wave_hit", "wave_end", "hit", "pickup", "move", "passed", "over",
    "start", "gather", "fizzle", "knock", "thud", "stomp",
)  # fmt: skip


def test_there_are_never_more_than_there_is_room_for() -> None:
    particles = Particles(capacity=50)
    for _ in range(40):
        particles.throw(Mote.SPARK, 33, (0.0, 1.0))
        particles.step(0.001)
    assert len(particles) == 50
    particles.throw(Mote.DUST, 5000, (0.0, 1.0))
    assert len(particles) == 50 and particles.place.shape == (50, 2)


def test_the_newest_take_the_places_of_the_oldest() -> None:
    particles = Particles(capacity=10)
    particles.throw(Mote.DUST, 10, (0.0, 1.0))
    particles.throw(Mote.LEAF, 3, (0.0, 1.0))
    assert sorted(particles.kind.tolist()) == [Mote.DUST] * 7 + [Mote.LEAF] * 3


@pytest.mark.no_cover
@pytest.mark.parametrize("mote", Mote)
def test_every_kind_flies_finitely_stays_above_ground_and_ends(mote: Mote) -> None:
    particles = Particles()
    particles.throw(mote, 40, (0.0, 0.6), (2.0, 3.0), (2.0, 2.0))
    shown = 0
    for frame in range(240):
        particles.step(1 / 60, wind_mps=1.5 * np.sin(frame / 9))
        assert np.isfinite(particles.place).all() and np.isfinite(particles.speed).all()
        assert (particles.place[:, 1] >= 0).all()
        shown += sum(len(items) for items in particles.draw(CAMERA))
    assert shown > 40
    assert len(particles) == 0


def test_heavy_things_fall_and_smoke_rises() -> None:
    for mote, falls in ((Mote.SPLINTER, True), (Mote.SMOKE, False)):
        particles = Particles()
        particles.throw(mote, 50, (0.0, 2.0), spread=(0.1, 0.1))
        for _ in range(20):
            particles.step(1 / 60)
        assert bool(particles.place[:50, 1].mean() < 2.0) is falls


def test_a_motes_pictures_are_small_whole_and_told_apart_by_key() -> None:
    pictures = [p for look in mote_pictures().values() for turns in look.frames for sizes in turns for p in sizes]
    assert len({p.key for p in pictures}) == len(pictures)
    assert sum(p.pixels.nbytes for p in pictures) < 6 << 20
    for look in mote_pictures().values():
        for age in (0.0, 0.5, 0.999, 5.0):
            for size in (0.0, 1.0, 9.0):
                pixels = look.at(age, -17.3, size).pixels
                assert pixels.shape[2] == 4 and pixels.dtype == np.uint8
                if look.blend is Blend.PREMULTIPLIED:
                    assert (pixels[..., :3] <= pixels[..., 3:]).all()


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("calm", [False, True])
def test_every_event_can_be_shown(kind: WorldEventKind, calm: bool) -> None:
    effects = Effects(SCENE)
    world = Snapshot(bird=BirdView(x_m=3.0), waves=(WaveView(1, 3.0, 0.5, 0.3, 1.0, 1),))
    effects.step(0.01, world, [WorldEvent(kind, 0.0, 3.0, 0.2, "log", 4.0)], calm)
    for _ in range(30):
        effects.step(1 / 60, world, (), calm)
    assert np.isfinite(effects.particles.place).all()
    assert len(effects.particles) <= effects.particles.capacity


def test_a_hit_lets_feathers_fly_and_a_knocked_crate_splinters() -> None:
    for event, mote in (
        (WorldEvent("hit", 0.0), Mote.FEATHER),
        (WorldEvent("knock", 0.0, name="crate"), Mote.SPLINTER),
    ):
        effects = Effects(SCENE)
        effects.step(0.01, Snapshot(), [event], False)
        flying = effects.particles.kind[effects.particles.age_s < effects.particles.life_s]
        assert (flying == mote).sum() >= 5


def test_fireflies_and_leaves_are_a_formula_of_the_time() -> None:
    one, two = Air(View()), Air(View())
    for t_s in (0.0, 3.3, 1e5):
        a = [(i.x, i.y, i.picture.key) for i in one.fireflies(CAMERA, t_s, 1.0) if isinstance(i, Sprite)]
        b = [(i.x, i.y, i.picture.key) for i in two.fireflies(CAMERA, t_s, 1.0) if isinstance(i, Sprite)]
        assert a == b and a
        assert all(-60 < x < 1340 and 0 < y < 720 for x, y, _ in a)
    assert not one.fireflies(CAMERA, 1.0, 0.0)
    assert len(one.leaves(CAMERA, 1.0, 5.0)) > len(one.leaves(CAMERA, 1.0, 0.0)) > 0


def test_a_burst_is_seen_where_fire_meets_something_and_soon_over() -> None:
    effects, fire = Effects(SCENE), Fire(paint_fire())
    effects.step(0.01, Snapshot(), [WorldEvent("wave_hit", 0.0, 4.0, 0.5)], False)
    ((x_m, y_m, age_s),) = effects.bursts
    assert (x_m, y_m) == (4.0, 0.5) and fire.burst(100.0, 100.0, age_s)
    for _ in range(30):
        effects.step(1 / 60, Snapshot(), (), False)
    assert effects.bursts == [] and fire.burst(0.0, 0.0, 9.0) == []
    effects.step(0.01, Snapshot(), [WorldEvent("wave_hit", 0.0, 4.0, 0.5)], True)
    assert effects.bursts == []  # it flashes, so it is left out when flashing is reduced
    effects.step(0.01, Snapshot(), [WorldEvent("wave_hit", 0.0)] * 500, False)
    effects.step(0.01, Snapshot(), (), False)
    assert len(effects.bursts) < 10


def test_fire_turns_with_its_heading_and_fades_with_its_power() -> None:
    fire = Fire(paint_fire())

    def core(heading: int, power: float) -> Sprite:
        items = fire.draw(WaveView(1, 0.0, 0.5, 0.34, power, heading), CAMERA, 0.0, False)
        (solid,) = [i for i in items if isinstance(i, Sprite) and i.blend is Blend.PREMULTIPLIED]
        return solid

    right, left = core(1, 1.0), core(-1, 1.0)
    assert np.array_equal(right.picture.pixels, left.picture.pixels[:, ::-1])
    x, _ = CAMERA.point(0.0, 0.5)
    for sprite in (right, left):  # the white-hot middle is where the wave is, whichever way it flies
        hot = sprite.picture.pixels[..., 2] > 200
        assert np.flatnonzero(hot.any(0)).mean() + sprite.x == pytest.approx(x, abs=14)
    assert core(1, 0.2).picture.pixels.size < 0.6 * right.picture.pixels.size


def test_it_rains_in_the_depth_of_the_night_only() -> None:
    hours = np.arange(0, 3, 0.01) * SCENE.hour_s
    wet = [t for t in hours.tolist() if shower(t, SCENE) > 0]
    assert wet and all(SCENE.hour_s < t < 2 * SCENE.hour_s for t in wet)
    assert max(shower(t, SCENE) for t in wet) == 1.0
    air = Air(View())
    assert not air.rain(CAMERA, 1.0, 0.0)
    assert 0 < len(air.rain(CAMERA, 1.0, 0.3)) < len(air.rain(CAMERA, 1.0, 1.0)) <= 90
    assert not air.rings(CAMERA, 1.0, 0.0)
    assert 0 < len(air.rings(CAMERA, 1.0, 1.0)) < 220, "only where there is water"


def test_rings_and_glints_lie_on_water_and_stay_on_the_ground() -> None:
    air, view = Air(View()), View()
    for t_s in (1.0, 2.3, 7.7):
        for item in (*air.rings(CAMERA, t_s, 1.0), *air.glints(CAMERA, t_s, 640.0, 1.0)):
            assert isinstance(item, Sprite)
            high, wide = item.picture.pixels.shape[:2]
            factor = (item.y + high / 2 - view.horizon_px) / view.depth_px
            column = CAMERA.scroll_px(factor) + item.x + wide / 2 - view.width_px / 2
            assert depth_of_water(column / (view.period_px * factor), factor) > 0
    one, moved = Camera(view, 3.0), Camera(view, 3.1)
    before = {(item.y, round(item.x)) for item in air.rings(one, 1.0, 1.0)}  # type: ignore[union-attr]
    for item in air.rings(moved, 1.0, 1.0):
        assert isinstance(item, Sprite)
        factor = (item.y + item.picture.pixels.shape[0] / 2 - view.horizon_px) / view.depth_px
        back = item.x + 0.1 * view.px_per_m * factor
        assert any(y == item.y and abs(x - back) <= 1 for y, x in before) or not 0 < back < view.width_px


# --- water


def kinds(effects: Effects) -> Counter[Mote]:
    alive = effects.particles.age_s < effects.particles.life_s
    return Counter(Mote(kind) for kind in effects.particles.kind[alive].tolist())


@pytest.mark.parametrize(("kind", "drops"), [("footstep", 4), ("jump", 10), ("land", 20), ("thud", 10)])
def test_water_splashes_and_dry_ground_dusts(kind: WorldEventKind, drops: int) -> None:
    wet, dry = Effects(SCENE), Effects(SCENE)
    for effects in (wet, dry):
        event = WorldEvent(kind, 0.0, 4.0, 0.0, amount=5.0, wet=effects is wet)
        effects.step(0.0, Snapshot(), (event,), False)
    assert kinds(wet)[Mote.DROP] >= drops and kinds(wet)[Mote.RING] >= 1
    assert Mote.DUST not in kinds(wet)
    assert Mote.DUST in kinds(dry) and Mote.DROP not in kinds(dry)


def test_a_harder_landing_splashes_more() -> None:
    def drops(amount: float) -> int:
        effects = Effects(SCENE)
        effects.step(0.0, Snapshot(), (WorldEvent("land", 0.0, 4.0, amount=amount, wet=True),), False)
        return kinds(effects)[Mote.DROP]

    assert drops(6.0) > drops(1.0) > 0


def test_drops_are_gone_when_they_meet_the_ground() -> None:
    particles = Particles()
    particles.throw(Mote.DROP, 20, (0.0, 0.05), (0.0, 2.0))
    particles.throw(Mote.LEAF, 3, (0.0, 0.05))
    for _ in range(54):
        particles.step(1 / 60)
    alive = particles.age_s < particles.life_s
    assert (particles.kind[alive] == Mote.LEAF).sum() == 3
    assert (particles.place[alive & (particles.kind == Mote.DROP), 1] > 0.01).all()
    assert (particles.kind[alive] == Mote.DROP).sum() < 10


def test_fire_over_water_boils_it() -> None:
    effects = Effects(SCENE)
    wave = WaveView(1, 4.0, 0.5, 0.34, 1.0, 1)
    effects.step(0.1, Snapshot(waves=(replace(wave, over_water=True),)), (), False)
    assert kinds(effects)[Mote.STEAM] > 2 and kinds(effects)[Mote.DROP] > 2
    dry = Effects(SCENE)
    dry.step(0.1, Snapshot(waves=(wave,)), (), False)
    assert Mote.STEAM not in kinds(dry)
