"""Two players: who joins beside the first, and that both stay who they are when they cross and hide each other."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from bodies import body

from game.body.pair_lock import PairLock
from game.body.player import strangeness
from game.body.pose import FloatArray, Pose
from game.body.reader import BodyReader
from game.body.reading import Reading
from game.body.recordings import Header, RecordedMate, Recording, read_recording
from game.tuning import LOCK
from game.vision.frame import Frame
from game.vision.recorder import Recorder
from tests.body.recorded import write_recording

Walk = Callable[[float], Pose | None]
FPS = 30
RED: FloatArray = np.array([[45, 60, 40], [30, 0, 0], [45, 60, 40]], np.float32)
BLUE: FloatArray = np.array([[40, 10, -50], [30, 0, 0], [40, 10, -50]], np.float32)


def stand(x: float, garb: FloatArray | None = None, torso_px: float = 100.0, y: float = 200.0) -> Walk:
    return lambda t_s: replace(body(at=(x, y), torso_px=torso_px), garb=garb)


def walk(from_x: float, to_x: float, begin_s: float, end_s: float, garb: FloatArray | None = None) -> Walk:
    def at(t_s: float) -> Pose:
        u = min(1.0, max(0.0, (t_s - begin_s) / (end_s - begin_s)))
        return replace(body(at=(from_x + u * (to_x - from_x), 200)), garb=garb)

    return at


def hides(near: Walk, far: Walk, px: float) -> Walk:
    """The far one, unless the near one stands before them."""

    def seen(t_s: float) -> Pose | None:
        one, other = near(t_s), far(t_s)
        if one is None or other is None:
            return other
        return None if abs(float(one.points[0, 0] - other.points[0, 0])) * 640 < px else other

    return seen


def _in_and_out(t_s: float) -> Pose | None:
    """Comes in beside the player and goes again at once."""
    if not 1.0 < t_s < 4.0:
        return None
    return walk(700, 430, 1.0, 2.5)(t_s) if t_s < 2.5 else walk(430, 700, 2.5, 4.0)(t_s)


class Watch:
    """Runs a lock over people and remembers who was the player and who the mate."""

    def __init__(self, seconds: float, *people: Walk, seed: int = 3) -> None:
        rng = np.random.default_rng(seed)
        lock = PairLock()
        self.first: list[int | None] = []
        self.mate: list[int | None] = []
        self.joined: list[float] = []
        self.left: list[float] = []
        for i in range(round(seconds * FPS)):
            t_s = i / FPS
            seen = [(who, pose) for who, one in enumerate(people) if (pose := one(t_s)) is not None]
            rng.shuffle(seen)  # type: ignore[arg-type]
            found = lock.step(t_s, [pose for _, pose in seen])
            mate = found.mate
            self.first.append(next((who for who, pose in seen if pose is found.pose), None))
            self.mate.append(next((who for who, pose in seen if mate is not None and pose is mate.pose), None))
            self.joined += [t_s] * (mate is not None and mate.joined)
            self.left += [t_s] * (mate is not None and mate.left)


def test_who_stands_beside_the_player_joins_after_a_while() -> None:
    watch = Watch(4.0, stand(320), lambda t_s: stand(480)(t_s) if t_s > 1 else None)
    assert watch.joined == [pytest.approx(1.0 + LOCK.mate_join_s, abs=0.1)]
    assert watch.first[-1] == 0 and watch.mate[-1] == 1


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(stand(480, torso_px=74), id="behind"),
        pytest.param(stand(470, torso_px=135), id="in front"),
        pytest.param(stand(355), id="close behind the shoulder"),
        pytest.param(stand(480, y=345), id="a sitting one"),
        pytest.param(lambda t_s: _in_and_out(t_s), id="walks by"),
        pytest.param(lambda t_s: stand(480)(t_s) if t_s % 2 < 1.2 else None, id="looks in now and then"),
    ],
)
def test_who_is_behind_before_or_passes_does_not_join(other: Walk) -> None:
    watch = Watch(6.0, stand(320), other)
    assert not watch.joined
    assert set(watch.first[20:]) == {0}


def test_a_child_beside_an_adult_joins() -> None:
    """Their feet stand on one row: the child is small, not far away."""
    adult, child = stand(260, torso_px=90, y=200), stand(420, torso_px=62, y=200 + 2.6 * (90 - 62))
    watch = Watch(4.0, adult, child)
    assert len(watch.joined) == 1


def test_somebody_as_tall_a_metre_farther_back_looks_on() -> None:
    """As a trial's camera saw it: smaller by 1.43, the feet .28 torso lengths higher."""
    player, behind = stand(314, torso_px=102, y=100), stand(179, torso_px=71, y=100 + 2.6 * (102 - 71) - 0.28 * 102)
    assert not Watch(4.0, player, behind).joined


