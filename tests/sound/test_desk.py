from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from typing import get_args

import numpy as np
import pytest

from game.sound.bank import MAKERS
from game.sound.desk import LOOPS, VARIANTS, Desk, Voice
from game.world.limbs import beating
from game.world.snapshot import WorldEvent, WorldEventKind

FRAME_S = 1 / 60


def pass_(desk: Desk, seconds: float, tension: float | None = 0.5) -> list[tuple[float, Voice]]:
    return [(n * FRAME_S, voice) for n in range(round(seconds / FRAME_S)) for voice in desk.frame(tension, FRAME_S)]


def at(kind: WorldEventKind, x_m: float = 0.0, t_s: float = 0.0, amount: float = 0.0) -> WorldEvent:
    return WorldEvent(kind, t_s, x_m, amount=amount)


def names(voices: Iterable[Voice]) -> list[str]:
    return [voice.name.partition(" ")[0] for voice in voices]


def settled(desk: Desk, tension: float | None) -> dict[str, float]:
    pass_(desk, 8.0, tension)
    return {name: desk.level(name) for name in LOOPS}


def test_every_event_has_a_sound_that_exists() -> None:
    for kind in get_args(WorldEventKind):
        voices = Desk().hear([at(kind, amount=6.0)])
        assert voices and all(voice.name in MAKERS for voice in voices), kind
    for family, many in VARIANTS.items():
        assert {name for name in MAKERS if name.partition(" ")[0] == family} == {f"{family} {n}" for n in range(many)}


def test_no_variant_twice_running_and_all_are_heard() -> None:
    desk = Desk()
    heard: list[str] = []
    for _ in range(60):
        heard += [voice.name for voice in desk.hear([at("footstep")])]
        pass_(desk, 0.2)
    assert len(heard) == 60 and len(set(heard)) == VARIANTS["footstep"]
    assert all(a != b for a, b in pairwise(heard))


def test_a_run_always_sounds_the_same() -> None:
    def play() -> list[Voice]:
        desk = Desk()
        return [voice for n in range(30) for voice in (*desk.hear([at("knock", n)]), *desk.frame(None, 1.0))]

    assert play() == play()


def test_a_crowd_is_softer_and_a_din_is_cut_short() -> None:
    desk = Desk()
    assert names(desk.hear([at("thud", amount=6.0)] * 50)) == ["thud"]
    loud, soft = Desk().hear([at("hadouken")]), Desk().hear([at("wave_hit"), at("knock"), at("hadouken")])[2:]
    assert soft[0].left < 0.75 * loud[0].left
    rattle = [voice for _ in range(60) for voice in (*desk.hear([at("knock")]), *desk.frame(0.5, FRAME_S))]
    assert 3 <= len(rattle) <= 10  # in a second
    assert len({desk.cue("count").name for _ in range(9)}) == 1  # cues come when they are asked for


def test_sides_and_distance() -> None:
    desk = Desk()
    desk.hear([at("footstep", 10.0)])
    far = desk.hear([at("knock", 18.0)])[0]
    pass_(desk, 1.0)
    behind = desk.hear([at("passed", 8.5)])[0]
    pass_(desk, 1.0)
    near = desk.hear([at("knock", 10.0)])[0]
    assert 0 < far.left < 0.6 * far.right and behind.left > behind.right > 0
    assert near.left == pytest.approx(near.right) and near.right > 1.1 * far.right
    for voice in (far, behind, near):
        assert max(voice.left, voice.right) <= 1.0


def test_a_soft_landing_is_a_soft_sound() -> None:
    soft, hard = (Desk().hear([at("land", amount=amount)])[0].left for amount in (0.5, 6.0))
    assert soft < 0.5 * hard


def test_feet_in_water() -> None:
    events = [at("footstep", 1.0), at("land", 2.0, amount=3.0), at("hit", 3.0)]
    wet = [replace(event, wet=True) for event in events]
    assert names(Desk().hear(wet)) == ["paddle", "splash", "hurt"]
    assert names(Desk().hear(events)) == ["footstep", "land", "hurt"]


def test_a_bird_that_rejoices_calls() -> None:
    assert names(Desk().hear([WorldEvent("move", 0.0, name="victory")])) == ["flourish", "call"]
    assert names(Desk().hear([WorldEvent("move", 0.0, name="wings")])) == ["flourish"]


