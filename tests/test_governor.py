"""The governor of painting, on scripted frame times and sights."""

from itertools import pairwise

import pytest

from game.governor import Governor, Smoothed
from game.tuning import FINEST, GOVERNING, QUALITIES

PERIOD_S = 1 / 60
LOWEST = len(QUALITIES) - 1


class Machine:
    """A machine whose frames take so long, and whose vision looks at this share of 30 source frames a second."""

    def __init__(self, governor: Governor) -> None:
        self.governor = governor
        self.now_s = 100.0
        self.frames = self.dropped = 0
        self.due_s = 100.0
        self.owed = 0.0
        self.levels: list[int] = []
        self.work_s = 0.5 * PERIOD_S

    def run(self, seconds: float, frame_s: float = PERIOD_S, poses: float | None = None, age_s: float = 0.035) -> int:
        """So many seconds; returns the level at their end. poses: None without vision."""
        until_s = self.now_s + seconds
        while self.now_s < until_s:
            self.now_s += frame_s
            self.governor.frame(self.now_s, frame_s, PERIOD_S, self.work_s)
            self.levels.append(self.governor.level)
            while poses is not None and self.due_s < self.now_s:
                self.due_s += 1 / 30
                self.frames += 1
                self.owed += poses
                if self.owed >= 1:
                    self.owed -= 1
                    self.governor.sight(self.now_s, age_s, self.frames, self.dropped)
                else:
                    self.dropped += 1
            if poses is None:
                self.due_s = self.now_s
        return self.governor.level


@pytest.fixture
def machine() -> Machine:
    return Machine(Governor())


def test_a_quick_machine_is_left_alone(machine: Machine) -> None:
    assert machine.run(60, poses=1.0) == 0
    assert machine.run(60) == 0
    assert max(machine.levels) == 0


def test_a_late_frame_now_and_then_is_no_reason(machine: Machine) -> None:
    for _ in range(60):
        machine.run(2.0, poses=1.0)
        machine.run(0.04, frame_s=0.04, poses=1.0)
    assert max(machine.levels) == 0


@pytest.mark.parametrize(("poses", "age_s"), [(0.5, 0.035), (1.0, 0.115)], ids=["few poses", "old poses"])
def test_poses_come_before_pictures(machine: Machine, poses: float, age_s: float) -> None:
    """Sixty frames a second are painted all the while: it is the poses that are missing."""
    assert machine.run(3.0, poses=poses, age_s=age_s) >= 1
    for before, after in pairwise(machine.levels):
        assert after - before in (0, 1)  # one level after another


def test_late_frames_cost_paint_one_level_at_a_time_until_it_is_quick_enough(machine: Machine) -> None:
    def frame_s() -> float:
        return 0.030 if machine.governor.level < 2 else PERIOD_S

    while machine.now_s < 130:
        machine.run(0.05, frame_s=frame_s())
        if machine.governor.level == 2 and machine.now_s < 104:
            reached_s = machine.now_s
    assert reached_s < 105
    assert max(machine.levels) == 2


def test_it_paints_again_when_the_other_program_ends_and_not_at_once(machine: Machine) -> None:
    machine.run(4.0, poses=0.5)
    fallen = machine.governor.level
    assert fallen >= 1
    assert machine.run(GOVERNING.calm_s * 0.8, poses=1.0) >= fallen
    assert machine.run(200, poses=1.0) == 0


@pytest.mark.no_cover
def test_it_does_not_swing_between_two_levels(machine: Machine) -> None:
    """A machine that can afford level 1 but not level 0 tries ever more seldom."""
    tries: list[float] = []
    while machine.now_s < 700:
        before = machine.governor.level
        machine.run(0.05, frame_s=0.030 if before == 0 else PERIOD_S)
        if machine.governor.level == 0 and before == 1:
            tries.append(machine.now_s)
    assert len(tries) <= 8
    waits = [b - a for a, b in pairwise(tries)]
    assert waits[-1] > 4 * waits[0]


def test_where_less_painting_brings_no_more_poses_the_picture_comes_back(machine: Machine) -> None:
    """A machine whose inference takes two source frames: painting is not what its poses wait for."""
    machine.run(40, poses=0.5)
    assert max(machine.levels) == LOWEST
    assert machine.governor.level == 0
    assert machine.run(20, poses=0.5) == 0
    assert machine.run(6, frame_s=0.030, poses=0.5) > 0, "late frames still count"