def test_a_mate_leaves_after_a_while_and_the_first_plays_on() -> None:
    watch = Watch(8.0, stand(260), lambda t_s: stand(440)(t_s) if t_s < 3 else None)
    assert watch.left == [pytest.approx(3.0 + LOCK.mate_leave_s, abs=0.1)]
    assert set(watch.first[10:]) == {0}


def test_the_first_leaves_and_the_mate_stays_the_mate() -> None:
    watch = Watch(9.0, lambda t_s: stand(300)(t_s) if t_s < 3 else None, stand(480))
    assert watch.first[-1] is None and watch.mate[-1] == 1
    back = Watch(12.0, lambda t_s: stand(300)(t_s) if not 3 < t_s < 7 else None, stand(480))
    assert back.first[-1] == 0 and back.mate[-1] == 1, "who comes back beside the mate is the first again"


@pytest.mark.no_cover
@pytest.mark.parametrize("hidden_px", [30.0, 60.0, 110.0])
def test_clothes_tell_who_is_who_after_one_has_hidden_the_other(hidden_px: float) -> None:
    near = walk(220, 420, 4.0, 6.0, RED)
    far = hides(near, walk(420, 220, 4.0, 6.0, BLUE), hidden_px)
    watch = Watch(9.0, near, far)
    first, mate = watch.first[-1], watch.mate[-1]
    assert {first, mate} == {0, 1}
    assert (first, mate) == (watch.first[100], watch.mate[100])


@pytest.mark.no_cover
def test_who_turns_back_behind_the_other_is_told_by_clothes() -> None:
    """Both walk towards the middle; the hidden one turns round and comes out where they came from."""
    near = walk(220, 330, 4.0, 5.0, RED)

    def there_and_back(t_s: float) -> Pose | None:
        there = walk(420, 330, 4.0, 5.0, BLUE)
        return there(t_s) if t_s < 5.5 else walk(330, 420, 5.5, 6.5, BLUE)(t_s)

    watch = Watch(9.0, near, hides(near, there_and_back, 60.0))
    assert (watch.first[-1], watch.mate[-1]) == (watch.first[100], watch.mate[100])


def test_crossing_with_both_in_view_never_swaps_even_in_the_same_clothes() -> None:
    watch = Watch(9.0, walk(200, 440, 4.0, 7.0), lambda t_s: _lifted(walk(440, 200, 4.0, 7.0)(t_s)))
    pairs = {pair for pair in zip(watch.first[60:], watch.mate[60:], strict=True) if None not in pair}
    assert len(pairs) == 1


def _lifted(pose: Pose | None) -> Pose | None:
    """A head taller, so that the two never coincide."""
    if pose is None:
        return None
    points = pose.points.copy()
    points[:, 1] -= 0.06
    return Pose(points, pose.frame)


def test_somebody_else_does_not_take_a_hidden_players_place() -> None:
    """The mate goes away; somebody dressed otherwise steps in at once and must join like anybody."""
    watch = Watch(
        9.0, stand(260, RED), lambda t_s: stand(440, BLUE if t_s < 4 else RED)(t_s) if not 4 < t_s < 4.6 else None
    )
    stranger = np.array([[90, 0, 90], [90, 0, 0], [90, 0, 90]], np.float32)
    other = Watch(
        7.0,
        stand(260, RED),
        lambda t_s: stand(440, BLUE)(t_s) if t_s < 4 else None,
        lambda t_s: stand(470, stranger)(t_s) if t_s > 4.3 else None,
    )
    assert watch.first[-1] == 0
    assert 2 not in other.mate[: round((4.3 + LOCK.mate_join_s) * FPS)]


def test_strangeness_of_clothes() -> None:
    assert strangeness(None, RED) == 0.0 == strangeness(RED, RED + 4)
    assert strangeness(RED, BLUE) == 1.0
    unseen = np.full((3, 3), np.nan, np.float32)
    assert strangeness(unseen, RED) == 0.0


