"""Learning a player: every method on the same looks, checked on targets none of them has learnt from.

`learning` does it step by step; `Worker` does it in a process of its own, so that no frame waits for it.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Final

import numpy as np

from game.background import give_way, leave_a_core, one_thread
from game.gaze.looks import Array, Looks
from game.gaze.methods import BEST, CENTRE, MOST, RECIPES, Centre, Learnt, Predictor, best_of, learn
from game.gaze.network import KINDS, Progress, train
from game.parent import die_with_parent
from game.words import mark, told

CHECK_EACH: Final = 5
"""Every so many-th target is for checking only: 20 %."""
LEAST_TARGETS: Final = 5
LEAST_LOOKS: Final = 9
EPOCHS: Final = 20
CLEARLY: Final = 0.7
"""Another method is used only if it errs so much less than the mean of the best ones: few targets are left out. With
two of them a single regression came out ahead by chance, and then erred by half as much again."""


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """What has been learnt of a player. methods: by name, without the looks left out; known, checked: each one's mean
    distance to the truth on looks learnt from and on those left out, in units of the screen's sides; use: the method
    that did best on these; final: that method, learnt from all looks where that takes no second training."""

    methods: dict[str, Predictor]
    known: dict[str, float]
    checked: dict[str, float]
    use: str
    final: Predictor

    def checking(self, looks: Looks) -> Array:
        """Screen points (n, 2) by the method in use as it was checked, without the looks left out."""
        return self.methods[self.use].predict(looks)

    def predict(self, looks: Looks) -> Array:
        """Screen points (n, 2)."""
        return self.final.predict(looks)


@dataclass(frozen=True, slots=True)
class Step:
    """News of the learning. done: 0..1; what: a few words to be said, with a method's name where it has {name};
    loss, check: of an epoch of a network, else None."""

    done: float
    what: str
    name: str = ""
    loss: float | None = None
    check: float | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """It could not be learnt, in one sentence."""

    sentence: str


News = Step | Trained | Failure


def is_check(stop: int) -> bool:
    """Whether looks at this target are only for checking."""
    return stop % CHECK_EACH == CHECK_EACH - 2


def halves(looks: Looks) -> tuple[Looks, Looks]:
    """Looks to learn from and looks to check on, divided by target."""
    check = np.array([is_check(int(stop)) for stop in looks.groups], np.bool_)
    return looks.take(~check), looks.take(check)


def wanting(looks: Looks) -> str:
    """Why these looks cannot be learnt from, in one sentence; empty where they can."""
    known, check = halves(looks)
    targets = len(np.unique(looks.groups))
    if targets < LEAST_TARGETS:
        return mark("Look at 5 targets at least, all over the screen.")
    if len(known) < LEAST_LOOKS or not len(check):
        return mark("There are too few examples yet; look at some more targets.")
    if np.ptp(known.targets, 0).min() < 0.2:
        return mark("All targets lie on one line; look at some elsewhere.")
    return ""


def learning(looks: Looks, epochs: int = EPOCHS, seed: int = 0) -> Iterator[News]:
    """Learn all methods; the last news is `Trained`, or `Failure`."""
    reason = wanting(looks)
    if reason:
        yield Failure(reason)
        return
    known, check = halves(looks)
    few = known.thinned(MOST)
    parts = len(RECIPES) + 4 * len(KINDS) + 1
    done = 0.0
    learnt: list[Learnt] = []
    for name in RECIPES:
        yield Step(done / parts, mark("regression: {name}"), name)
        learnt.append(learn(name, few))
        done += 1
    methods: dict[str, Predictor] = {CENTRE: Centre()} | {one.name: one.predictor for one in learnt}
    for kind in KINDS:
        last: Progress | None = None
        for last in train(kind, known, check, epochs, seed):
            share = (done + 4 * last.epoch / max(1, epochs)) / parts
            yield Step(share, mark("network: {name}"), kind, last.loss, last.check)
        if last is not None:
            methods[kind if kind == "original" else "network"] = last.best
        done += 4
    methods[BEST] = best_of(learnt, few).predictor
    errors = {name: (_error(one, known), _error(one, check)) for name, one in methods.items()}
    checked = {name: error for name, (_, error) in errors.items()}
    least = min(checked, key=lambda name: checked[name])
    use = least if checked[least] < CLEARLY * checked[BEST] else BEST
    yield Step(done / parts, mark("all looks together"))
    final = _again(use, looks) or methods[use]
    yield Trained(methods, {name: error for name, (error, _) in errors.items()}, checked, use, final)


def _again(use: str, looks: Looks) -> Predictor | None:
    """A regression learnt from all looks; None for what is none."""
    looks = looks.thinned(MOST)
    if use in RECIPES:
        return learn(use, looks).predictor
    return best_of([learn(name, looks) for name in RECIPES], looks).predictor if use == BEST else None


def _error(method: Predictor, looks: Looks) -> float:
    return float(np.linalg.norm(method.predict(looks) - looks.targets, axis=1).mean())


class Inline:
    """Learns at once, step by step, as it is asked: for play without a window, whose clock is not the machine's."""

    def __init__(self, looks: Looks) -> None:
        self._news = learning(looks)

    def news(self) -> list[News]:
        """Everything at once."""
        return list(self._news)

    def stop(self) -> None:
        """Give it up."""
        self._news = iter(())


class Worker:
    """Learns in a process of its own."""

    def __init__(self, looks: Looks) -> None:
        context = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe(duplex=False)
        self._process: BaseProcess = context.Process(target=_work, args=(looks, there), name="huia gaze", daemon=True)
        with one_thread():
            self._process.start()
        if self._process.pid is not None:
            give_way(self._process.pid)  # from here, because its imports take half a second of a core
            leave_a_core(self._process.pid, True)  # where vision is meanwhile: half as many frames come late
        there.close()
        self._over = False

    def news(self) -> list[News]:
        """What has come since the last call. A process that died says so once."""
        found: list[News] = []
        try:
            while not self._over and self._here.poll():
                found.append(self._here.recv())
                self._over = isinstance(found[-1], Trained | Failure)
        except (EOFError, OSError):
            self._over = True
            found.append(Failure(mark("The training stopped; try again.")))
        return found

    def stop(self) -> None:
        """Give it up; nothing is changed by what it had learnt."""
        self._over = True
        self._process.terminate()
        self._process.join(1.0)
        self._here.close()


def _work(looks: Looks, there: Connection) -> None:
    """The process's main function."""
    die_with_parent()
    try:
        for news in learning(looks):
            there.send(news)
    except Exception as problem:
        there.send(Failure(told("The training failed ({why}); collect some more and try again.", why=str(problem))))
        raise
