"""Choosing the player: scripted walks of several people through the picture, listed in any order."""

from collections.abc import Callable

import numpy as np
import pytest
from bodies import body

from game.body.player import Locked, PlayerLock
from game.body.pose import Pose
from game.tuning import LOCK

Walk = Callable[[float], Pose | None]
FPS = 30


def stand(x: float, torso_px: float = 100.0) -> Walk:
    return lambda t_s: body(at=(x, 200), torso_px=torso_px)


def pass_by(start_s: float, seconds: float, torso_px: float = 100.0, back: bool = False) -> Walk:
    """Walks through the whole picture."""

    def walk(t_s: float) -> Pose | None:
        u = (t_s - start_s) / seconds
        if not 0 <= u <= 1:
            return None
        return body(at=(640 * (1 - u if back else u), 200 + (torso_px - 100)), torso_px=torso_px)

    return walk


def while_(walk: Walk, begin_s: float, end_s: float) -> Walk:
    return lambda t_s: walk(t_s) if begin_s <= t_s < end_s else None


class Watch:
    """Runs a lock over people and remembers who was the player when."""

    def __init__(self, seconds: float, *people: Walk, seed: int = 3, fps: float = FPS) -> None:
        rng = np.random.default_rng(seed)
        lock = PlayerLock()
        self.who: list[int | None] = []
        self.joined: list[float] = []
        self.left: list[float] = []
        for i in range(round(seconds * fps)):
            t_s = i / fps
            seen = [(who, pose) for who, walk in enumerate(people) if (pose := walk(t_s)) is not None]
            rng.shuffle(seen)  # type: ignore[arg-type]
            found = lock.step(t_s, [pose for _, pose in seen])
            self.who.append(next((who for who, pose in seen if pose is found.pose), None))
            self.joined += [t_s] * found.joined
            self.left += [t_s] * found.left

    @property
    def players(self) -> set[int]:
        return {who for who in self.who if who is not None}


def test_whoever_stays_a_moment_joins_once() -> None:
    watch = Watch(3, stand(400))
    assert watch.joined == pytest.approx([LOCK.join_s], abs=1.5 / FPS)
    assert watch.left == []
    assert watch.who[-1] == 0


def test_a_false_detection_does_not_join() -> None:
    assert Watch(2, while_(stand(300), 0.5, 0.6)).joined == []


def test_the_nearest_to_the_middle_joins() -> None:
    assert Watch(2, stand(90), stand(350), stand(560)).players == {1}


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(5))
def test_the_player_stays_whatever_the_order_of_the_list(seed: int) -> None:
    assert Watch(5, stand(200), stand(430), seed=seed).players == {0} or Watch(
        5, stand(200), stand(430), seed=seed
    ).players == {1}
    assert Watch(5, stand(180), stand(350), seed=seed).players == {1}


@pytest.mark.no_cover
@pytest.mark.parametrize("torso_px", [45.0, 80.0, 100.0, 170.0])
@pytest.mark.parametrize("back", [False, True])
def test_whoever_walks_past_does_not_take_over(torso_px: float, back: bool) -> None:
    watch = Watch(8, stand(380), pass_by(1.0, 3.0, torso_px, back), pass_by(5.0, 1.5, torso_px, back))
    assert watch.players == {0}
    assert len(watch.joined) == 1
    assert watch.left == []


@pytest.mark.no_cover
@pytest.mark.parametrize("hidden_s", [0.3, 0.8, 1.2])
def test_whoever_walks_in_front_and_hides_the_player_does_not_take_over(hidden_s: float) -> None:
    """The player is not found while someone nearer the camera passes before them."""
    player: Walk = lambda t_s: None if abs(t_s - 2.5) < hidden_s / 2 else stand(340)(t_s)  # noqa: E731
    watch = Watch(6, player, pass_by(1.0, 3.0, 180))
    assert watch.players == {0}
    assert watch.left == []
    assert watch.who[-1] == 0


@pytest.mark.no_cover
@pytest.mark.parametrize("hidden_s", [0.2, 0.4, 0.8])
@pytest.mark.parametrize("torso_px", [90.0, 100.0, 112.0])
@pytest.mark.parametrize("back", [False, True])
def test_whoever_of_the_same_size_walks_close_past_does_not_take_over(
    hidden_s: float, torso_px: float, back: bool
) -> None:
    """The two are found as one for as long as they overlap."""
    passing = pass_by(1.0, 3.0, torso_px, back)
    meet_s = 2.5 + (0.1 if back else -0.1)
    player: Walk = lambda t_s: None if abs(t_s - meet_s) < hidden_s / 2 else stand(300)(t_s)  # noqa: E731
    watch = Watch(6, player, passing)
    assert watch.left == []
    assert watch.who[-1] == 0
    swapped = sum(who == 1 for who in watch.who)
    assert swapped <= 0.35 * FPS


