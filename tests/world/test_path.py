"""The path is always possible to clear: a player who jumps at the right moment is never hit."""

import random
from itertools import pairwise

import pytest

from game.controls.intent import Intent
from game.tuning import WORLD
from game.world.path import CHEST_M, SLACK_S, Path, Placement
from game.world.patterns import FIRSTS, LURK_M, OPENING, PATTERNS
from game.world.snapshot import Kind, Snapshot
from game.world.stretches import stretch_at
from game.world.things import HIDES, NATURES
from game.world.world import Course, World

BIRD, RUN = WORLD.bird, WORLD.run
FOOD = (Kind.BERRY, Kind.GRUB, Kind.WHITE_GRUB)
LET_BE = (*FOOD, Kind.FERN, Kind.TREE, Kind.LAKE, Kind.GIANT)
APEX_S = (2 * BIRD.jump_m / BIRD.gravity_mps2) ** 0.5 + BIRD.crouch_s


def laid(seed: int, until_m: float) -> tuple[Path, list[list[Placement]]]:
    path = Path(random.Random(seed), RUN, BIRD)
    patterns: list[list[Placement]] = []
    while not patterns or max(placement.at_m for placement in patterns[-1]) < until_m:
        patterns.append(path.lay())
    return path, patterns


def hard(placed: list[Placement]) -> list[Placement]:
    return [placement for placement in placed if placement.kind not in FOOD]


def met_m(placement: Placement) -> float:
    """Where the bird meets it: what hides in a fern jumps out before."""
    return placement.at_m - LURK_M if placement.kind is Kind.FERN else placement.at_m


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(40))
def test_between_two_patterns_there_is_time_to_land_and_leap(seed: int) -> None:
    path, patterns = laid(seed, 2000.0)
    for before, after in pairwise(patterns):
        left = max(met_m(p) + NATURES[p.kind].size[0] / 2 for p in hard(before) if p.kind is not Kind.TREE)
        right = min(met_m(p) - NATURES[p.kind].size[0] / 2 for p in hard(after) if p.kind is not Kind.TREE)
        assert (right - left) / path.speed_mps(left) > RUN.least_gap_s - 0.2


@pytest.mark.parametrize("seed", range(40))
def test_nothing_stands_in_the_way_at_first(seed: int) -> None:
    _, patterns = laid(seed, 100.0)
    assert min(p.at_m for p in hard(patterns[0])) / RUN.start_mps >= RUN.calm_s


@pytest.mark.no_cover
def test_every_pattern_may_come_some_time_and_only_where_a_jump_clears_it() -> None:
    path = Path(random.Random(0), RUN, BIRD)
    for pattern in PATTERNS:
        assert any(path.slack_s(pattern, at_m) >= SLACK_S for at_m in range(0, 3000, 50)), pattern
    seen = set()
    for seed in range(9):
        path, patterns = laid(seed, 5000.0)
        for placed in patterns[len(OPENING) :]:
            parts = hard(placed)
            first = parts[0]
            pattern = next(
                pattern
                for pattern in PATTERNS
                if len(pattern.parts) == len(parts)
                and all(
                    kind is p.kind and abs(p.at_m - first.at_m - dx + pattern.parts[0][1]) < 1e-9
                    for (kind, dx, _), p in zip(pattern.parts, parts, strict=True)
                )
                and all(
                    abs(b + NATURES[k].size[1] / 2 - p.y_m) < 1e-9
                    for (k, _, b), p in zip(pattern.parts, parts, strict=True)
                )
            )
            seen.add(PATTERNS.index(pattern))
            assert path.slack_s(pattern, first.at_m) >= SLACK_S
            assert path.level(first.at_m) >= pattern.since or pattern in [new for _, new in FIRSTS]
            assert not pattern.bound or stretch_at(first.at_m - pattern.parts[0][1]) in pattern.home
    assert seen == set(range(len(PATTERNS)))


def test_a_pattern_too_high_or_too_long_to_jump_is_known_as_such() -> None:
    from game.world.patterns import Pattern

    path = Path(random.Random(0), RUN, BIRD)
    assert path.slack_s(Pattern(((Kind.CRATE, 0.0, 1.2),), 0.0, 1.0), 0.0) < 0
    assert path.slack_s(Pattern(((Kind.LOG, 0.0, 0.0), (Kind.LOG, 3.0, 0.0)), 0.0, 1.0), 0.0) < 0


@pytest.mark.no_cover
def test_berries_hang_where_a_jump_goes() -> None:
    reach = RUN.pickup_m
    for seed in range(20):
        _, patterns = laid(seed, 800.0)
        for placed in patterns:
            for berry in placed:
                if berry.kind not in FOOD:
                    continue
                assert berry.y_m - CHEST_M <= BIRD.jump_m + 0.01
                assert berry.y_m - CHEST_M - BIRD.jump_m <= reach