@pytest.mark.no_cover
def test_each_of_two_bodies_has_its_own_reading() -> None:
    reader = BodyReader(pair=True)
    jumps: dict[str, list[float]] = {"first": [], "mate": []}
    seen: dict[str, int] = {}
    for i in range(300):
        t_s = i / FPS
        up = min(1.0, max(0.0, (t_s - 5.0) / 0.3)) if t_s < 6 else 0.0
        reading = reader.read(t_s, [body(at=(220, 200)), body(to="up", share=up, at=(420, 200))])
        for name, one in (("first", reading), ("mate", reading.mate)):
            for event in one.events if one is not None else ():
                if event.serial > seen.get(name, 0):
                    seen[name] = event.serial
                    jumps[name] += [event.t_s] * (event.kind == "jump")
    assert reading.mate is not None and reading.mate.pose is not None and reader.paired
    first_x = float(reading.pose.points[0, 0]) if reading.pose is not None else 0.0
    who = "mate" if first_x < 0.5 else "first"
    assert [round(t, 1) for t in jumps[who]] == [pytest.approx(5.2, abs=0.15)]
    assert sum(map(len, jumps.values())) == 1


def test_a_recording_of_two_reads_back_and_plays_the_same(tmp_path: pytest.TempPathFactory) -> None:
    live, frames, mates = BodyReader(pair=True), [], {}
    told = []
    for i in range(330):
        t_s = i / FPS
        up = min(1.0, max(0.0, (t_s % 3 - 1.0) / 0.3)) if t_s % 3 < 2 else 0.0
        people = [body(to="up", share=up, at=(220, 200))]
        if t_s < 8:
            people.append(body(to="up", share=1 - up, at=(420, 200)))
        reading = live.read(t_s, people)
        frames.append((t_s, live.player if live.player is not None else None))
        if live.paired:
            mates[i] = live.mate
        told.append(reading)
    path = tmp_path / "two.jsonl"  # type: ignore[operator]
    write_recording(path, Recording(Header((640, 480), 30.0), tuple(frames), mates=mates))
    found = read_recording(path)
    assert found.mates.keys() == mates.keys() and len(found.frames) == len(frames)
    again = BodyReader(pair=True)
    last = [again.replay(t_s, pose, found.mates.get(i), i in found.mates) for i, (t_s, pose) in enumerate(found.frames)]

    def edges(readings: list) -> list[tuple[str, float]]:  # type: ignore[type-arg]
        ends = [one.mate for one in readings if one.mate is not None]
        return [(e.kind + e.name, round(e.t_s, 3)) for e in ends[-1].events if e.kind == "jump"]

    assert edges(last) == edges(told) and edges(told)
    assert all(a.t_s < b.t_s for a, b in pairwise(last))
    assert RecordedMate(None).face is None


def test_a_replay_of_two_lets_them_join_and_leave_as_they_did(tmp_path: Path) -> None:
    live = BodyReader(pair=True)
    recorder = Recorder(tmp_path / "two.jsonl", 0, (False, False))
    told = []
    for i in range(330):
        t_s = i / FPS
        people = [body(at=(220, 200))] if t_s < 6 else []  # the first to join goes; the mate plays on alone
        people += [body(at=(350, 200))] * (t_s < 9)
        reading = live.read(t_s, people)
        recorder.write(Frame(np.zeros((480, 640, 3), np.uint8), t_s, i), FPS, tuple(people), live, reading)
        told.append(_players(reading))
    recorder.close()
    found = read_recording(tmp_path / "two.jsonl")
    again = BodyReader(pair=True)
    replayed = [
        again.replay(t_s, pose, found.mates.get(i), i in found.mates) for i, (t_s, pose) in enumerate(found.frames)
    ]
    assert [_players(reading) for reading in replayed] == told
    assert any(told) and any(len(who) == 2 for who in told)


def _players(reading: Reading) -> list[tuple[str, float]]:
    """Who joined and left up to this reading, and when, the first player's before the mate's."""
    people = [reading] if reading.mate is None else [reading, reading.mate]
    return [(one.name, round(one.t_s, 3)) for each in people for one in each.events if one.kind == "player"]