def test_a_body_found_twice_is_one_player() -> None:
    rng = np.random.default_rng(6)

    def twin(t_s: float) -> Pose | None:
        return body(at=(330 + rng.normal(0, 6), 200), visibility=0.9) if rng.random() < 0.5 else None

    real: Walk = lambda t_s: stand(330)(t_s) if rng.random() < 0.7 else None  # noqa: E731
    watch = Watch(10, real, twin)
    assert len(watch.joined) == 1
    assert watch.left == []


def test_somebody_nearer_the_middle_later_does_not_take_over() -> None:
    assert Watch(5, stand(150), while_(stand(330), 1.0, 9.0)).players == {0}


def test_somebody_larger_in_the_middle_who_was_overlooked_at_the_start_is_the_player() -> None:
    watch = Watch(4, stand(208, 67), while_(stand(320, 89), 0.45, 9.0))
    assert set(watch.who[round(0.8 * FPS) :]) == {1} and len(watch.joined) == 2
    late = Watch(6, stand(208, 67), while_(stand(320, 89), LOCK.settle_s + LOCK.join_s + 0.2, 9.0))
    assert late.players == {0}
    passed = Watch(5, stand(208, 67), pass_by(0.2, 2.5, torso_px=89))
    assert passed.players == {0}


def test_somebody_in_the_middle_who_is_overlooked_while_another_joins_is_waited_for() -> None:
    def flickers(t_s: float) -> Pose | None:
        return None if 0.1 <= t_s < 0.45 else stand(320, 75)(t_s)

    watch = Watch(3, stand(208, 67), flickers)
    assert watch.players == {1} and watch.joined[0] < 0.5
    later = Watch(3, stand(208, 67), while_(stand(320, 75), 0.2, 9.0))
    assert later.players == {1} and later.joined == pytest.approx([0.2 + LOCK.join_s], abs=1.5 / FPS)
    gone = Watch(3, stand(208, 67), while_(stand(320, 75), 0.1, 0.2))
    assert gone.players == {0} and gone.joined[0] < 0.2 + LOCK.forget_s + 0.1
    for smaller_or_walking in (stand(320, 60), pass_by(-1.0, 2.5, torso_px=89)):
        assert Watch(3, stand(208, 67), while_(smaller_or_walking, 0.1, 9.0)).players == {0}


def test_leaving_is_noticed_after_the_stated_time_and_another_may_take_over() -> None:
    watch = Watch(8, while_(stand(330), 0, 3), stand(560))
    assert watch.left == pytest.approx([3.0 + LOCK.leave_s], abs=2 / FPS)
    assert len(watch.joined) == 2
    assert watch.who[60] == 0
    assert watch.who[-1] == 1


@pytest.mark.no_cover
def test_the_player_may_walk_about_and_to_the_camera() -> None:
    def walk(t_s: float) -> Pose:
        return body(at=(320 + 220 * np.sin(1.2 * t_s), 200), torso_px=90 + 35 * np.sin(0.9 * t_s), frame=(640, 900))

    watch = Watch(12, walk, while_(stand(600), 0.5, 99))
    assert watch.players == {0}
    assert watch.left == []


@pytest.mark.no_cover
@pytest.mark.parametrize("fps", [10, 15, 60])
def test_any_frame_rate(fps: float) -> None:
    watch = Watch(6, stand(330), pass_by(1.0, 2.0), fps=fps)
    # in the moment they stand in one place, either may be taken for it
    assert sum(who == 1 for who in watch.who) <= 0.15 * fps
    assert watch.who[-1] == 0
    assert watch.joined == pytest.approx([LOCK.join_s], abs=1.5 / fps)


def test_a_player_who_comes_back_in_time_has_not_left() -> None:
    watch = Watch(5, lambda t_s: None if 2 < t_s < 3.2 else stand(300)(t_s))
    assert (len(watch.joined), watch.left) == (1, [])
    assert watch.who[-1] == 0


def profile_of(walk: Walk) -> Walk:
    """The same body seen from the side, like a person who walks past."""

    def turned(t_s: float) -> Pose | None:
        pose = walk(t_s)
        if pose is None:
            return None
        points = pose.points.copy()
        middle = points[[11, 12], 0].mean()
        points[:, 0] = middle + 0.2 * (points[:, 0] - middle)
        return Pose(points, pose.frame)

    return turned


