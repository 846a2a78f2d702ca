"""How virtual people move, beside real fighters: the same measures of both, by kind of move.

python -m tools.trials ways --data ../shared/data/fights_pq --out ways.png [--kind hadouken] [--count 60]

Every clip is reduced to COCO's 17 points and measured alike, in torso lengths and seconds, around its peak: the
moment at which the hands are farthest out to one side. A measure is covered when the real clips' 5 to 95 % quantiles
lie within the virtual clips' 1 to 99 % quantiles. `distance` is Wasserstein's (1969) between the two distributions,
divided by the real one's standard deviation.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from game.arguments import existing, new_file
from game.body.pose import COCO17
from game.body.recordings import read_recording
from game.errors import UserError
from game.vision.virtual.clips import Clip, clip
from tools.measuring.subject import Figures

Array = npt.NDArray[np.float64]
RECORDINGS: Final = Path("../shared/data/fights_pq")
UNSEEN: Final = (1 << 40) + 40_000
"""Performers of this trial are numbered from here: those of other trials end before."""
NOSE, SHOULDERS, ELBOWS, WRISTS, HIPS, ANKLES = 0, (5, 6), (7, 8), (9, 10), (11, 12), (15, 16)
BEFORE_S: Final = 1.0
"""What led up to a peak: the second before it."""
TOLERANCE: Final = 0.02
"""A quantile of the reals this little outside the virtual range still counts as covered."""
FEWEST: Final = 15
"""Frames a clip must have with a person in them to be measured."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Clips of one kind by source: measures (clips, len(MEASURES)), NaN where a clip has no answer."""

    real: Array
    virtual: Array


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of one kind: quantiles (5, 50, 95 %) of both, normalised distance, whether it is covered."""

    measure: str
    real: tuple[float, float, float]
    virtual: tuple[float, float, float]
    distance: float
    covered: bool


MEASURES: Final = (
    "shoulders travel in 1 s", "shoulders sink in 1 s", "hands apart, most in 1 s", "hands apart, mean of 1 s",
    "faster hand, top speed", "slower hand, top speed", "slower hand late by s", "thrust of slower hand",
    "hands' ways alike", "rise s", "held s",
    "hands apart at peak", "farther hand out", "nearer hand out", "upper hand up", "lower hand up",
    "longer arm", "shorter arm", "shoulder width", "hip width", "lean to the hands", "ankles apart", "hips over ankles",
    "nose ahead",
    "wrist visibility at peak", "worse wrist, median", "worse elbow, median", "worse hip, lowest", "nose, lowest",
    "wrist speed, median", "jitter of the trunk",
)  # fmt: skip
"""Lengths in torso lengths (the clip's own, 80 % quantile), speeds in torso lengths a second against the shoulders."""


def measured(times_s: Array, points: Array, frame: tuple[int, int]) -> Array:
    """Measures (len(MEASURES),) of a clip: times (T,), COCO points (T, 17, 3) of x, y, visibility; all NaN if short."""
    nothing = np.full(len(MEASURES), np.nan)
    if len(times_s) < FEWEST:
        return nothing
    xy = points[..., :2] * np.asarray(frame, np.float64)
    seen = points[..., 2]
    shoulders, hips = xy[:, SHOULDERS].mean(1), xy[:, HIPS].mean(1)
    unit = float(np.quantile(np.linalg.norm(shoulders - hips, axis=1), 0.8))
    if unit < 5:
        return nothing
    xy = xy / unit
    shoulders, hips = shoulders / unit, hips / unit
    hands = xy[:, WRISTS] - shoulders[:, None]
    both = hands[..., 0].mean(1)
    peak = int(np.argmax(np.abs(both)))
    way = np.sign(both[peak]) or 1.0
    before = np.flatnonzero((times_s >= times_s[peak] - BEFORE_S) & (times_s <= times_s[peak]))
    if len(before) < 4:
        return nothing
    return np.array(
        [
            *_leading_up(times_s, hands, shoulders, before, peak, way),
            *_at_peak(xy - shoulders[:, None], hips - shoulders, peak, way),
            *_all_along(times_s, hands, seen, np.concatenate([shoulders, hips], 1), peak),
        ]
    )


def _speeds(times_s: Array, places: Array) -> Array:
    """Speeds (T - 2, ...) over two frames: a single one is mostly trembling."""
    lag = times_s[2:] - times_s[:-2]
    return np.asarray(np.linalg.norm(places[2:] - places[:-2], axis=-1) / lag.reshape(-1, *[1] * (places.ndim - 2)))


def _leading_up(
    times_s: Array, hands: Array, shoulders: Array, before: npt.NDArray[np.intp], peak: int, way: float
) -> list[float]:
    then = hands[before]
    apart = np.linalg.norm(then[:, 0] - then[:, 1], axis=1)
    speed = _speeds(times_s[before], then)
    top = speed.max(0)
    when = times_s[before][1 + speed.argmax(0)]
    fast, slow = int(np.argmax(top)), int(np.argmin(top))
    step = np.diff(then, axis=0)
    alike = (step[:, 0] * step[:, 1]).sum() / np.sqrt(((step**2).sum((0, 2)) + 0.01).prod())
    forth = way * hands[..., 0]
    come = forth[before].mean(1) - forth[before].mean(1).min()
    # the last time the hands were less than a fifth of their way out, and the first at nine tenths after it
    start = int(np.flatnonzero(come <= 0.2 * come[-1])[-1]) if come[-1] > 0 else len(come) - 1
    done = start + int(np.argmax(come[start:] >= 0.9 * come[-1]))
    stays = np.flatnonzero(forth[peak:].mean(1) < 0.8 * forth[peak].mean())
    early = np.flatnonzero(forth[:peak].mean(1) < 0.8 * forth[peak].mean())
    last = peak + int(stays[0]) - 1 if len(stays) else len(times_s) - 1
    first = int(early[-1]) + 1 if len(early) else 0
    return [
        float(np.ptp(shoulders[before, 0])),
        float(np.ptp(shoulders[before, 1])),
        float(apart.max()),
        float(apart.mean()),
        float(top[fast]),
        float(top[slow]),
        float(when[slow] - when[fast]),
        float((forth[peak] - forth[before].min(0)).min()),
        float(alike),
        float(times_s[before][done] - times_s[before][start]),
        float(times_s[last] - times_s[first]),
    ]


def _at_peak(body: Array, hips: Array, peak: int, way: float) -> list[float]:
    """body: points against the middle of the shoulders, (T, 17, 2)."""
    now, hip = body[peak], hips[peak]
    hands = now[list(WRISTS)]
    out, up = way * hands[:, 0], -hands[:, 1]
    arms = [
        float(np.linalg.norm(now[w] - now[e]) + np.linalg.norm(now[e] - now[s]))
        for s, e, w in zip(SHOULDERS, ELBOWS, WRISTS, strict=True)
    ]
    return [
        float(np.linalg.norm(hands[0] - hands[1])),
        float(out.max()),
        float(out.min()),
        float(up.max()),
        float(up.min()),
        max(arms),
        min(arms),
        float(np.linalg.norm(now[SHOULDERS[0]] - now[SHOULDERS[1]])),
        float(np.linalg.norm(now[HIPS[0]] - now[HIPS[1]])),
        float(-way * hip[0]),
        float(abs(now[ANKLES[0], 0] - now[ANKLES[1], 0])),
        float(now[list(ANKLES), 1].max() - hip[1]),
        float(way * now[NOSE, 0]),
    ]


def _all_along(times_s: Array, hands: Array, seen: Array, trunk: Array, peak: int) -> list[float]:
    bend = trunk[2:] - 2 * trunk[1:-1] + trunk[:-2]
    calm = np.abs(bend).mean(1)
    return [
        float(seen[peak, WRISTS].min()),
        float(np.median(seen[:, WRISTS].min(1))),
        float(np.median(seen[:, ELBOWS].min(1))),
        float(seen[:, HIPS].min()),
        float(seen[:, NOSE].min()),
        float(np.median(_speeds(times_s, hands))),
        float(np.quantile(calm, 0.25)),
    ]


def real_clips(folder: Path) -> dict[str, list[Array]]:
    """Measures of recordings by their label. Raises UserError if there are none."""
    found: dict[str, list[Array]] = {}
    for path in sorted(folder.glob("*.jsonl")):
        recording = read_recording(path)
        frames = [(t_s, pose.coco17()) for t_s, pose in recording.frames if pose is not None]
        label = str(recording.header.extra.get("label", "unknown"))
        times, points = np.array([t for t, _ in frames]), np.array([p for _, p in frames], np.float64)
        found.setdefault(label, []).append(measured(times, points, recording.header.frame))
    if not found:
        raise UserError(f"{folder} holds no recordings; name the folder of fights_pq with --data.")
    return found


def virtual_clip(person: int, kind: str) -> Array:
    """Measures of one acted clip, cut as the real ones are: the move, and a little on either side."""
    acted = clip(person, kind)
    cue = acted.cues[0]
    keep = acted.found & (acted.times_s >= cue.start_s - 0.3) & (acted.times_s <= cue.end_s + 0.2)
    return measured(acted.times_s[keep], coco(acted)[keep], acted.frame)


def coco(acted: Clip) -> Array:
    """Its points as COCO's, (T, 17, 3)."""
    return acted.points[:, list(COCO17)][..., [0, 1, 3]].astype(np.float64)


def rows(both: Measured) -> list[Row]:
    """The table of one kind."""
    table = []
    for column, name in enumerate(MEASURES):
        real, virtual = (side[np.isfinite(side[:, column]), column] for side in (both.real, both.virtual))
        low, high = np.quantile(virtual, [0.01, 0.99])
        a, _, b = ends = _quantiles(real)
        table.append(
            Row(
                name,
                ends,
                _quantiles(virtual),
                distance(real, virtual),
                bool(low - TOLERANCE <= a and b <= high + TOLERANCE),
            )
        )
    return table


def _quantiles(values: Array) -> tuple[float, float, float]:
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95]).tolist()
    return low, middle, high


