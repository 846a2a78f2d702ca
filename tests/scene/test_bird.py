"""The Huia on screen: golden pictures, what a head turn, an act, a life and a sex change, and wild input."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.controls.intent import Intent
from game.scene.bird import anatomy as at
from game.scene.bird.acts import ACTS, WAITS_FOR_NOBODY, posture
from game.scene.bird.anatomy import Part
from game.scene.bird.fidgets import FIDGETS, Fidget, fidgeting
from game.scene.bird.life import UNITS_PER_M, alive, blink
from game.scene.bird.memory import Memory
from game.scene.bird.painter import BirdPainter, BirdPicture
from game.scene.bird.rig import Rig
from game.scene.mesh import moved
from game.scene.shading import HOUR_LIGHTS, Firelight, Twilight
from game.tuning import WORLD
from game.world.acts import MOVES
from game.world.snapshot import Act, BirdView
from game.world.world import Course, World
from tests.goldens import check

SIZE = (300, 260)
FOOT = (140, 225)
T_S = 20.5  # no blink, no jerk of the head just then

Pixels = npt.NDArray[np.uint8]


def framed(picture: BirdPicture, size: tuple[int, int] = SIZE, foot: tuple[int, int] = FOOT) -> Pixels:
    """The picture in a frame of fixed size, its feet at a fixed place, (h, w, 4)."""
    out = np.zeros((size[1], size[0], 4), np.uint8)
    x, y = round(foot[0] - picture.foot_xy[0]), round(foot[1] - picture.foot_xy[1])
    h, w = picture.pixels.shape[:2]
    left, top, right, bottom = max(0, x), max(0, y), min(size[0], x + w), min(size[1], y + h)
    if right > left and bottom > top:
        out[top:bottom, left:right] = picture.pixels[top - y : bottom - y, left - x : right - x]
    return out


def drawn(view: BirdView, height_px: float = 150, t_s: float = T_S, **options: object) -> Pixels:
    return framed(BirdPainter().render(view, t_s, height_px, **options))  # type: ignore[arg-type]


def over_mist(pixels: Pixels) -> Pixels:
    """What is seen, (h, w, 3) RGB."""
    alpha = pixels[..., 3:].astype(float) / 255
    return (pixels[..., :3] + np.array((0x86, 0xB0, 0xA8)) * (1 - alpha)).astype(np.uint8)


def difference(a: Pixels, b: Pixels) -> float:
    """Mean absolute difference over what either covers, 0..255."""
    covered = (a[..., 3] > 0) | (b[..., 3] > 0)
    return float(np.abs(a.astype(int) - b.astype(int))[covered].mean())


TYPICAL = {  # the moment that shows what each act is about
    Act.IDLE: BirdView(),
    Act.RUN: BirdView(act=Act.RUN, act_s=2.0, stride=3.1, vx_mps=4.0),
    Act.FLY: BirdView(act=Act.FLY, act_s=0.22, vy_mps=3.0, y_m=0.5, grounded=False),
    Act.HADOUKEN: BirdView(act=Act.HADOUKEN, act_s=0.33),
    Act.DRAMATIC: BirdView(act=Act.DRAMATIC, act_s=2.2),
    Act.MOONWALK: BirdView(act=Act.MOONWALK, act_s=0.6),
    Act.BACKPACK: BirdView(act=Act.BACKPACK, act_s=0.5),
    Act.UNDERARM: BirdView(act=Act.UNDERARM, act_s=0.9),
    Act.WINGS: BirdView(act=Act.WINGS, act_s=0.8),
    Act.FLOURISH: BirdView(act=Act.FLOURISH, act_s=0.7),
    Act.HIT: BirdView(act=Act.HIT, act_s=0.12),
    Act.VICTORY: BirdView(act=Act.VICTORY, act_s=0.8),
}
SCENES = {f"act_{act.value}": view for act, view in TYPICAL.items()} | {
    "head_left": BirdView(head_yaw_rad=0.8, head_pitch_rad=0.2),
    "head_right": BirdView(head_yaw_rad=-0.8, head_roll_rad=0.3),
    "faces_left": BirdView(heading=-1),
    "arms": BirdView(wings_rad=(0.9, -0.3)),
    "glide": BirdView(act=Act.WINGS, act_s=1.0, grounded=False, y_m=1.0),
}


@pytest.mark.parametrize("name", SCENES)
def test_looks_as_it_did(name: str) -> None:
    check(f"bird/{name}", over_mist(framed(BirdPainter().render(SCENES[name], T_S, 88), (176, 150), (82, 130))))


def test_face_looks_as_it_did() -> None:
    picture = BirdPainter().render(BirdView(), T_S, 560)
    near = framed(picture, (260, 190), (round(90 + picture.foot_xy[0] - picture.head_xy[0]), 610))
    check("bird/face", over_mist(near))


def test_is_premultiplied_and_opaque_inside() -> None:
    picture = BirdPainter().render(BirdView(), T_S, 300)
    rgb, alpha = picture.pixels[..., :3], picture.pixels[..., 3:]
    assert (rgb <= alpha).all()
    x, y = picture.heart_xy
    assert picture.pixels[round(y), round(x), 3] == 255


def test_stands_as_tall_as_asked_with_its_feet_on_the_anchor() -> None:
    for height_px in (60.0, 240.0, 400.0):
        picture = BirdPainter().render(BirdView(), T_S, height_px)
        rows = np.flatnonzero(picture.pixels[..., 3].max(1))
        assert picture.foot_xy[1] - rows[0] == pytest.approx(height_px, rel=0.06)
        assert rows[-1] - picture.foot_xy[1] == pytest.approx(0, abs=0.06 * height_px)


@pytest.mark.no_cover
@pytest.mark.parametrize("heading", [1, -1])
def test_beak_follows_the_players_head_across_the_screen(heading: int) -> None:
    painter = BirdPainter()
    tips = []
    for degrees in range(-60, 61, 10):
        view = BirdView(head_yaw_rad=float(np.radians(degrees)), heading=heading)
        picture = painter.render(view, T_S, 400)
        tips.append(picture.beak_xy[0] - picture.foot_xy[0])
    assert (np.diff(tips) < 0).all(), tips  # yaw > 0, the player's own left, is the left of the mirrored screen
    assert tips[0] - tips[-1] > 200


def test_beak_goes_up_when_the_player_looks_up() -> None:
    painter = BirdPainter()
    tips = []
    for degrees in range(-30, 31, 10):
        picture = painter.render(BirdView(head_pitch_rad=float(np.radians(degrees))), T_S, 400)
        tips.append(picture.beak_xy[1] - picture.foot_xy[1])
    assert (np.diff(tips) < 0).all(), tips


def test_head_tilts_to_the_side_the_player_tilts_to() -> None:
    def crown(roll: float) -> float:
        """How far left of the head's middle the crown is, seen face to face."""

        head = Rig().pose(alive(BirdView(head_roll_rad=roll), T_S))[Part.HEAD]
        return float((head[:, :3] @ (at.CROWN_AT - at.FACE_AT))[2])  # to its right: the screen's left, face to face

    assert crown(0.4) > crown(0.0) > crown(-0.4)


