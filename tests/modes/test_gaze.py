"""The gaze lab's mode: what can be done when, hints, keeping, and where the Huia looks."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from game.body.reading import Facing, Reading
from game.cli import Options
from game.controls.command import Command
from game.controls.intent import Intent
from game.director import Director
from game.equipment import gaze_lab
from game.eventlog import EventLog
from game.face.eyes import Eyes
from game.gaze import training
from game.gaze.aim import direction
from game.gaze.lab import GazeKit, Lab
from game.gaze.looks import Looks
from game.gaze.path import spot
from game.gaze.store import Drawer, Kept
from game.gaze.training import Inline
from game.modes.attract import Attract
from game.modes.gaze import SHOWN_S, Gaze
from game.modes.kit import Kit
from game.modes.look import Look
from game.modes.transitions import STAY, Quit, ToAttract, ToPlay, ToPractice, ToSettings
from game.scene.drawing import Disc, Text
from game.sights import NoSource, VisionSource
from game.sitting import Sitting
from game.vision.cameras.camera import open_as_is
from game.vision.cameras.source import OK, FrameSource
from game.vision.models import face_model
from game.vision.pipeline import Pipeline
from game.vision.sight import Sight, pack, unpack
from game.vision.spec import VisionSpec
from game.vision.worker import VisionProcess
from tests.gaze.players import player

SIZES = ((640, 360), (1280, 720), (1080, 1920))


@pytest.fixture(autouse=True)
def few_methods(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "KINDS", ())
    monkeypatch.setattr(training, "RECIPES", {"rays": training.RECIPES["rays"]})


def sight(t_s: float, looks: Looks, k: int) -> Sight:
    eyes = Eyes(looks.pictures[k], looks.features[k], looks.codes[k], 0.3, 150.0)
    return Sight(Reading(t_s, people=1), OK, eyes=eyes)


def following(tenths: int) -> Iterator[tuple[float, Looks, int]]:
    """Somebody whose eyes follow the target from 0 s on: looks at each tenth of a second."""
    pool = player(3, 600)
    for tenth in range(tenths):
        at = spot(tenth / 10)
        yield tenth / 10, pool, int(np.hypot(*(pool.targets - (at.x, at.y)).T).argmin())


@pytest.fixture
def mode(tmp_path: Path) -> Gaze:
    return Gaze(Kit(None, 1), GazeKit(Lab(Inline), Drawer(tmp_path), "ana", acted=lambda: True))


def words(mode: Gaze, size: tuple[int, int] = (1280, 720)) -> str:
    return " | ".join(item.text for item in mode.draw(1.0, Look(0.0, size)) if isinstance(item, Text))


def do(mode: Gaze, action: str) -> None:
    """Choose an action by its name."""
    for _ in range(12):
        view = mode._view(Look(0.0))
        if view.actions[view.chosen] == action:
            mode.command(Command.OK)
            return
        mode.command(Command.RIGHT)
    raise AssertionError(f"{action} cannot be done: {view.actions}")


@pytest.mark.no_cover
def test_a_player_is_collected_learnt_and_followed(mode: Gaze) -> None:
    for t_s, pool, k in following(450):
        mode.see(sight(t_s, pool, k))
        mode.step(Intent())
        if mode._lab.trained is not None:
            break
    lab = mode._lab
    assert lab.trained is not None  # at 60 examples it learns without being asked, as the virtual player cannot ask
    assert "blip" in mode.cues()
    apart = []
    for t_s, pool, k in following(60):
        mode.see(sight(100 + t_s, pool, k))
        if spot(t_s).resting and lab.gaze is not None:
            apart.append(np.hypot(*(np.array(lab.gaze) - pool.targets[k])))
    assert np.mean(apart) < 0.15


def test_the_stand_in_is_learnt_again_from_more_examples(tmp_path: Path) -> None:
    learnt: list[int] = []

    def begin(looks: Looks) -> Inline:
        learnt.append(len(looks))
        return Inline(looks)

    kit = GazeKit(Lab(begin), Drawer(tmp_path), acted=lambda: True, enough=20, more=10)
    mode = Gaze(Kit(None, 1), kit)
    for t_s, pool, k in following(250):
        mode.see(sight(t_s, pool, k))
        mode.step(Intent())
    assert learnt == [20, 30, 40, 50]


def test_what_cannot_be_learnt_yet_is_not_tried_at_every_sight(tmp_path: Path) -> None:
    class Counted(Lab):
        tried = 0

        def train(self) -> None:
            self.tried += 1
            super().train()

    lab = Counted(Inline)
    mode = Gaze(Kit(None, 1), GazeKit(lab, Drawer(tmp_path), acted=lambda: True, enough=2, more=5))
    for t_s, pool, k in following(60):
        mode.see(sight(t_s, pool, k))
        mode.step(Intent())
    assert lab.trained is None and lab.failure
    assert 1 <= lab.tried <= 1 + sum(lab.counts) // 5


def test_what_the_stand_in_showed_is_forgotten_when_a_webcam_takes_its_place(tmp_path: Path) -> None:
    there = [True]
    kit = GazeKit(Lab(Inline), Drawer(tmp_path), "ana", acted=lambda: there[0])
    mode = Gaze(Kit(None, 1), kit)
    for t_s, pool, k in following(80):
        mode.see(sight(t_s, pool, k))
    assert len(kit.lab) > 5
    there[0] = False
    mode.see(sight(0.1, player(4, 600), 0))
    assert len(kit.lab) == 0
    assert kit.lab.begun_s is None  # nothing begins by itself for somebody who has keys
    for t_s, pool, k in following(80):
        mode.see(sight(t_s, pool, k))
    assert len(kit.lab) == 0
    do(mode, "Follow")
    for t_s, pool, k in following(80):
        mode.see(sight(8.0 + t_s, pool, k))
    assert len(kit.lab) > 5
    assert mode.command(Command.BACK) is STAY  # it is theirs to stop


def test_the_lab_is_of_whoever_the_source_sees_and_needs_a_face_model(tmp_path: Path) -> None:
    process = VisionProcess(VisionSpec(camera="demo", faces=tmp_path))
    source = VisionSource(process)
    kit = gaze_lab(Options(), source)
    assert kit is not None
    assert kit.acted()
    process.renew(replace(process.spec, camera="0"), 0.0, "A webcam has arrived.")
    assert not kit.acted()
    assert gaze_lab(Options(), VisionSource(VisionProcess(VisionSpec(camera="demo")))) is None
    assert gaze_lab(Options(), NoSource()) is None
    headless = gaze_lab(Options(command="gaze", camera="demo", headless=True), None)
    assert headless is not None
    assert headless.acted()


def test_eyes_are_no_longer_there_when_pictures_cease(mode: Gaze) -> None:
    mode = Gaze(Kit(None, 1), GazeKit(Lab(Inline), mode._own.drawer), guest=True)
    mode.see(sight(1.0, player(3, 1), 0))
    mode._lab.begun_s = 0.0
    before = mode._view(Look(0.0)).target
    moved = []
    for _ in range(10 * 120):
        mode.step(Intent())
        moved.append(mode._view(Look(0.0)).target)
    assert mode._lab.eyes is None
    assert not mode._lab.point(0.5, 0.5)
    assert before is not None
    assert len(set(moved[120:])) == 1  # the target waits for the camera
    assert any(isinstance(mode.step(Intent()), ToAttract) for _ in range(61 * 120))


def test_the_huia_looks_where_the_player_looks(mode: Gaze) -> None:
    mode._lab.gaze = (0.0, 0.0)
    asked = mode._looking(Intent())
    assert asked.yaw_rad > 0.5  # the screen's left is the player's left
    assert asked.pitch_rad > 0.3
    for _ in range(60):
        mode._lab.gaze = (1.0, 1.0)
        mode.step(Intent())
    assert mode.run.now.bird.head_yaw_rad < -0.3


def test_hints_come_at_five_twenty_five_and_fifty(mode: Gaze) -> None:
    lab, seen = mode._lab, {}
    for t_s, pool, k in following(500):
        mode.see(sight(t_s, pool, k))
        seen.setdefault(mode._words()[1], len(lab))
        if len(lab) >= 55:
            break
    assert list(seen.values()) == [0, 5, 25, 50]


def test_saved_loaded_and_forgotten_by_hand(mode: Gaze) -> None:
    mode._own = GazeKit(mode._lab, mode._own.drawer, "ana")
    mode._lab.begun_s = 0.0
    for t_s, pool, k in following(120):
        mode.see(sight(t_s, pool, k))
    count = len(mode._lab)
    assert count > 10
    assert mode.command(Command.BACK) is STAY  # stops the target
    do(mode, "Save")
    do(mode, "Forget")
    assert len(mode._lab) == 0
    do(mode, "Load")
    assert len(mode._lab) == count
    (mode._own.drawer._folder / "ana.npz").write_bytes(b"no")  # type: ignore[operator]
    do(mode, "Load")
    assert "broken" in words(mode)
    assert len(mode._lab) == count
    assert isinstance(mode.command(Command.BACK), Quit)


def test_too_few_examples_are_told(mode: Gaze) -> None:
    mode._own = GazeKit(mode._lab, mode._own.drawer)
    do(mode, "Learn")
    assert "Look at 5 targets" in words(mode)


@pytest.mark.parametrize("size", SIZES)
def test_every_state_can_be_drawn(mode: Gaze, size: tuple[int, int]) -> None:
    assert "examples" not in words(mode, size)
    for t_s, pool, k in following(450):
        mode.see(sight(t_s, pool, k))
        if t_s == 5.0:
            assert "examples" in words(mode, size)
        mode.step(Intent())
    mode._lab.begun_s = None
    mode._own = GazeKit(mode._lab, mode._own.drawer)
    assert "of the diagonal" in words(mode, size)
    do(mode, "Errors")
    assert "left out" in words(mode, size)


@pytest.mark.no_cover
def test_a_cabinet_forgets_who_is_gone(tmp_path: Path) -> None:
    mode = Gaze(Kit(None, 1, cabinet=True), GazeKit(Lab(Inline), Drawer(None)))
    mode._lab.begun_s = 0.0
    for t_s, pool, k in following(60):
        mode.see(sight(t_s, pool, k))
    assert len(mode._lab)
    mode.see(Sight(Reading(7.0), OK))
    steps = [mode.step(Intent()) for _ in range(21 * 120)]
    assert any(isinstance(step, ToAttract) for step in steps)
    assert len(mode._lab) == 0


def at_home(tmp_path: Path, cabinet: bool = False) -> Kit:
    own = GazeKit(Lab(Inline), Drawer(None if cabinet else tmp_path), "ana")
    return Kit(None, 1, cabinet=cabinet, gaze=own)


def test_it_is_reached_from_title_practice_and_settings_and_left_for_the_title(tmp_path: Path) -> None:
    kit = at_home(tmp_path)
    for opening in (ToAttract(kit), ToPractice(kit), ToSettings(kit)):
        director = Director(opening)
        assert not director.mode.eyes
        if isinstance(opening, ToSettings):
            director.command(Command.UP)  # the last row
            director.command(Command.OK)
        else:
            director.command(Command.GAZE)
        assert isinstance(director.mode, Gaze)
        assert director.mode.eyes  # vision looks for eyes from now on
        director.command(Command.BACK)
        assert isinstance(director.mode, Attract)
        assert not director.ended
    plain = Director(ToAttract(Kit(None, 1)))  # no camera sees eyes
    plain.command(Command.GAZE)
    assert isinstance(plain.mode, Attract)


@pytest.mark.slow
@pytest.mark.no_cover
def test_a_lab_opened_from_a_menu_is_left_when_nobody_is_there(tmp_path: Path) -> None:
    kit = at_home(tmp_path)
    assert kit.gaze is not None
    guest, asked = Gaze(kit, kit.gaze, guest=True), Gaze(kit, kit.gaze)
    steps = [(guest.step(Intent()), asked.step(Intent())) for _ in range(61 * 120)]
    assert any(isinstance(step, ToAttract) for step, _ in steps)
    assert all(step is STAY for _, step in steps)  # huia gaze waits


@pytest.mark.no_cover
@pytest.mark.slow
def test_on_a_cabinet_it_needs_no_keys_and_forgets(tmp_path: Path) -> None:
    kit = at_home(tmp_path, cabinet=True)
    assert kit.gaze is not None
    mode, lab, learnt_s = Gaze(kit, kit.gaze, guest=True), kit.gaze.lab, None
    pool = player(3, 600)
    for tenth in range(1500):
        now = lab.target(tenth / 10)
        at = (0.5, 0.5) if now is None else (now.x, now.y)
        mode.see(sight(tenth / 10, pool, int(np.hypot(*(pool.targets - at).T).argmin())))
        left = any([isinstance(mode.step(Intent()), ToAttract) for _ in range(12)])
        if lab.trained is not None and learnt_s is None:
            learnt_s = tenth / 10
        if left:
            break
    assert learnt_s is not None
    assert learnt_s < 60
    assert left
    assert tenth / 10 - learnt_s == pytest.approx(SHOWN_S, abs=1.0)
    assert len(lab) == 0
    assert lab.trained is None


@pytest.mark.slow
@pytest.mark.no_cover
def test_on_a_cabinet_who_does_not_come_near_does_not_block_it(tmp_path: Path) -> None:
    kit = at_home(tmp_path, cabinet=True)
    assert kit.gaze is not None
    mode, far = Gaze(kit, kit.gaze, guest=True), sight(0.0, player(3, 1), 0)
    assert far.eyes is not None
    mode.see(replace(far, eyes=replace(far.eyes, face_px=40.0)))
    steps = [mode.step(Intent()) for _ in range(21 * 120)]
    assert any(isinstance(step, ToAttract) for step in steps)


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize(("y", "sign"), [(0.02, 1), (0.5, 0), (0.98, -1)])
def test_gaze_aims_the_fire_in_a_run(y: float, sign: int) -> None:
    """The eyes look at the screen's upper edge, its middle or its lower edge; the head points the other way."""
    sitting = Sitting(Director(ToPlay(Kit(None, 1))), EventLog(None))
    head = Reading(0.0, people=1, facing=Facing(0.0, -0.4 * sign, 0.0))
    angles: list[float] = []
    for tenth in range(60):
        t_s = tenth / 10
        sitting.see(Sight(replace(head, t_s=t_s), OK, gaze=(0.9, y)))
        keys = Intent(present=True, hadouken="right" if tenth == 20 else None)
        sitting.advance(t_s, 12, keys, 0.0)
        angles += [wave.angle_rad for wave in sitting.director.mode.run.now.waves]
    assert angles[0] * sign > 0.3 if sign else angles[0] == 0.0  # a fire that flies down skims the ground later


