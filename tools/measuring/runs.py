"""Runs of a player of average skill, undrawn: how long they last, what is met when, how hard the path is where."""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import mean, median
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from game.arguments import new_folder
from game.atomic import whole
from game.controls.autopilot import AVERAGE, Autopilot
from game.tuning import TIMING, WORLD
from game.world.path import SLACK_S
from game.world.path import Path as Way
from game.world.patterns import FIRSTS
from game.world.snapshot import Snapshot, WorldEvent
from game.world.stretches import LENGTH_M, ORDER, stretch_at
from game.world.world import Course, World
from tools.measuring.subject import Figures

LONGEST_S: Final = 900.0
"""A run is stopped here: a quarter of an hour."""
STUCK_S: Final = 12.0
"""A bird that gets no metre further in this time is stuck: hits, moves and wading take a third of it."""
EVERY_M: Final = 25.0
"""Difficulty is sampled every so many metres."""
EVERY_STEPS: Final = 4
"""The pilot is asked thirty times a second, as a webcam would."""
MET_M: Final = 6.5
"""A thing has been met when it is this near: inside every picture."""


@dataclass
class Played:
    """One run. firsts: when each new thing was met. efforts: level by place, as (metres, 0..2)."""

    seconds: float = 0.0
    metres: float = 0.0
    score: int = 0
    stuck: bool = False
    firsts: dict[str, float] = field(default_factory=dict)
    stretches: dict[str, float] = field(default_factory=dict)
    efforts: list[tuple[float, float]] = field(default_factory=list)
    hits: list[tuple[str, float]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def runs_options(parser: argparse.ArgumentParser) -> None:
    """Where the picture goes."""
    parser.add_argument("--out", type=new_folder, default=Path("runs"), help="folder for runs.png")


def runs(options: argparse.Namespace) -> Figures:
    """Runs of an autopilot of average skill: length, new things, stretches, difficulty over distance as a picture."""
    played = [play(options.seed + n) for n in range(options.count)]
    seconds = [run.seconds for run in played]
    path = options.out / "runs.png"
    with whole(path) as beside:
        beside.write_bytes(cv2.imencode(".png", np.ascontiguousarray(chart(played)[..., ::-1]))[1].tobytes())
    minute = [sum(at_s <= 60.0 for at_s in run.firsts.values()) for run in played if run.seconds >= 60.0]
    return {
        "runs": len(played),
        "median_s": round(median(seconds), 1),
        "quartiles_s": [round(float(np.quantile(seconds, part)), 1) for part in (0.25, 0.75)],
        "median_m": round(median(run.metres for run in played), 1),
        "median_score": median(run.score for run in played),
        "stuck": sum(run.stuck for run in played),
        "impossible": sum(_impossible(options.seed + n) for n in range(options.count)),
        "new_in_first_minute_least": min(minute, default=0),
        "new_in_first_minute_median": median(minute) if minute else 0,
        "longest_wait_for_new_s": _waits(played),
        "stretches_first_m": {name: round(mean(_at(played, name)), 1) for name in ORDER if _at(played, name)},
        "all_stretches_by_m": LENGTH_M * (len(ORDER) - 1),
        "hits_by": _counted(name for run in played for name, _ in run.hits),
        "a_run_has": {name: round(mean(run.counts.get(name, 0) for run in played), 2) for name in COUNTED},
        "picture": str(path),
    }


COUNTED: Final = ("golden", "feather clean", "feather grub", "giant comes", "dawn", "giant flees", "hit", "passed")


def play(seed: int, longest_s: float = LONGEST_S) -> Played:
    """One run of the average player."""
    world, pilot, run = World(seed, Course.PLAY), Autopilot(seed, skill=AVERAGE), Played()
    now = world.snapshot()
    moved_s, reached_m, intent = 0.0, 0.0, pilot.intent(now)
    for step in range(round(longest_s / TIMING.step_s)):
        intent = pilot.intent(now) if step % EVERY_STEPS == 0 else intent.held()
        events = world.step(intent)
        if step % EVERY_STEPS == 0 or events:
            now = world.snapshot()
            _note(run, now, events)
        if now.distance_m > reached_m + 1.0:
            moved_s, reached_m = now.t_s, now.distance_m
        run.stuck |= now.t_s - moved_s > STUCK_S and not now.over
        if now.over or run.stuck:
            break
    run.seconds, run.metres, run.score = now.t_s, now.distance_m, now.score
    return run


def _note(run: Played, now: Snapshot, events: Iterable[WorldEvent]) -> None:
    """Record new kinds of things and the events of a step."""
    near = [thing for thing in now.things if abs(thing.x_m - now.bird.x_m) < MET_M]
    for thing in near:
        run.firsts.setdefault(thing.kind.value, now.t_s)
    for event in events:
        if event.kind == "hit":
            run.hits.append((event.name, event.x_m))
        if event.kind in ("golden", "stretch", "dawn"):
            run.firsts.setdefault(f"{event.kind} {event.name}".strip(), now.t_s)
        name = f"{event.kind} {event.name}" if event.kind in ("giant", "feather") else event.kind
        run.counts[name] = run.counts.get(name, 0) + 1
    run.stretches.setdefault(stretch_at(now.bird.x_m).value, max(0.0, now.bird.x_m))
    if now.distance_m >= EVERY_M * len(run.efforts):
        run.efforts.append((now.distance_m, now.effort))


def _impossible(seed: int) -> bool:
    """Whether 2 km of this seed's path, at the hardest, hold something that no jump clears."""
    way = Way(random.Random(seed), WORLD.run, WORLD.bird)
    while way.end_m < 2000.0:
        before_m = way.end_m
        way.lay(2.0)
        if way.end_m <= before_m:
            return True
    return any(way.slack_s(pattern, 2000.0) < SLACK_S for _, pattern in FIRSTS)


def _waits(played: list[Played]) -> dict[str, float]:
    """The longest time without anything new, in the first minute and from then to the fifth, medians over runs."""
    early, late = [], []
    for run in played:
        times = sorted({0.0, *run.firsts.values()})
        waits = [(after, after - before) for before, after in pairwise(times)]
        early += [max((wait for at, wait in waits if at <= 60.0), default=0.0)] if run.seconds >= 60.0 else []
        late += [max((wait for at, wait in waits if 60.0 < at <= 300.0), default=0.0)] if run.seconds >= 90.0 else []
    return {
        "first_minute": round(median(early), 1) if early else 0.0,
        "to_the_fifth": round(median(late), 1) if late else 0.0,
    }


def _at(played: list[Played], name: str) -> list[float]:
    return [run.stretches[name] for run in played if name in run.stretches]


def _counted(names: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in names:
        found[name] = found.get(name, 0) + 1
    return dict(sorted(found.items(), key=lambda item: -item[1]))


WIDE: Final = 1100
HIGH: Final = 520
MARGIN: Final = 60
HARDEST: Final = 1.8
"""Upper edge of the picture: full difficulty is 1, what a master meets goes on towards 2."""
LABELLED_M: Final = (100, 200, 500, 1000, 2000)
"""Metres from one label below the picture to the next: the first that leaves each LABEL_PX."""
LABEL_PX: Final = 60
TINTS: Final = ((214, 235, 214), (208, 226, 242), (233, 222, 205), (240, 242, 248))
"""Light colours of the four stretches, RGB."""
Picture = npt.NDArray[np.uint8]


def chart(played: list[Played]) -> Picture:
    """Difficulty over distance: the middle half of all runs, their median, and where runs are hit and end. RGB."""
    end_m = max(EVERY_M * 4, float(np.quantile([run.metres for run in played], 0.95)))
    picture = np.full((HIGH, WIDE, 3), 255, np.uint8)

    def at(metres: float, effort: float) -> tuple[int, int]:
        return (
            round(MARGIN + (WIDE - 2 * MARGIN) * metres / end_m),
            round(HIGH - MARGIN - (HIGH - 2 * MARGIN) * effort / HARDEST),
        )

    for n in range(int(end_m // LENGTH_M) + 1):
        left, right = at(n * LENGTH_M, HARDEST), at(min(end_m, (n + 1) * LENGTH_M), 0.0)
        cv2.rectangle(picture, left, right, TINTS[n % len(TINTS)], -1)
        _write(picture, ORDER[n % len(ORDER)].value, left[0] + 8, left[1] + 22)
    places = [EVERY_M * n for n in range(int(end_m // EVERY_M) + 1)]
    rows = [[run.efforts[n][1] for run in played if n < len(run.efforts)] for n in range(len(places))]
    pairs = [(place, np.quantile(row, (0.25, 0.5, 0.75))) for place, row in zip(places, rows, strict=True) if row]
    band = [at(place, q[2]) for place, q in pairs] + [at(place, q[0]) for place, q in reversed(pairs)]
    shade = picture.copy()
    cv2.fillPoly(shade, [np.array(band, np.int32)], (90, 140, 200))
    cv2.addWeighted(shade, 0.35, picture, 0.65, 0, picture)
    line = np.array([at(place, q[1]) for place, q in pairs], np.int32)
    cv2.polylines(picture, [line], False, (20, 70, 140), 2, cv2.LINE_AA)
    for run in played:
        for _, hit_m in run.hits:
            cv2.line(picture, at(min(end_m, hit_m), 0.0), at(min(end_m, hit_m), 0.02), (200, 60, 60), 1)
        if run.metres <= end_m:
            end = at(run.metres, run.efforts[-1][1] if run.efforts else 0.0)
            cv2.drawMarker(picture, end, (150, 30, 30), cv2.MARKER_TILTED_CROSS, 9, 1, cv2.LINE_AA)
    apart = next((m for m in LABELLED_M if (WIDE - 2 * MARGIN) * m / end_m >= LABEL_PX), LABELLED_M[-1])
    for metres in range(0, int(end_m) + 1, apart):
        _write(picture, str(metres), at(metres, 0.0)[0] - 12, HIGH - MARGIN + 20)
    for part in (0.0, 0.5, 1.0, 1.5):
        _write(picture, f"{part:.1f}", 18, at(0.0, part)[1] + 5)
    title = f"difficulty over metres: median and middle half of {len(played)} runs; crosses: ends, ticks: hits"
    _write(picture, title, MARGIN, 34)
    return picture


def _write(picture: Picture, text: str, x: int, y: int) -> None:
    cv2.putText(picture, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (40, 40, 40), 1, cv2.LINE_AA)