@pytest.mark.no_cover
def test_acts_differ_from_each_other() -> None:
    pictures = {act: drawn(view) for act, view in TYPICAL.items()}
    acts = list(pictures)
    for i, a in enumerate(acts):
        for b in acts[i + 1 :]:
            assert difference(pictures[a], pictures[b]) > 12, (a, b)


@pytest.mark.no_cover
@pytest.mark.parametrize("act", [a for a in Act if a not in (Act.RUN, Act.FLY)])
def test_an_act_begins_where_standing_leaves_off(act: Act) -> None:
    begins, stands = drawn(BirdView(act=act)), drawn(BirdView())
    if act is Act.HIT:  # its outline flashes from the first frame, its posture does not jump
        begins[..., :3] = stands[..., :3] = 0
    assert difference(begins, stands) < 4


@pytest.mark.no_cover
def test_no_pop_when_an_act_is_cut_short() -> None:
    painter, last, worst = BirdPainter(), None, 0.0
    for i in range(120):  # a hadouken breaks off a bow, then it runs
        t = i / 60
        if t < 0.6:
            view = BirdView(act=Act.FLOURISH, act_s=t)
        elif t < 1.2:
            view = BirdView(act=Act.HADOUKEN, act_s=t - 0.6)
        else:
            view = BirdView(act=Act.RUN, act_s=t - 1.2, stride=(t - 1.2) * 2, vx_mps=3.0)
        picture = painter.render(view, T_S + t, 150)
        at = np.subtract(picture.head_xy, picture.foot_xy)
        if last is not None:
            worst = max(worst, float(np.hypot(*(at - last))))
        last = at
    assert worst < 20  # pixels a frame, of a bird 150 px tall


