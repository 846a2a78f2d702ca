"""What a picture of the bird costs, beside the concept's prototype where that is at hand."""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from game.errors import UserError
from game.scene.bird.painter import BirdPainter
from game.scene.mesh import smooth_path
from game.world.snapshot import Act, BirdView

PROTOTYPE: Final = Path(__file__).resolve().parents[3] / "shared" / "art" / "prototype" / "bird.py"
"""Where the prototype lies on a machine that has the project's shared folder beside the repository."""


def bird_costs(prototype: Path | None, height_px: float = 400, frames: int = 200) -> dict[str, float]:
    """Median milliseconds a bird, one thread: ours in its resting pose and acting, and the prototype's where given."""
    cv2.setNumThreads(1)
    standing, spread, running, old = BirdPainter(), BirdPainter(), BirdPainter(), _loaded(prototype)
    jobs: dict[str, Callable[[int], object]] = {
        "rest_ms": lambda i: standing.render(BirdView(head_yaw_rad=0.006 * i - 0.6), 1.0 + i / 60, height_px),
        "wings_ms": lambda i: spread.render(BirdView(wings_rad=(0.4, 0.4)), 1.0 + i / 60, height_px),
        "play_260px_ms": lambda i: running.render(BirdView(act=Act.RUN, stride=i / 20, vx_mps=4.0), 1 + i / 60, 260),
    }
    if old is not None:
        bird, camera = old.Bird(), old.Camera(height_px / 1.8, (330, 545))
        open_wings = {
            "foldL": 0,
            "foldR": 0,
            "upL": 0.5,
            "upR": 0.5,
            "twistL": 0.5,
            "twistR": 0.5,
            "fan": 0.7,
            "yaw": -0.5,
        }
        jobs["prototype_ms"] = lambda i: old.finish(old.paint(bird, {"hyaw": 0.006 * i - 0.6}, camera, (760, 640)))
        jobs["prototype_wings_ms"] = lambda i: old.finish(old.paint(bird, open_wings, camera, (760, 640)))
    spent: dict[str, list[float]] = {name: [] for name in jobs}
    for i in range(frames):  # interleaved, so that a busy machine slows all alike
        for name, job in jobs.items():
            start = time.thread_time()  # its own time, whatever else the machine does
            job(i)
            spent[name].append((time.thread_time() - start) * 1000)
    result = {name: round(median(ms), 3) for name, ms in spent.items()}
    result["rest_p99_ms"] = round(sorted(spent["rest_ms"])[int(frames * 0.99)], 3)
    if old is not None:
        result["ratio"] = round(result["rest_ms"] / result["prototype_ms"], 3)
        result["ratio_wings"] = round(result["wings_ms"] / result["prototype_wings_ms"], 3)
    return result


def _loaded(prototype: Path | None) -> Any:
    """The concept's throw-away code as a module; None without it. Raises UserError for another file."""
    if prototype is None:
        return None
    if importlib.util.find_spec("scipy") is None:  # it asks scipy for one curve; ours is as good for timing
        scipy, curves = ModuleType("scipy"), ModuleType("scipy.interpolate")

        def curve(at: npt.NDArray[np.float64], knots: npt.NDArray[np.float64]) -> Callable[[object], object]:
            return lambda where: smooth_path(knots, len(np.asarray(where)))

        curves.PchipInterpolator = curve  # type: ignore[attr-defined]
        sys.modules.update({"scipy": scipy, "scipy.interpolate": curves})
    spec = importlib.util.spec_from_file_location("huia_prototype_bird", prototype)
    if spec is None or spec.loader is None:
        raise UserError(f"{prototype} is no Python file; name the prototype's bird.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not all(hasattr(module, name) for name in ("Bird", "Camera", "paint", "finish")):
        raise UserError(f"{prototype} is not the prototype's bird; name its bird.py")
    return module