def test_eyes_come_through_the_pipeline() -> None:
    spec = VisionSpec(camera="demo", seed=1, realtime=False, faces=face_model(), eyes=True)
    with Pipeline(spec) as pipeline:
        one = pipeline.step(1.0)
    assert one is not None
    assert one.eyes is not None
    assert one.eyes.near
    head, picture = pack(one)
    again = unpack(head + bytes(picture))
    assert again.eyes is not None
    assert (again.eyes.features == one.eyes.features).all()


def test_a_kept_gaze_aims_in_place_of_the_head(tmp_path: Path) -> None:
    sitting = Sitting(Director(ToPractice(Kit(None, 1))), EventLog(None))
    head = Reading(1.0, people=1, facing=Facing(-0.4, 0.0, 0.0))
    sitting.see(Sight(head, OK, gaze=(0.0, 0.0)))
    keys = Intent(present=True)
    asked = sitting._intent(keys, 0.0)
    assert (asked.yaw_rad, asked.pitch_rad) == direction(0.0, 0.0)
    assert sitting._intent(keys, 2.0).yaw_rad <= 0.0  # an old gaze aims no longer
    sitting.see(Sight(replace(head, t_s=1.1), OK))
    assert sitting._intent(keys, 0.0).yaw_rad == pytest.approx(-0.4)
    drawn = sitting.draw(1.0, Look(0.0, sight=Sight(head, OK, gaze=(0.25, 0.5))))
    assert any(isinstance(item, Disc) and (item.x, item.y) == (320, 360) for item in drawn)


def test_vision_follows_a_kept_gaze_beside_the_body(tmp_path: Path) -> None:
    looks = player(1, 60, groups=12)
    (*_, trained) = training.learning(looks)
    assert isinstance(trained, training.Trained)
    drawer = Drawer(tmp_path)
    drawer.save("ana", Kept(looks, trained))
    desk = VisionSpec(camera="demo", seed=1, realtime=False, faces=face_model(), gaze=drawer.path("ana"), open=at_desk)
    with Pipeline(desk) as pipeline:
        sights = [pipeline.step(1.0) for _ in range(4)]
    assert any(one is not None and one.gaze is not None for one in sights)
    with Pipeline(replace(desk, gaze=drawer.path("nobody"))) as pipeline:
        one = pipeline.step(1.0)
    assert one is not None
    assert "not found" in one.trouble
    assert one.gaze is None


def at_desk(spec: VisionSpec) -> FrameSource:
    return open_as_is(spec.camera, seed=spec.seed, size=spec.size, realtime=spec.realtime, near=True)