def test_berries_in_a_row_climb() -> None:
    desk = Desk()

    def eaten(times_s: Iterable[float]) -> list[int]:
        steps = []
        for t_s in times_s:
            steps += [int(voice.name.split()[1]) for voice in desk.hear([at("pickup", t_s=t_s)])]
            pass_(desk, 0.2)
        return steps

    assert eaten([0.0, 0.2, 0.4]) == [0, 1, 2]
    assert eaten(np.arange(5.0, 8.0, 0.2)) == [0, 1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1, 0]


def test_wings_are_heard_when_they_come_down() -> None:
    desk = Desk()
    assert names(desk.hear([at("jump")])) == ["jump"]
    heard = [t_s for t_s, voice in pass_(desk, 1.5) if voice.name.startswith("flap")]
    t = np.arange(0.0, 1.0, 1e-3)
    lift = np.array([beating(s).left_rad for s in t])
    speed = np.gradient(lift, t)
    down = [t[n] for n in range(1, t.size - 1) if speed[n] < -5 and speed[n] < min(speed[n - 1], speed[n + 1])]
    assert len(heard) == 3
    for t_s, stroke_s in zip(heard, down, strict=False):
        assert t_s == pytest.approx(stroke_s, abs=0.04)
    desk.hear([at("jump")])
    pass_(desk, 0.1)
    desk.hear([at("land", amount=3.0)])
    assert not pass_(desk, 1.5)


@pytest.mark.no_cover
def test_the_music_follows_the_game() -> None:
    desk = Desk()
    calm = settled(desk, None)
    assert calm["forest"] > 0.9 and calm["pad"] > 0.9 and calm["tune"] == calm["drums"] == calm["rest"] == 0.0
    quiet = settled(desk, 0.0)
    desk.hear([at("start")])
    running = settled(desk, 0.0)
    assert quiet["drums"] < 1e-3 < running["drums"] < settled(desk, 1.0)["drums"]
    desk.hear([at("hit", amount=1.0)])
    danger = settled(desk, 0.6)
    assert running["pulse"] < 1e-3 and danger["pulse"] > 0.7 and danger["tune"] < running["tune"]
    desk.hear([at("over")])
    results = settled(desk, None)
    assert results["rest"] > 0.9 and results["pulse"] < 1e-3 and results["drums"] < 1e-3
    pass_(desk, 60.0, None)
    assert desk.level("rest") < 1e-3  # the title waits


def test_under_the_fire_the_music_makes_room() -> None:
    desk = Desk()
    before = settled(desk, 0.5)
    desk.hear([at("gather")])
    pass_(desk, 0.25)
    assert desk.level("glow") > 0.8 and desk.level("pad") < 0.5 * before["pad"]
    desk.hear([at("hadouken"), at("wave_end")])
    after = settled(desk, 0.5)
    assert after["glow"] < 0.01 and after["pad"] == pytest.approx(before["pad"], rel=0.01)


def test_no_volume_jumps() -> None:
    desk = Desk()
    most = 0.0
    said: dict[int, WorldEvent] = {
        100: at("start"), 300: at("gather"), 330: at("wave_end"), 500: at("hit", amount=1), 800: at("over"),
    }  # fmt: skip
    before = {name: desk.level(name) for name in LOOPS}
    for n in range(1500):
        desk.hear([said[n]] if n in said else [])
        desk.frame(0.8 if 50 < n < 800 else None, FRAME_S)
        now = {name: desk.level(name) for name in LOOPS}
        most = max(most, *(abs(now[name] - before[name]) for name in LOOPS))
        before = now
    assert most < 0.25


@pytest.mark.no_cover
def test_another_huia_calls_while_nobody_plays_and_none_while_somebody_does() -> None:
    calls = [(t_s, voice) for t_s, voice in pass_(Desk(), 240.0, None)]
    assert 8 <= len(calls) <= 17 and set(names(voice for _, voice in calls)) == {"call"}
    assert all(max(voice.left, voice.right) < 0.5 for _, voice in calls)
    assert not pass_(Desk(), 240.0, 0.3)
