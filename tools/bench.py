"""How fast, how steady, how much: the whole program, measured from outside, as ratios of one run.

    python -m tools.bench                    a table, a picture in runs/bench.png
    python -m tools.bench --json             and one JSON object on the last line
    python -m tools.bench --only frames      one part: frames, latency, governor, classifier, faces, scene, …
    python -m tools.bench --only window --seconds 1200    twenty minutes of a cabinet in a real window, under Xvfb

The game runs as players run it, in a process of its own, with SDL's dummy display: no graphics card flatters it.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":  # so that `python tools/bench.py` works from any folder, too
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    import tools  # noqa: F401  # Ctrl+C is quiet from here on, also while libraries load

import argparse
import importlib.util
import json
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from game.arguments import Parser, existing_file, positive, run_program, window_size
from tools.measuring.bird import PROTOTYPE
from tools.measuring.costs import classifier, faces, scene
from tools.measuring.game_runs import frames, gaze, governor, latency, memory, pair, start, training, window
from tools.measuring.timing import ROOT, Figures, Series

PARTS: Final[dict[str, Callable[[argparse.Namespace, Series], Figures]]] = {
    "frames": frames,
    "latency": latency,
    "governor": governor,
    "classifier": classifier,
    "faces": faces,
    "pair": pair,
    "gaze": gaze,
    "training": training,
    "scene": scene,
    "start": start,
    "memory": memory,
    "window": window,
}


APART: Final = ("window",)
"""Parts that are run only when they are named: they need Xvfb, and time (--seconds 1200)."""


def _picture(kept: Series, path: Path) -> None:
    """Histograms of everything that was measured often, a panel each."""
    import matplotlib  # not among the game's own requirements

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(len(kept), 1, figsize=(8, 2.2 * len(kept)), squeeze=False)
    for panel, (name, values) in zip(panels[:, 0], kept.items(), strict=True):
        if name.startswith("memory"):
            panel.plot(values)
        else:
            low, high = np.quantile(values, [0, 0.999])
            panel.hist(values, bins=80, range=(low, high + 1e-9), color="#1fae93")
            panel.axvline(np.quantile(values, 0.99), color="#ff580c", linewidth=1)
        panel.set_title(name + (" (orange: p99)" if not name.startswith("memory") else ""), fontsize=9)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=90)


def main(words: Sequence[str] | None = None) -> int:
    """Run with these command line words; returns the exit code."""
    return run_program("bench", lambda: _bench(words))


def _bench(words: Sequence[str] | None) -> None:
    options = _parser().parse_args(words)
    kept: Series = {}
    result: Figures = {}
    for part in options.only:
        result[part] = PARTS[part](options, kept)
        print(f"{part}\n{_table(result[part])}", flush=True)
    if kept and importlib.util.find_spec("matplotlib") is None:
        print("no histograms: they need matplotlib; install it with: pip install -e '.[train]'")
    elif kept:
        _picture(kept, options.picture)
        print(f"histograms: {options.picture}")
    if options.json:
        print(json.dumps(result))


def _parser() -> Parser:
    parser = Parser(prog="python -m tools.bench", description=__doc__)
    parser.add_argument(
        "--only", choices=sorted(PARTS), nargs="+", default=[name for name in PARTS if name not in APART]
    )
    parser.add_argument("--camera", default="demo", help="source with vision: demo, a video file (default demo)")
    parser.add_argument("--seconds", type=positive(float, 1e5), default=30.0, help="of each run of the game")
    parser.add_argument("--size", type=window_size, default=(1280, 720), metavar="1280x720", help="of the window")
    parser.add_argument("--memory-frames", type=positive(int), default=20_000)
    parser.add_argument(
        "--models", type=existing_file, nargs="*", default=[], help="further .tflite files to time, such as fp32"
    )
    parser.add_argument("--picture", type=Path, default=ROOT / "runs" / "bench.png")
    parser.add_argument(
        "--prototype",
        type=existing_file,
        default=PROTOTYPE if PROTOTYPE.is_file() else None,
        metavar="bird.py",
        help=f"the concept's bird, to compare ours with (default: {PROTOTYPE}, where it is)",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    return parser


def _table(figures: Figures, indent: str = "  ") -> str:
    rows = []
    for name, value in figures.items():
        if isinstance(value, dict):
            rows.append(f"{indent}{name}\n{_table(value, indent + '  ')}")
        else:
            rows.append(f"{indent}{name:30s} {value}")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