@pytest.mark.no_cover
@pytest.mark.parametrize("fps", [15, 30, 60])
@pytest.mark.parametrize(("x", "torso_px"), [(330.0, 200.0), (330.0, 48.0), (90.0, 100.0), (560.0, 60.0)])
@pytest.mark.parametrize("gap_s", [0.0, 0.1, 0.2])
def test_a_cut_or_zoom_shows_the_same_player_at_once(fps: float, x: float, torso_px: float, gap_s: float) -> None:
    before, after = while_(stand(330), 0, 2), while_(stand(x, torso_px), 2 + gap_s, 9)
    watch = Watch(4, lambda t_s: before(t_s) or after(t_s), fps=fps)
    assert (len(watch.joined), watch.left) == (1, [])
    assert None not in watch.who[round((2 + gap_s) * fps) + 1 :]


def test_a_picture_that_cuts_again_and_again() -> None:
    def edited(t_s: float) -> Pose:
        return body(at=((330, 200), (180, 230))[int(t_s / 0.8) % 2], torso_px=(90, 180)[int(t_s / 0.8) % 2])

    watch = Watch(8, edited)
    assert (len(watch.joined), watch.left) == (1, [])
    assert None not in watch.who[10:]


def test_a_cut_is_told_once_so_that_nobody_takes_it_for_a_movement() -> None:
    lock = PlayerLock()
    cuts = [lock.step(i / FPS, [body(torso_px=100 if i < 60 else 190)]).cut for i in range(120)]
    assert cuts.index(True) == 60
    assert sum(cuts) == 1


def test_after_a_cut_to_the_side_view_the_player_is_back_soon() -> None:
    before, after = while_(stand(330), 0, 2), while_(profile_of(stand(330, 190)), 2, 9)
    watch = Watch(4, lambda t_s: before(t_s) or after(t_s))
    assert (len(watch.joined), watch.left) == (1, [])
    assert watch.who[round((2 + LOCK.join_s) * FPS) + 2] == 0


@pytest.mark.parametrize("back", [False, True])
def test_whoever_crosses_in_front_and_was_never_seen_beside_the_player_does_not_take_over(back: bool) -> None:
    """A landmarker that follows the player alone finds the passer-by only when the player is hidden."""
    passing = profile_of(pass_by(1.0, 3.0, 180, back))
    hidden = lambda t_s: 2.1 < t_s < 2.9  # noqa: E731
    player: Walk = lambda t_s: None if hidden(t_s) else stand(330)(t_s)  # noqa: E731
    watch = Watch(6, player, lambda t_s: passing(t_s) if hidden(t_s) else None)
    assert watch.players == {0}
    assert watch.left == []
    assert watch.who[-1] == 0


def test_whoever_hid_the_player_for_a_moment_gives_the_game_back() -> None:
    """Somebody stops in front, face to the camera; when they go on, the player behind them plays on."""
    hidden = lambda t_s: 2.0 <= t_s < 3.0  # noqa: E731
    player: Walk = lambda t_s: None if hidden(t_s) else stand(330)(t_s)  # noqa: E731
    watch = Watch(5, player, lambda t_s: stand(350, 190)(t_s) if hidden(t_s) else None)
    assert (len(watch.joined), watch.left) == (1, [])
    assert set(watch.who[round(3.0 * FPS) :]) == {0}


@pytest.mark.no_cover
@pytest.mark.parametrize("fps", [15, 30, 60])
@pytest.mark.parametrize("gap", [70.0, 100.0])
def test_two_side_by_side_are_never_swapped(fps: float, gap: float) -> None:
    """People hop, tremble and are lost now and then: the player stays the same in every single frame."""
    rng = np.random.default_rng(11)

    def hopping(x: float, phase: float) -> Walk:
        def walk(t_s: float) -> Pose | None:
            if t_s > 0.5 and rng.random() < 0.08:
                return None
            y = 200 - 25 * abs(np.sin(3 * t_s + phase))
            x_now = x + rng.normal(0, 4) + 10 * np.sin(1.3 * t_s + phase)
            return body(at=(x_now, y), torso_px=float(100 * np.exp(rng.normal(0, 0.04))))

        return walk

    watch = Watch(8, hopping(300, 0), hopping(300 + gap, 1), fps=fps)
    assert watch.players == {0}
    assert watch.left == []


def test_nobody() -> None:
    watch = Watch(2)
    assert (watch.joined, watch.left, watch.players) == ([], [], set())


def test_bodies_that_cannot_be_measured_are_nobody() -> None:
    assert Watch(2, stand(300, torso_px=1)).joined == []


def test_times_that_stand_still_or_run_back_change_nothing() -> None:
    lock = PlayerLock()
    for i in range(20):
        lock.step(i / FPS, [body()])
    assert lock.step(0.1, [body()]) == Locked(None) or lock.step(0.1, [body()]).joined is False
    assert lock.step(1.0, [pose := body()]).pose is pose