def travel(views: list[tuple[BirdView, float]]) -> list[float]:
    """How far the head goes from each moment to the next, pixels of a bird 150 px tall; the picture is not painted."""
    rig, memory, heads = Rig(), Memory(), []
    for view, t_s in views:
        head = rig.pose(memory.step(view, t_s)[0])[Part.HEAD]
        heads.append(moved(head, at.FACE_AT) * 150 / at.HEIGHT)
    return [float(np.linalg.norm(b - a)) for a, b in pairwise(heads)]


@pytest.mark.parametrize("fidget", FIDGETS, ids=lambda fidget: fidget.act.__name__)
def test_a_fidget_begins_and_ends_with_standing_and_never_jumps(fidget: Fidget) -> None:
    base = alive(BirdView(), T_S)
    postures = [fidget.act(base, i / 60, 1) for i in range(round(fidget.lasts_s * 60) + 1)]
    rig = Rig()
    heads = [moved(rig.pose(p)[Part.HEAD], at.FACE_AT) for p in (base, *postures, base)]
    steps = [float(np.linalg.norm(b - a)) * 150 / at.HEIGHT for a, b in pairwise(heads)]
    assert steps[0] < 1.5 and steps[-1] < 1.5
    assert 0.8 < max(steps) < 12


@pytest.mark.no_cover
@pytest.mark.slow
def test_a_standing_bird_fidgets_now_and_then_and_one_that_is_asked_for_something_does_not() -> None:
    def busy(view: BirdView) -> float:
        """Share of two minutes in which its posture is not plain standing."""
        at_s = [i / 5 for i in range(600)]
        return sum(fidgeting(view, alive(view, t), t) != alive(view, t) for t in at_s) / len(at_s)

    assert 0.2 < busy(BirdView(act_s=999.0)) < 0.6
    assert busy(BirdView(act_s=0.5)) == 0
    assert busy(BirdView(act_s=999.0, wings_rad=(0.0, 0.0))) == 0
    seen = travel([(BirdView(act_s=999.0 + i / 60), i / 60) for i in range(60 * 60)])
    assert max(seen) < 16


def test_a_walking_birds_head_is_held_still_and_thrust_ahead_and_a_running_ones_is_not() -> None:
    def uneven(speed_mps: float) -> float:
        """How much of the head's progress is made in its fastest quarter."""
        rig = Rig()
        strides = np.linspace(3.0, 4.0, 60, endpoint=False)
        gone = []
        for stride in strides:
            view = BirdView(act=Act.RUN, vx_mps=speed_mps, stride=float(stride))
            head = rig.pose(ACTS[Act.RUN](view, alive(view, T_S), 1.0))[Part.HEAD]
            gone.append(float(moved(head, at.FACE_AT)[0]) + (stride - 3.0) * 0.7 * UNITS_PER_M)
        pace = np.sort(np.diff(gone))
        return float(pace[-15:].sum() / pace.sum())

    assert uneven(1.0) > 0.42 > uneven(4.0)


WISHES = {act.value: Intent(move=act.value) for act in MOVES.values()} | {
    "flourish": Intent(move="flourish"),
    "hadouken": Intent(hadouken="right"),
    "jump": Intent(jump=True),
}