def test_where_less_painting_ends_no_hiccups_the_picture_comes_back(machine: Machine) -> None:
    """Another program takes the processor twice a second, whatever is painted."""

    def hiccups(seconds: int) -> None:
        for _ in range(2 * seconds):
            machine.run(0.45, poses=1.0)
            machine.run(0.03, frame_s=0.03, poses=1.0)

    hiccups(40)
    assert max(machine.levels) == LOWEST
    machine.levels.clear()
    hiccups(30)
    assert 0 in machine.levels, "painting was not their cause"
    fully = machine.levels.index(0)
    assert set(machine.levels[fully:]) == {0}, "and they are put up with for a while"
    assert machine.run(6, frame_s=0.030, poses=1.0) > 0, "a slow machine is not"


def test_where_less_painting_ends_some_hiccups_it_stays_less(machine: Machine) -> None:
    """A machine with hiccups twice a second at the lowest level, four times at any other: it does not swing."""
    for n in range(600):
        machine.run(0.2, poses=1.0)
        if n % 2 or machine.governor.level < LOWEST:
            machine.run(0.03, frame_s=0.03, poses=1.0)
    lowest = machine.levels.index(LOWEST)
    assert set(machine.levels[lowest:]) == {LOWEST}


def test_hiccups_are_put_up_with_at_the_lowest_level_where_more_painting_is_worse(machine: Machine) -> None:
    """A machine that is late twice a second at the lowest level, and all the time at any other."""
    while machine.now_s < 400:
        for frame_s in (*[PERIOD_S] * 27, 0.03):
            machine.run(0.015, frame_s=frame_s if machine.governor.level == LOWEST else 0.03, poses=1.0)
    assert sum(level < LOWEST for level in machine.levels) < 0.1 * len(machine.levels)


def test_while_the_game_learns_it_paints_less_at_once_and_all_of_it_afterwards(machine: Machine) -> None:
    machine.run(5, poses=1.0)
    for _ in range(120):
        machine.now_s += PERIOD_S
        machine.governor.frame(machine.now_s, PERIOD_S, PERIOD_S, 0.5 * PERIOD_S, learning=True)
        assert machine.governor.level == GOVERNING.learning
    assert machine.run(60, poses=1.0) == 0
    fixed = Governor("high")
    fixed.frame(1.0, PERIOD_S, PERIOD_S, PERIOD_S, learning=True)
    assert fixed.quality is FINEST


def test_a_moved_window_and_a_vision_that_starts_anew_are_no_slow_machine(machine: Machine) -> None:
    machine.run(5, poses=1.0)
    machine.run(1.0, frame_s=1.0)
    machine.governor.sight(machine.now_s, 0.03, 1, 0, epoch=1)
    machine.governor.sight(machine.now_s + 0.03, 0.03, 2, 0, epoch=1)
    assert machine.run(5) == 0
    assert max(machine.levels) == 0


def test_vision_that_is_off_does_not_hold_the_picture_down(machine: Machine) -> None:
    machine.run(4, poses=0.5)
    assert machine.governor.level > 0
    assert machine.run(120) == 0


@pytest.mark.parametrize(("choice", "level"), [("low", LOWEST), ("high", 0)])
def test_a_fixed_choice_stays(choice: str, level: int) -> None:
    machine = Machine(Governor(choice))  # type: ignore[arg-type]
    machine.run(10, frame_s=0.05, poses=0.3, age_s=0.3)
    machine.run(60, poses=1.0)
    assert set(machine.levels) == {level}
    assert "fixed" in machine.governor.figures()


def test_levels_only_ever_take_away() -> None:
    for richer, poorer in pairwise(QUALITIES):
        assert poorer.motes <= richer.motes and poorer.bird <= richer.bird and poorer.scene <= richer.scene
        assert poorer.mist <= richer.mist and poorer.twos >= richer.twos
        assert poorer.rain <= richer.rain and poorer.rays <= richer.rays and poorer.shadows <= richer.shadows
        assert poorer != richer


def test_a_mean_forgets_by_time_not_by_count() -> None:
    often, seldom = Smoothed(1.0, 0.0), Smoothed(1.0, 0.0)
    for _ in range(100):
        often.add(1.0, 0.01)
    seldom.add(1.0, 1.0)
    assert often.value == pytest.approx(seldom.value) == pytest.approx(0.632, abs=0.001)


def test_a_machine_with_time_to_spare_paints_everything_sixty_times_a_second(machine: Machine) -> None:
    machine.run(30, poses=1.0)
    assert machine.governor.quality is QUALITIES[0], "half of a frame's time is needed"
    machine.work_s = 0.25 * PERIOD_S
    machine.run(30, poses=1.0)
    assert machine.governor.quality is FINEST
    machine.work_s = 0.4 * PERIOD_S  # for everything: no reason to swing back
    machine.run(60, poses=1.0)
    assert machine.governor.quality is FINEST
    machine.work_s = 0.6 * PERIOD_S
    machine.run(30, poses=1.0)
    assert machine.governor.quality is QUALITIES[0]