def test_things_come_into_view_early_enough() -> None:
    """From the picture's edge to contact: 1.6 s at the start for whatever may come there, at least 1 s ever after."""
    view_m = RUN.ahead_m + RUN.view_m / 2
    path = Path(random.Random(0), RUN, BIRD)
    for at_m, least_s in ((0.0, 1.6), (100.0, 1.4), (1000.0, 1.05), (1e6, 1.0)):
        level = path.level(at_m)
        worst = max(
            -min(-NATURES[kind].pace_mps for kind, _, _ in pattern.parts)
            for pattern in PATTERNS
            if pattern.since <= level
        )
        assert (view_m - BIRD.half_width_m) / (path.speed_mps(at_m) + worst) > least_s


class Perfect:
    """Jumps so that the apex lies over the middle of what comes, and never fires. It reads speeds off snapshots."""

    def __init__(self) -> None:
        self._before: dict[int, float] = {}
        self._t_s = 0.0

    def intent(self, now: Snapshot) -> Intent:
        elapsed = now.t_s - self._t_s
        ahead: list[tuple[float, float]] = []
        places = {thing.serial: thing.anchor_m if thing.kind is Kind.VINE else thing.x_m for thing in now.things}
        for thing in now.things:
            if thing.kind in LET_BE or not thing.alive:
                continue
            x_m, before = places[thing.serial], self._before.get(thing.serial)
            if before is not None and elapsed > 0 and x_m > now.bird.x_m - 0.3:
                closing = now.bird.vx_mps - (x_m - before) / elapsed
                ahead.append((x_m, (x_m - now.bird.x_m) / max(0.1, closing)))
        self._before = places
        self._t_s = now.t_s
        if not ahead or not now.bird.grounded:
            return Intent()
        first = min(ahead)
        group = [contact_s for x_m, contact_s in ahead if x_m - first[0] < 1.2]
        return Intent(jump=0.5 * (min(group) + max(group)) <= APEX_S)


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(6))
def test_a_perfect_player_is_never_hit(seed: int) -> None:
    world, player = World(seed, Course.PLAY), Perfect()
    met: list[str] = []
    intent = Intent()
    for step in range(120 * 150 if seed < 2 else 120 * 60):
        intent = intent.held() if step % 2 else player.intent(world.snapshot())  # 60 looks a second are enough
        for event in world.step(intent):
            assert event.kind != "hit", f"hit by a {event.name} at {event.t_s:.2f} s"
            if event.kind == "passed":
                met.append(event.name)
    assert len(met) > 15


@pytest.mark.no_cover
def test_animals_meet_the_bird_where_the_path_planned_it() -> None:
    world = World(2, Course.PLAY)
    planned: dict[tuple[Kind, int], float] = {}
    missed: list[float] = []
    for _ in range(120 * 60):
        for placement in world._rules._coming:  # type: ignore[attr-defined]
            kind = HIDES.get(placement.kind, placement.kind)
            if NATURES[kind].animal:
                planned.setdefault((kind, round(10 * met_m(placement))), met_m(placement))
        world.step(Intent(jump=False))
        snapshot = world.snapshot()
        world._pair.lead.safe_s = 1.0  # nothing hurts: it runs on
        missed += [
            min(abs(at_m - thing.x_m) for (kind, _), at_m in planned.items() if kind is thing.kind)
            for thing in snapshot.things
            if thing.alive
            and NATURES[thing.kind].animal
            and thing.kind is not Kind.GIANT
            and abs(thing.x_m - snapshot.bird.x_m) < 0.03
        ]
    assert missed
    assert max(missed) < 0.35


def test_the_path_grows_for_a_good_player_after_five_minutes() -> None:
    path = Path(random.Random(3), RUN, BIRD)
    met: dict[str, float] = {}
    laid_s: list[float] = []
    while path._clock_s < 720.0:
        laid_s.append(path._clock_s)
        kinds = "+".join(one.kind.value for one in path.lay(2.0) if one.kind not in FOOD)
        met.setdefault(kinds, laid_s[-1])
    new = sorted(at_s for at_s in met.values() if at_s > 300.0)
    assert len(new) >= 8 and max(b - a for a, b in pairwise([300.0, *new])) < 75.0
    assert path.speed_mps(path.end_m) > RUN.top_mps
    early, late = (sum(begin <= t_s < begin + 120.0 for t_s in laid_s) for begin in (180.0, 600.0))
    assert late > early