@pytest.mark.slow
@pytest.mark.parametrize("wish", WISHES)
@pytest.mark.no_cover
def test_nothing_of_the_bird_pops_through_a_whole_act_of_the_world(wish: str) -> None:
    world, memory, rig, tips = World(3, Course.PRACTICE), Memory(), Rig(), []
    primaries = (Part.WING + 6, Part.WING + at.WING_FEATHERS + 6)
    for frame in range(60 * 10):
        for step in range(2):
            world.step(WISHES[wish] if (frame, step) == (60, 0) else Intent())
        joints = rig.pose(memory.step(world.snapshot().bird, frame / 60)[0])
        tips.append(
            [moved(joints[part], (1.0, 0.0, 0.0)) for part in primaries] + [moved(joints[Part.HEAD], at.FACE_AT)]
        )
    far = np.linalg.norm(np.diff(np.array(tips), axis=0), axis=2).max(0)
    assert (far[:2] < 1.5).all(), "a wing tip goes no further than a wing is long, even in the thrust of a hadouken"
    assert far[2] < 0.3


@pytest.mark.parametrize("act", sorted(WAITS_FOR_NOBODY))
def test_a_bird_that_acts_in_a_run_goes_on_running(act: Act) -> None:
    def stepping(vx_mps: float) -> float:
        """How far apart its near foot gets in a stride, units."""
        feet = [
            posture(view, T_S).near_foot.ahead
            for view in (BirdView(act=act, act_s=0.8, vx_mps=vx_mps, stride=3 + i / 12) for i in range(12))
        ]
        return max(feet) - min(feet)

    assert stepping(4.0) > 0.4
    assert stepping(0.0) < 0.01


def test_blinks_now_and_then_but_mostly_looks() -> None:

    lids = np.array([blink(i / 60) for i in range(60 * 60)])
    shut = int(((lids[1:] > 0.5) & (lids[:-1] <= 0.5)).sum())
    assert 12 <= shut <= 45  # a minute
    assert (lids > 0.1).mean() < 0.12
    assert [blink(7.3)] * 3 == [blink(7.3) for _ in range(3)]


def test_lives_are_groups_of_tail_feathers() -> None:
    whites = []
    for lives in range(4):
        pixels = drawn(BirdView(), lives=lives).astype(int)
        tail = pixels[:, : FOOT[0] - 50]  # behind the body
        whites.append(int((tail[..., :3].min(-1) > 150).sum()))
    assert whites[0] == 0
    assert (np.diff(whites) > 25).all(), whites


def test_male_has_the_short_beak() -> None:
    def reach(male: bool) -> float:
        picture = BirdPainter(male).render(BirdView(), T_S, 400)
        return float(np.hypot(*np.subtract(picture.beak_xy, picture.head_xy)))

    assert reach(True) < 0.75 * reach(False)


def test_free_wings_mirror_the_players_arms() -> None:
    def top(left: float, right: float, heading: int) -> tuple[float, float]:
        """How high the picture reaches in its left and right part."""
        pixels = drawn(BirdView(wings_rad=(left, right), heading=heading), 120)
        rows = [
            np.flatnonzero(part[..., 3].max(1))[:1] for part in (pixels[:, : FOOT[0] - 30], pixels[:, FOOT[0] + 30 :])
        ]
        return tuple(float(r[0]) if len(r) else 999.0 for r in rows)  # type: ignore[return-value]

    for heading in (1, -1):
        left_up, right_up = top(1.1, -1.5, heading), top(-1.5, 1.1, heading)
        assert left_up[0] < left_up[1]  # the player's left arm is the wing on the left of the screen
        assert right_up[1] < right_up[0]


def test_fire_lights_what_it_is_near() -> None:
    dark = drawn(BirdView())
    lit = drawn(BirdView(), fire=Firelight((1.6, 1.1, 0.4)))
    gain = lit.astype(int) - dark.astype(int)
    assert gain[..., 0].sum() > 3 * max(1, gain[..., 2].sum())
    assert (lit[..., 3] == dark[..., 3]).all()


