"""What the gaze lab costs: a prediction beside the mesh, and training in the time and the frames it takes."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import numpy.typing as npt

from game.face.eyes import looked
from game.face.mesh import MeshNetwork
from game.face.networks import load_networks
from game.face.region import Region
from game.gaze.looks import Looks, looks_of
from game.gaze.network import KINDS
from game.gaze.path import point
from game.gaze.training import Step, Trained, learning
from game.vision.models import face_model
from game.vision.virtual.desk import Looker

EXAMPLES, LOOKS = 100, 200


def costs() -> dict[str, Any]:
    """A prediction in ms, eyes cut out included and the mesh not; seconds that 100 looks take to be learnt, alone."""
    mesh = MeshNetwork(load_networks(face_model()))
    looker, region = Looker(9), Region(320, 240, 300)
    images = [looker.frame(*point(stop)) for stop in range(20)]
    seen = []
    for image in images:
        found = mesh.see(image, region)
        seen.append(mesh.see(image, found.region, irises=True))
    eyes = [looked(image, one) for image, one in zip(images, seen, strict=True)]
    stops = [k % len(images) for k in range(EXAMPLES)]
    looks = looks_of([eyes[k] for k in stops], [point(k) for k in stops], stops)
    trained, training_s = _learnt(looks)

    def predict(method: Any, k: int) -> None:
        one = looked(images[k % 20], seen[k % 20])
        method.predict(looks_of([one], [(0.5, 0.5)], [0]))

    taken = {name: _median_ms(lambda k, method=method: predict(method, k)) for name, method in trained.methods.items()}
    return {
        "training_s": training_s,
        "prediction_ms": taken | {"in use": _median_ms(lambda k: predict(trained.final, k))},
        "in_use": trained.use,
        "iris_heads_ms": round(
            _median_ms(lambda k: mesh.see(images[k % 20], seen[k % 20].region, irises=True))
            - _median_ms(lambda k: mesh.see(images[k % 20], seen[k % 20].region)),
            3,
        ),
    }


def _learnt(looks: Looks) -> tuple[Trained, dict[str, float]]:
    """What the lab learns of looks, and how many seconds each network and everything together takes."""
    begun_s = time.perf_counter()
    first_s: dict[str, float] = {}
    spent_s: dict[str, float] = {}
    for news in learning(looks):
        now_s = time.perf_counter()
        if isinstance(news, Step) and news.name in KINDS:
            spent_s[news.name] = round(now_s - first_s.setdefault(news.name, now_s), 2)
    if not isinstance(news, Trained):
        raise RuntimeError(f"nothing was learnt: {news}")
    return news, spent_s | {"all methods": round(time.perf_counter() - begun_s, 2)}


def _median_ms(work: Any) -> float:
    taken: npt.NDArray[np.float64] = np.empty(LOOKS)
    for k in range(LOOKS):
        before = time.perf_counter()
        work(k)
        taken[k] = (time.perf_counter() - before) * 1e3
    return round(float(np.median(taken)), 3)
