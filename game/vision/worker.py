"""The vision process: the game starts, watches, restarts and ends it.

The child runs a `Pipeline` and puts each sight into a mailbox; the game takes the newest and never waits. A child
that dies, hangs or asks for it is replaced. Each start has its own number (epoch) and mailbox, so a child that cannot
be killed (blocked inside a driver) writes where nothing reads.
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

from game.background import leave_a_core, stand_back
from game.errors import reason
from game.parent import die_with_parent
from game.tuning import WATCHDOG, WatchdogTuning
from game.vision.mailbox import Mailbox
from game.vision.pipeline import Pipeline
from game.vision.sight import SIGHT_BYTES, Sight, pack, unpack
from game.vision.spec import VisionSpec
from game.words import mark, told

STUCK_EXIT: Final = 3
"""Exit code of a child blocked in its camera's driver: only ending the process frees the camera."""
AGAIN_EXIT: Final = 4
"""Exit code of a child that asks for a restart, because a model it lacked has arrived."""

HealthState = Literal["stopped", "starting", "running", "restarting"]


@dataclass(frozen=True, slots=True)
class VisionHealth:
    """State of the vision process, with a sentence for the player (empty if all is well).

    restarts: starts that nobody had asked for, because the process ended or hung.
    """

    state: HealthState
    sentence: str = ""
    restarts: int = 0


class VisionProcess:
    """Vision in its own process. Call `poll` every frame: it is the watchdog.

    A context manager: `with VisionProcess(spec) as vision:` starts it and always stops it.
    """

    def __init__(self, spec: VisionSpec, tuning: WatchdogTuning = WATCHDOG) -> None:
        self.spec = spec
        self._tuning = tuning
        self._context: SpawnContext = multiprocessing.get_context("spawn")
        self._child: SpawnProcess | None = None
        self._mailbox: Mailbox | None = None
        self._undead: list[tuple[SpawnProcess, Mailbox]] = []
        self._epoch = spec.epoch - 1  # each start adds 1
        self._restarts = 0
        self._renewing = False  # the start that is due was asked for
        self._sight: Sight | None = None
        self._state: HealthState = "stopped"
        self._sentence = ""
        self._short_lives = 0
        self._slow_starts = 0  # consecutive starts that were given up before the first heartbeat
        self._beats = 0
        self._alive_s: float | None = None  # when it last showed a sign of life, by the clock of `poll`
        self._longest_s = 0.0  # its longest silence
        self._launched_s = 0.0
        self._due_s = 0.0  # when it is to be restarted
        self._room: tuple[bool, int | None] = False, None  # whether it leaves a core free, and which child does

    def start(self) -> None:
        """Start the child and return at once; its first sight follows in about a second."""
        if self._state == "stopped":
            self._launch()

    def latest(self) -> Sight | None:
        """The newest sight, the same object until a newer one comes; None before the first."""
        message = None if self._mailbox is None else self._mailbox.take()
        if message is not None:
            self._sight = unpack(message)
        return self._sight

    def poll(self, now_s: float) -> VisionHealth:
        """Check the child and restart it if needed; `now_s` is any monotonic clock."""
        self._bury()
        if self._state == "restarting":
            if now_s >= self._due_s:
                self._restarts += not self._renewing
                self._renewing = False
                self._due_s = now_s + self._tuning.backoff_s[-1]  # in case starting fails as well
                self._launch()
        elif self._child is not None and self._mailbox is not None:
            self._watch(self._child, self._mailbox, now_s)
        return VisionHealth(self._state, self._sentence, self._restarts)

    def renew(self, spec: VisionSpec, now_s: float, why: str) -> None:
        """Go on with other settings, in a new child. why: a sentence for the player.

        A child that is ended on purpose has not failed, however short its life was: the next one starts at once.
        """
        self.spec = spec
        if self._child is not None and self._mailbox is not None:
            short_lives = self._short_lives
            self._replace(self._child, self._mailbox, now_s, why)
            self._short_lives, self._due_s, self._renewing = short_lives, now_s, True

    def make_room(self, on: bool) -> None:
        """Leave the frames a core of their own, or end that. It may be asked in every frame."""
        child = None if self._child is None else self._child.pid
        if (on, child) != self._room:
            if child is not None and (on or child == self._room[1]):
                leave_a_core(child, on)
            self._room = on, child

    def stop(self) -> None:
        """End the child, whatever its state. It may be started again afterwards."""
        self._state, self._sentence, self._renewing = "stopped", "", False
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
        # OpenCV reads this when it is loaded: a camera read gives up after 2 s instead of 10.
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
            self._state, self._sentence = (
                "restarting",
                told("Vision cannot be started ({why}); close programs.", why=reason(error)),
            )

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
            self._replace(child, mailbox, now_s, mark("Vision does not answer, so it starts again."))

    def _patience_s(self) -> float:
        """How long the child may be silent."""
        if self._beats == 0:
            return float(self._tuning.start_s * 2 ** min(self._slow_starts, 4))  # the machine may be very busy
        if self._beats < self._tuning.young_beats:
            return self._tuning.young_s
        return max(self._tuning.hung_s, self._tuning.hung_beats * self._longest_s)

    def _replace(self, child: SpawnProcess, mailbox: Mailbox, now_s: float, why: str) -> None:
        """Kill the child if it still runs, and schedule the next start."""
        lived_s = now_s - self._launched_s
        self._short_lives = 0 if lived_s >= self._tuning.steady_s else self._short_lives + 1
        self.latest()  # its last sight
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
    """Hold Ctrl-C back: a process started here never receives it; this process receives it afterwards."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # otherwise the first child would start it, and that unblocks Ctrl-C
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _why(code: int) -> str:
    if code == STUCK_EXIT:
        return mark("The camera's driver hangs; vision starts again.")
    if code == AGAIN_EXIT:
        return mark("A model has arrived; vision starts again.")
    how = told("signal {number}", number=-code) if code < 0 else told("exit code {number}", number=code)
    return told("Vision stopped ({how}) and starts again.", how=how)


def _main(spec: VisionSpec, mailbox: Mailbox, tuning: WatchdogTuning) -> None:
    """The child's main function."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where Ctrl-C could not be held back; the game decides when to end
    die_with_parent()
    threading.Thread(target=_die_with_parent, name="parent", daemon=True).start()
    stand_back()
    cv2.setNumThreads(1)  # the game needs the other core; two threads measured no faster
    pipeline = Pipeline(spec)
    gc.freeze()  # garbage collections need not look at what is loaded now
    while True:  # until the game ends this process; every recorded line is on disk
        sight = pipeline.step(tuning.wait_s)
        if sight is not None:
            mailbox.put(pack(sight))
        mailbox.beat()
        if pipeline.status.state == "stuck":
            os._exit(STUCK_EXIT)
        if pipeline.model_arrived():
            os._exit(AGAIN_EXIT)


def _die_with_parent() -> None:
    """End this child when the game ends, on every system; a child that stands still does so once it goes on."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)