@pytest.mark.no_cover
def test_its_outline_pulses_while_it_is_safe_and_flashes_when_it_is_struck() -> None:
    plain, struck = drawn(BirdView()), drawn(BirdView(act=Act.HIT))
    brightness = [int(drawn(BirdView(safe_s=s))[..., :3].sum()) for s in (1.0, 0.9, 0.8)]
    assert len(set(brightness)) == 3 and min(brightness) >= int(plain[..., :3].sum())
    assert int(struck[..., :3].sum()) > max(brightness)
    assert (drawn(BirdView(safe_s=1.0))[..., 3] == plain[..., 3]).all()  # it is never half clear


def test_only_a_bird_that_lost_its_last_feather_blinks() -> None:
    falls = [BirdView(act=Act.DRAMATIC, act_s=s) for s in (0.0, 0.2)]
    assert [int(drawn(view, lives=1)[..., 3].max()) for view in falls] == [255, 255]
    assert int(drawn(falls[1], lives=0)[..., 3].max()) < 200


@pytest.mark.no_cover
def test_a_hadouken_only_grows_until_it_leaves() -> None:
    glows = [BirdPainter().render(BirdView(act=Act.HADOUKEN, act_s=i / 60), T_S, 150).glow for i in range(45)]
    leaves = round(WORLD.wave.gather_s * 60)
    assert (np.diff(glows[: leaves + 1]) >= 0).all() and glows[leaves] > 0.9
    assert max(glows[leaves + 3 :]) == 0.0


SHARED = BirdPainter()  # keeps its meshes from one example to the next
angles = st.floats(-3.2, 3.2)
views = st.builds(
    BirdView,
    vx_mps=st.floats(-30, 30), vy_mps=st.floats(-30, 30), y_m=st.floats(0, 10), angle_rad=angles,
    act=st.sampled_from(Act), act_s=st.floats(0, 1e4), act_side=st.sampled_from([-1, 1]), head_yaw_rad=angles,
    head_pitch_rad=angles, head_roll_rad=angles, tail_rad=angles, wattle_rad=angles,
    wings_rad=st.none() | st.tuples(angles, angles), stride=st.floats(-1e4, 1e4), grounded=st.booleans(),
    safe_s=st.floats(0, 3), heading=st.sampled_from([-1, 1]), crouch=st.floats(-2, 2), head_x_m=st.floats(-1, 1),
    head_y_m=st.floats(-1, 1),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(view=views, t_s=st.floats(0, 1e5), height_px=st.floats(1, 500), lives=st.integers(-1, 5))
def test_draws_whatever_the_world_says(view: BirdView, t_s: float, height_px: float, lives: int) -> None:
    for later_s in (0.0, 0.05):
        picture = SHARED.render(view, t_s + later_s, height_px, lives=lives)
        assert (picture.pixels[..., :3] <= picture.pixels[..., 3:]).all()
        assert picture.pixels[..., 3].max() > 0
        points = (picture.foot_xy, picture.head_xy, picture.beak_xy, picture.heart_xy, picture.hands_xy)
        assert np.isfinite(np.array(points)).all()


@pytest.mark.no_cover
def test_a_shimmer_passes_from_tail_to_bill_and_leaves_nothing() -> None:
    plain = drawn(BirdView())
    places = []
    for part in (0.3, 0.5, 0.7):
        changed = np.abs(drawn(BirdView(), shimmer=part).astype(int) - plain).max(2) > 40
        assert 0.01 < changed.mean() < 0.3
        places.append(np.argwhere(changed).mean(0))
    rows, columns = np.array(places).T
    assert (np.diff(columns) > 0).all() and (np.diff(rows) < 0).all()
    assert (drawn(BirdView(), shimmer=None) == plain).all()


@pytest.mark.no_cover
def test_light_between_two_hours_lies_between_them() -> None:
    dusk, half, night = (
        over_mist(drawn(BirdView(), light=Twilight(*HOUR_LIGHTS[:2], share))).astype(int) for share in (0, 0.5, 1)
    )
    assert (dusk == over_mist(drawn(BirdView()))).all()
    assert dusk.mean() > half.mean() > night.mean()