def distance(real: Array, virtual: Array) -> float:
    """Wasserstein's first distance, the mean gap between the two quantile functions, in real standard deviations."""
    at = (np.arange(200) + 0.5) / 200
    gap = np.abs(np.quantile(real, at) - np.quantile(virtual, at)).mean()
    return float(gap / max(float(real.std()), 0.02))


def ways(options: argparse.Namespace) -> Figures:
    """Measure everybody, print a table, write the picture, and say how much of how people move is covered."""
    real = real_clips(options.data)
    kinds = [name for name in real if name in KIN and (options.kind is None or name == options.kind)]
    if not kinds:
        raise UserError(f"no kind is named {options.kind!r}; there are {', '.join(sorted(set(real) & set(KIN)))}.")
    found: dict[str, Measured] = {}
    for number, kind in enumerate(tqdm(kinds, desc="ways", disable=None)):
        first = UNSEEN + 10_000 * number
        acted = [virtual_clip(first + n, KIN[kind]) for n in range(options.count)]
        found[kind] = Measured(np.array(real[kind]), np.array(acted))
    tables = {kind: rows(both) for kind, both in found.items()}
    for kind, table in tables.items():
        print(f"\n{kind}: {len(found[kind].real)} real, {len(found[kind].virtual)} virtual")
        print(f"{'':28}{'real 5':>8}{'50':>7}{'95 %':>7}{'virtual 5':>12}{'50':>7}{'95 %':>7}{'distance':>10}")
        for row in table:
            print(
                f"{row.measure:28}{row.real[0]:8.2f}{row.real[1]:7.2f}{row.real[2]:7.2f}"
                f"{row.virtual[0]:12.2f}{row.virtual[1]:7.2f}{row.virtual[2]:7.2f}{row.distance:10.2f}"
                f"{'' if row.covered else '  not covered'}"
            )
    if options.out is not None:
        picture(found, options.out)
    every = [row for table in tables.values() for row in table]
    return {
        "clips": sum(len(both.real) for both in found.values()),
        "covered": round(float(np.mean([row.covered for row in every])), 3),
        "distance": round(float(np.mean([row.distance for row in every])), 3),
        "by_kind": {
            kind: {
                "covered": round(float(np.mean([row.covered for row in table])), 3),
                "distance": round(float(np.mean([row.distance for row in table])), 3),
            }
            for kind, table in tables.items()
        },
    }


