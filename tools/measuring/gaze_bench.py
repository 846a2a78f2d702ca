"""What the gaze lab costs: a prediction beside the mesh, and training in the time and the frames it takes."""

from __future__ import annotations

import threading
import time
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from game.face.eyes import looked
from game.face.mesh import MeshNetwork
from game.face.networks import load_networks
from game.face.region import Region
from game.gaze.looks import Looks, looks_of
from game.gaze.network import KINDS
from game.gaze.path import point
from game.gaze.training import Step, Trained, Worker, learning
from game.vision.models import face_model
from game.vision.virtual.desk import Looker

EXAMPLES, LOOKS = 100, 200
FROM_S: Final = 20.0
"""The game has settled when it begins to learn."""


def costs() -> tuple[dict[str, Any], Looks]:
    """A prediction in ms, eyes cut out included and the mesh not; and the 100 looks that were learnt for it."""
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
    *_, trained = learning(looks, epochs=1)
    if not isinstance(trained, Trained):
        raise RuntimeError(f"nothing was learnt: {trained}")

    def predict(method: Any, k: int) -> None:
        one = looked(images[k % 20], seen[k % 20])
        method.predict(looks_of([one], [(0.5, 0.5)], [0]))

    taken = {name: _median_ms(lambda k, method=method: predict(method, k)) for name, method in trained.methods.items()}
    found_ms = {
        "prediction_ms": taken | {"in use": _median_ms(lambda k: predict(trained.final, k))},
        "in_use": trained.use,
        "iris_heads_ms": round(
            _median_ms(lambda k: mesh.see(images[k % 20], seen[k % 20].region, irises=True))
            - _median_ms(lambda k: mesh.see(images[k % 20], seen[k % 20].region)),
            3,
        ),
    }
    return found_ms, looks


class Course:
    """Learns looks as the lab does, in its process of low priority, while something else runs.

    begun_s, ended_s: time.perf_counter() of both; spent_s: seconds on each network.
    """

    def __init__(self, looks: Looks) -> None:
        self._looks = looks
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._run, name="learning")
        self.begun_s = self.ended_s = 0.0
        self.spent_s: dict[str, float] = {}
        self.learnt = False

    def __enter__(self) -> Course:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        self._thread.join()

    def _run(self) -> None:
        if self._enough.wait(FROM_S):
            return
        self.begun_s = time.perf_counter()
        worker = Worker(self._looks)
        first_s: dict[str, float] = {}
        while not self._enough.wait(0.05) and not self.learnt:
            for news in worker.news():
                now_s = time.perf_counter()
                self.learnt |= isinstance(news, Trained)
                if isinstance(news, Step) and news.name in KINDS:
                    self.spent_s[news.name] = round(now_s - first_s.setdefault(news.name, now_s), 2)
            self.ended_s = time.perf_counter()
        worker.stop()


def _median_ms(work: Any) -> float:
    taken: npt.NDArray[np.float64] = np.empty(LOOKS)
    for k in range(LOOKS):
        before = time.perf_counter()
        work(k)
        taken[k] = (time.perf_counter() - before) * 1e3
    return round(float(np.median(taken)), 3)
