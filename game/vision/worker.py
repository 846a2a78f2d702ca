"""The vision process: started, watched, restarted and ended from the game.

The child runs a `Pipeline` and puts each sight into a mailbox; the game takes the newest and never waits. A child
that dies, hangs or asks for it is replaced. Each incarnation has a number (epoch) and a mailbox of its own, so a
predecessor that cannot even be killed (a process waiting inside a driver) writes where nobody reads.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from multiprocessing import resource_tracker
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Final, Literal

import cv2

from game.tuning import WATCHDOG, WatchdogTuning
from game.vision.mailbox import Mailbox
from game.vision.pipeline import Pipeline, VisionSpec
from game.vision.sight import SIGHT_BYTES, Sight, pack, unpack

NICENESS: Final = 10
"""On POSIX the game's frame goes first: of two cores MediaPipe's threads would take both for a while."""
STUCK_EXIT: Final = 3
"""Exit code of a child whose camera driver does not answer: only ending the process frees the camera."""
AGAIN_EXIT: Final = 4
"""Exit code of a child that would like to start anew, because its pose model has arrived."""

HealthState = Literal["stopped", "starting", "running", "restarting"]


@dataclass(frozen=True, slots=True)
class VisionHealth:
    """How the vision process is doing, with a sentence for people (empty when all is well)."""

    state: HealthState
    sentence: str = ""
    restarts: int = 0


class VisionProcess:
    """Vision in a process of its own. Call `poll` every frame: it is the watchdog.

    A context manager: `with VisionProcess(spec) as vision:` starts and surely stops it.
    """

    def __init__(self, spec: VisionSpec, tuning: WatchdogTuning = WATCHDOG) -> None:
        self.spec = spec
        self._tuning = tuning
        self._context: SpawnContext = multiprocessing.get_context("spawn")
        self._child: SpawnProcess | None = None
        self._mailbox: Mailbox | None = None
        self._undead: list[tuple[SpawnProcess, Mailbox]] = []
        self._epoch = spec.epoch - 1  # each launch is the next one
        self._restarts = 0
        self._sight: Sight | None = None
        self._state: HealthState = "stopped"
        self._sentence = ""
        self._short_lives = 0
        self._slow_starts = 0  # starts in a row that were given up before the first heartbeat
        self._beats = 0
        self._alive_s: float | None = None  # when it last showed life, by the clock of `poll`
        self._longest_s = 0.0  # its longest silence
        self._launched_s = 0.0
        self._due_s = 0.0  # when it is to be started again

    def start(self) -> None:
        """Start the child; returns at once, its first sight follows in a second or so."""
        if self._state == "stopped":
            self._launch()

    def latest(self) -> Sight | None:
        """The newest sight there is, the same object until a newer one comes; None before the first."""
        message = None if self._mailbox is None else self._mailbox.take()
        if message is not None:
            self._sight = unpack(message)
        return self._sight

    def poll(self, now_s: float) -> VisionHealth:
        """Look after the child; `now_s` is any clock that runs on evenly."""
        self._bury()
        if self._state == "restarting":
            if now_s >= self._due_s:
                self._restarts += 1
                self._due_s = now_s + self._tuning.backoff_s[-1]  # should even that fail
                self._launch()
        elif self._child is not None and self._mailbox is not None:
            self._watch(self._child, self._mailbox, now_s)
        return VisionHealth(self._state, self._sentence, self._restarts)

    def stop(self) -> None:
        """End the child for good, whatever state it is in. It may be started again afterwards."""
        self._state, self._sentence = "stopped", ""
        if self._child is not None and self._mailbox is not None:
            self._child.terminate()
            self._child.join(self._tuning.stop_s)
            self._undead.append((self._child, self._mailbox))
        for child, _ in self._undead:
            if child.exitcode is None:
                child.kill()
                child.join(self._tuning.stop_s)
        self._child, self._mailbox = None, None
        self._bury()

    def __enter__(self) -> VisionProcess:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _launch(self) -> None:
        # read when the library is loaded: a camera read gives up after 2 s instead of 10
        os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "2")
        self._epoch += 1
        self._beats = 0
        self._longest_s = 0.0
        self._alive_s = None
        mailbox = Mailbox(self._context, SIGHT_BYTES)
        child = self._context.Process(
            target=_main,
            args=(replace(self.spec, epoch=self._epoch), mailbox, self._tuning),
            name="huia vision",
            daemon=True,
        )
        try:
            with _interrupts_held():
                child.start()
                self._child, self._mailbox, self._state = child, mailbox, "starting"
        except OSError as error:
            self._state, self._sentence = "restarting", f"Vision cannot be started ({error.strerror}); close programs."

    def _watch(self, child: SpawnProcess, mailbox: Mailbox, now_s: float) -> None:
        if self._alive_s is None:
            self._alive_s = self._launched_s = now_s
        silent_s = now_s - self._alive_s
        beats = mailbox.beats
        if beats != self._beats:
            if self._beats >= self._tuning.young_beats:
                self._longest_s = max(self._longest_s, silent_s)
            self._beats, self._alive_s = beats, now_s
            self._state, self._sentence = "running", ""
            self._slow_starts = 0
        elif child.exitcode is not None:
            self._replace(child, mailbox, now_s, _why(child.exitcode))
        elif silent_s > self._patience_s():
            self._slow_starts += beats == 0
            self._replace(child, mailbox, now_s, "Vision does not answer, so it starts again.")

    def _patience_s(self) -> float:
        """How long the child may be silent."""
        if self._beats == 0:
            return float(self._tuning.start_s * 2 ** min(self._slow_starts, 4))  # the machine may be that busy
        if self._beats < self._tuning.young_beats:
            return self._tuning.young_s
        return max(self._tuning.hung_s, self._tuning.hung_beats * self._longest_s)

    def _replace(self, child: SpawnProcess, mailbox: Mailbox, now_s: float, why: str) -> None:
        """Kill what is left of the child and plan its successor."""
        lived_s = now_s - self._launched_s
        self._short_lives = 0 if lived_s >= self._tuning.steady_s else self._short_lives + 1
        self.latest()  # its last words
        if child.exitcode is None:
            child.kill()
            self._undead.append((child, mailbox))
        backoff = self._tuning.backoff_s
        self._due_s = now_s + backoff[min(max(0, self._short_lives - 1), len(backoff) - 1)]
        self._state, self._sentence = "restarting", why
        self._child, self._mailbox = None, None

    def _bury(self) -> None:
        self._undead = [(child, mailbox) for child, mailbox in self._undead if child.exitcode is None]


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """A process started meanwhile never hears Ctrl-C, not even while it imports; for us it comes a little later."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # started by the first child otherwise, and that lets interrupts through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _why(code: int) -> str:
    if code == STUCK_EXIT:
        return "The camera's driver hangs; vision starts again."
    if code == AGAIN_EXIT:
        return "The pose model has arrived; vision starts again."
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    return f"Vision stopped ({how}) and starts again."


def _main(spec: VisionSpec, mailbox: Mailbox, tuning: WatchdogTuning) -> None:
    """What the child runs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where it could not be held: the game decides when to end
    threading.Thread(target=_die_with_parent, name="parent", daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    cv2.setNumThreads(1)  # the other core is the game's; two were measured to be no faster
    pipeline = Pipeline(spec)
    gc.freeze()  # what is loaded stays: collections need not look at it again
    while True:  # until the game ends us: the system frees the camera, and every recorded line is on disk
        sight = pipeline.step(tuning.wait_s)
        if sight is not None:
            mailbox.put(pack(sight))
        mailbox.beat()
        if pipeline.status.state == "stuck":
            os._exit(STUCK_EXIT)
        if pipeline.model_arrived():
            os._exit(AGAIN_EXIT)


def _die_with_parent() -> None:
    """A child must not outlive the game, however that ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)