def picture(found: dict[str, Measured], path: Path) -> None:
    """A panel a measure: real beside virtual, by kind: bars from 5 to 95 %, a line at the median, a dot a real clip."""
    try:
        import matplotlib

        matplotlib.use("Agg")
        import matplotlib.pyplot as plt
    except ImportError:
        raise UserError("the picture needs matplotlib: pip install -e .[train]") from None
    across = 4
    down = -(-len(MEASURES) // across)
    figure, panels = plt.subplots(down, across, figsize=(5.2 * across, 2.6 * down), squeeze=False)
    for panel, (column, name) in zip(panels.flat, enumerate(MEASURES), strict=False):
        panel.set_title(name, fontsize=9)
        for place, both in enumerate(found.values()):
            for aside, values, colour in ((-0.18, both.real, "#c2452d"), (0.18, both.virtual, "#3b6ea5")):
                one = values[np.isfinite(values[:, column]), column]
                low, middle, high = _quantiles(one)
                panel.bar(place + aside, high - low, 0.3, low, color=colour, alpha=0.45)
                panel.plot([place + aside - 0.15, place + aside + 0.15], [middle] * 2, color=colour, lw=2)
                if colour == "#c2452d":
                    panel.plot(np.full(len(one), place + aside), one, ".", color=colour, ms=3)
        panel.set_xticks(range(len(found)), [kind.replace("_", " ") for kind in found], rotation=40, ha="right")
        panel.tick_params(labelsize=6)
        panel.margins(x=0.01)
    for panel in list(panels.flat)[len(MEASURES) :]:
        panel.axis("off")
    figure.suptitle("How people move (red: real fighters, blue: virtual people)", fontsize=11)
    figure.tight_layout(rect=(0, 0, 1, 0.985))
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=80)
    plt.close(figure)


KIN: Final[dict[str, str]] = {
    "hadouken": "hadouken", "jab": "jab", "cross": "cross", "lead_hook": "lead hook", "rear_hook": "hook",
    "uppercut": "uppercut", "shoryuken": "shoryuken", "grab": "grab", "jumping_cross": "jumping cross",
    "side_kick": "side kick", "rear_low_kick": "low kick", "spinning_back_high_kick": "spinning kick",
    "crouching_low_sweep": "sweep",
}  # fmt: skip
"""Labels of real clips → kinds of virtual ones."""


def ways_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `ways`."""
    parser.add_argument("--data", type=existing, default=RECORDINGS, help="real recordings")
    parser.add_argument("--out", type=new_file, help="where the picture goes")
    parser.add_argument("--kind", help="one kind of move only")
