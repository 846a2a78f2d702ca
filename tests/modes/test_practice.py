"""Practice: what it asks for, what it counts, and its joy when everything has been done once."""

import copy

import pytest

from game.body.notebook import Notebook
from game.controls.command import Command
from game.controls.intent import Intent, Wings
from game.controls.taught import TaughtControl, prepare
from game.director import Director
from game.modes.kit import Kit
from game.modes.look import Look
from game.modes.practice import EASY_S, PATIENCE_S, Practice
from game.modes.practice_panel import FIGURE_NAMES
from game.modes.teach import Teach
from game.modes.transitions import ToFree, ToPractice
from game.places import REFERENCE
from game.scene.bird.painter import BirdPainter, BirdPicture, Sketch
from game.scene.drawing import Text
from game.scene.stage import Stage
from game.tuning import TIMING
from game.world.snapshot import Act

STILL = Intent()
HANGING = Intent(wings=Wings(-1.4, -1.5))
WISHES = {
    "fly": Intent(jump=True),
    "hadouken": Intent(hadouken="left"),
    **{name: Intent(move=name) for name in ("normal", "dramatic", "moonwalk", "backpack", "underarm", "wings")},
}


REST = ("fly", "hadouken", "wings")


class Practising:
    """Practice played step by step."""

    def __init__(self, mode: Practice | None = None) -> None:
        self.mode = mode or Practice(Kit(None, 1), {})
        self.cues: list[str] = []
        self.acts: list[Act] = []

    def step(self, wish: Intent = STILL) -> None:
        self.mode.step(wish)
        self.cues += self.mode.cues()
        self.acts.append(self.mode.run.now.bird.act)

    def play(self, seconds: float, wish: Intent = STILL) -> None:
        for _ in range(round(seconds / TIMING.step_s)):
            self.step(wish)

    def words(self, t_s: float = 0.0, by_body: bool = True) -> list[str]:
        items = self.mode.draw(1.0, Look(t_s, by_body=by_body))
        return [item.text for item in items if isinstance(item, Text)]

    @property
    def asked(self) -> str:
        """The coach's heading: the first text of the panel."""
        return self.words()[0]


@pytest.mark.slow
@pytest.mark.parametrize("last", ["dramatic", *(pytest.param(pose, marks=pytest.mark.no_cover) for pose in REST)])
def test_the_huia_celebrates_when_all_eight_have_been_done_once(last: str) -> None:
    sitting = Practising()
    for name in FIGURE_NAMES:
        if name != last:
            sitting.step(WISHES[name])
            sitting.play(0.2)
    sitting.play(10.0)  # whatever was under way has ended
    assert Act.VICTORY not in sitting.acts and sitting.cues == []
    assert sitting.asked == last
    sitting.step(WISHES[last])
    assert sitting.cues == ["best"]
    assert any("well done" in text for text in sitting.words())
    sitting.play(13.0)  # the last act first: playing dead takes 9 s
    assert sitting.acts.count(Act.VICTORY) > 1.0 / TIMING.step_s
    assert sitting.asked == "All eight!"
    assert not any("well done" in text for text in sitting.words())
    first = sitting.acts.index(Act.VICTORY)
    del sitting.acts[: first + sitting.acts[first:].index(Act.IDLE)]
    for name in FIGURE_NAMES:
        sitting.step(WISHES[name])
        sitting.play(0.2)
    sitting.play(12.0)
    assert Act.VICTORY not in sitting.acts and sitting.cues == ["best"], "once is enough"


@pytest.mark.no_cover
def test_standing_easy_is_done_by_arms_that_hang_for_a_while_and_only_once() -> None:
    sitting = Practising()
    assert sitting.asked == "normal"
    for arms in (None, Wings(-1.5, 0.9), Wings(-0.98, -0.77)):  # unknown, moonwalk, backpack
        sitting.play(2 * EASY_S, Intent(wings=arms))
    sitting.play(EASY_S - 0.1, HANGING)
    sitting.play(0.5, Intent(wings=Wings(0.0, 0.0)))
    assert "×1" not in sitting.words()
    sitting.play(EASY_S + 0.1, HANGING)
    assert "×1" in sitting.words()
    sitting.play(3 * EASY_S, HANGING)
    assert "×1" in sitting.words() and "×2" not in sitting.words()
    assert sitting.asked == "fly"


@pytest.mark.no_cover
@pytest.mark.slow
def test_a_pose_that_will_not_succeed_makes_room_for_the_next() -> None:
    sitting = Practising()
    asked: list[str] = []
    sitting.play(0.5)
    for _ in range(9):
        asked.append(sitting.asked)
        sitting.play(PATIENCE_S)
    assert asked == [*FIGURE_NAMES, "normal"]
    sitting.play(2 * PATIENCE_S, Intent(present=False))
    assert sitting.asked == "fly", "nobody there, no time passes"


def test_keys_are_named_to_whoever_plays_by_keys() -> None:
    assert "Press 1" in Practising().words(by_body=False)
    assert "Press 1" not in Practising().words()


def test_who_comes_back_from_a_lesson_goes_on_where_they_were() -> None:
    notebook = Notebook(None)
    taught = TaughtControl(notebook, lambda: prepare(None, REFERENCE, notebook), threaded=False)
    director = Director(ToPractice(Kit(None, 1, taught=taught)))
    director.step(WISHES["normal"])
    director.command(Command.TEACH)
    assert isinstance(director.mode, Teach)
    director.command(Command.BACK)
    assert isinstance(director.mode, Practice)
    assert Practising(director.mode).asked == "fly"


class Watcher(BirdPainter):
    """A painter that notes where it put head and bill: pixels under the feet (less than 0: over them)."""

    head_px = 0.0

    def finish(self, sketch: Sketch) -> BirdPicture:
        picture = super().finish(sketch)
        self.head_px = min(picture.head_xy[1], picture.beak_xy[1]) - picture.foot_xy[1]
        return picture


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize("to", [ToPractice, ToFree])
@pytest.mark.parametrize("beats", [1, 2, 12])
def test_the_head_never_leaves_the_top_of_the_picture(to: type[ToPractice | ToFree], beats: int, stage: Stage) -> None:
    mine, painter = copy.copy(stage), Watcher()
    mine._bird = painter
    playing, top_px = Director(to(Kit(mine, 3))).mode, []
    jumps = [round(0.5 * TIMING.fps) + 18 * n for n in range(beats)]  # again and again, higher and higher
    for frame in range(jumps[-1] + round(1.5 * TIMING.fps)):
        playing.step(Intent(jump=frame in jumps))
        playing.step(STILL)
        if frame % 3 == 0 and frame > jumps[0]:
            playing.draw(1.0, Look(frame / TIMING.fps))
            camera, bird = mine._camera, playing.run.now.bird
            assert camera is not None
            top_px.append(camera.point(bird.x_m, bird.y_m)[1] + painter.head_px)
    assert 10 < min(top_px) < 150, "in the picture, and really up there"
