"""A real cabinet under its real supervisor, and faults injected into it, one after the other."""

from __future__ import annotations

import argparse
import contextlib
import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from game.cabinet.journal import Journal
from game.cabinet.pulse import Pulse
from game.cabinet.supervisor import Commands, Supervisor
from game.tuning import SUPERVISION
from tools.measuring.subject import Figures
from tools.measuring.timing import children

MEMORY_MB: Final = 1600
"""Limit for these games: the game and its vision hold 700 to 1,260 MB."""
CALM_S: Final = SUPERVISION.young_s + 0.5
"""A fault is injected once the game has played this long and sees: a hang of a younger game is given more time."""
REST_S: Final = 1.0
"""Upper limit of the random time added to that, so that faults come at any moment of the game."""
FRESH_S: Final = 1.0
"""Age of the newest sight of a game that sees."""
GIVE_UP_S: Final = 90.0
SCREEN: Final = ":87"
MARK: Final = "HUIA_TRIAL"
"""Environment variable by which the processes of a trial's games are known."""


@dataclass(slots=True)
class Told:
    """What the supervisor told, newest last. played_s: when the present game showed its first frame."""

    events: list[tuple[str, float, Pulse]] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    played_s: float = 0.0
    last: Pulse = field(default_factory=Pulse)

    def hear(self, event: str, now_s: float, pulse: Pulse) -> None:
        """Keep one message of the supervisor, as its `told` callback."""
        with self.changed:
            self.played_s = now_s if event == "playing" else self.played_s
            self.last = pulse
            self.events.append((event, now_s, pulse))
            del self.events[:-400]
            self.changed.notify_all()

    def until(self, wanted: Callable[[str, float, Pulse], bool], since_s: float, within_s: float) -> float | None:
        """Seconds from `since_s` to the first event after it that is wanted; None if there is none in time."""
        with self.changed:
            while True:
                for event, now_s, pulse in self.events:
                    if now_s > since_s and wanted(event, now_s, pulse):
                        return now_s - since_s
                left_s = since_s + within_s - time.monotonic()
                if left_s <= 0 or not self.changed.wait(left_s):
                    return None


def cabinet(options: argparse.Namespace) -> Figures:
    """Crash, hang, vision killed and stopped, camera pulled, memory, display: how soon it plays and sees again."""
    with tempfile.TemporaryDirectory(prefix="huia-cabinet-") as scratch, _display() as screen:
        return _trial(Path(scratch), screen, options.count, np.random.default_rng([options.seed, 12]))


def _trial(folder: Path, screen: Callable[[bool], None] | None, count: int, rng: np.random.Generator) -> Figures:
    control = folder / "control"
    control.write_text("")
    os.environ[MARK] = str(control)  # every process of these games inherits it
    before = set(Path("/dev/shm").iterdir())
    words = ["cabinet", "--camera", "demo", "--mute", "--size", "1280x720", "--supervised"]
    game = (sys.executable, "-m", "tools.measuring.faulty_game", str(control), *words)
    told = Told()
    supervisor = Supervisor(Commands(game), Journal(folder / "logs", 4), MEMORY_MB, told=told.hear)
    runner = threading.Thread(target=supervisor.run)
    runner.start()
    results: dict[str, list[float | None]] = {}
    faults = _faults(control, screen)
    try:
        for n, (name, fault) in zip(range(count), itertools.cycle(faults.items()), strict=False):
            value = None
            if told.until(_sees, time.monotonic(), GIVE_UP_S) is not None:
                time.sleep(max(0.0, told.played_s + CALM_S - time.monotonic()) + REST_S * rng.random())
                value = _measured(told, fault)
            results.setdefault(name, []).append(value)
            print(f"{n + 1} {name}: {value if value is None else round(value, 2)} s", file=sys.stderr, flush=True)
    finally:
        supervisor.end()
        runner.join()
    time.sleep(0.5)
    left = [one.name for one in set(Path("/dev/shm").iterdir()) - before]
    locks = [name for name in left if name.startswith("sem.")]
    return _figures(results) | {
        "processes_left": len(marked(str(control))),
        "locks_left": len(locks),
        "shared_memory_left": len(left) - len(locks),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    }


@dataclass(frozen=True, slots=True)
class _Fault:
    """A fault. inject: causes it and returns its time, or the time of its repair where it must be repaired first.

    ends_game: it ends the game and its vision; otherwise the game lives on and vision must see again.
    renews: vision sees again in a new process.
    """

    inject: Callable[[], float]
    ends_game: bool = True
    renews: bool = True


def _faults(control: Path, screen: Callable[[bool], None] | None) -> dict[str, _Fault]:
    """The faults, by name."""

    def kill(which: str, how: int) -> Callable[[], float]:
        def inject() -> float:
            os.kill(_game() if which == "game" else _vision(), how)
            return time.monotonic()

        return inject

    def pull() -> float:
        control.write_text("gone")
        time.sleep(2.0)
        control.write_text("")
        return time.monotonic()

    def leak() -> float:
        control.write_text("leak")
        return time.monotonic()

    def lose() -> float:
        assert screen is not None
        screen(False)
        time.sleep(0.3)
        now_s = time.monotonic()
        screen(True)
        return now_s

    found = {
        "crash": _Fault(kill("game", signal.SIGSEGV)),
        "killed": _Fault(kill("game", signal.SIGKILL)),
        "hang": _Fault(kill("game", signal.SIGSTOP)),
        "vision_killed": _Fault(kill("vision", signal.SIGKILL), ends_game=False),
        "vision_stopped": _Fault(kill("vision", signal.SIGSTOP), ends_game=False),
        "camera_pulled": _Fault(pull, ends_game=False, renews=False),
        "memory": _Fault(leak),
    }
    return found | ({} if screen is None else {"display_lost": _Fault(lose)})


def _measured(told: Told, fault: _Fault) -> float | None:
    """Seconds from the fault, or its mending, until the first frame of another game, or until vision sees again."""
    before, begun_s = told.last.vision_restarts, time.monotonic()
    injected_s = fault.inject()
    if not fault.ends_game:

        def back(event: str, now_s: float, pulse: Pulse) -> bool:
            renewed = not fault.renews or pulse.vision_restarts > before
            return event == "playing" or (renewed and not pulse.trouble and _sees(event, now_s, pulse))

        return told.until(back, injected_s, GIVE_UP_S)
    if told.until(lambda event, _, pulse: event == "ended", begun_s, GIVE_UP_S) is None:
        return None
    playing = told.until(lambda event, _, pulse: event == "playing", begun_s, GIVE_UP_S)
    return None if playing is None else max(0.0, playing - (injected_s - begun_s))


def _sees(event: str, now_s: float, pulse: Pulse) -> bool:
    return pulse.frames > 0 and pulse.sight_s is not None and pulse.sight_s < FRESH_S and event != "ended"


def _figures(results: dict[str, list[float | None]]) -> Figures:
    every = [value for values in results.values() for value in values]
    played = [value for value in every if value is not None]
    return {
        "injected": len(every),
        "playing_again": len(played),
        "within_5_s": sum(value <= 5.0 for value in played),
        "median_s": round(float(np.median(played)), 2) if played else None,
        "worst_s": round(max(played), 2) if played else None,
        "median_and_worst_s": {
            name: [round(float(np.median(good)), 2), round(max(good), 2)]
            for name, values in results.items()
            if (good := [value for value in values if value is not None])
        },
    }


@contextlib.contextmanager
def _display() -> Iterator[Callable[[bool], None] | None]:
    """A display of our own that can be taken away. None without Xvfb: the game then uses SDL's dummy display."""
    if shutil.which("Xvfb") is None:
        os.environ["SDL_VIDEODRIVER"] = "dummy"
        yield None
        return
    servers: list[subprocess.Popen[bytes]] = []

    def switch(on: bool) -> None:
        if on:
            words = ["Xvfb", SCREEN, "-screen", "0", "1280x720x24", "-nolisten", "tcp"]
            plain = {name: value for name, value in os.environ.items() if name != MARK}
            null = subprocess.DEVNULL
            servers.append(subprocess.Popen(words, env=plain, stdout=null, stderr=null))
            time.sleep(1.0)
        else:
            servers.pop().kill()

    switch(True)
    os.environ |= {"DISPLAY": SCREEN, "SDL_AUDIODRIVER": "dummy"}
    os.environ.pop("SDL_VIDEODRIVER", None)
    try:
        yield switch
    finally:
        for server in servers:
            server.terminate()
            server.wait()


def _game() -> int:
    """The game's process: the supervisor's child of that name."""
    return next(pid for pid in children(os.getpid()) if b"faulty_game" in _words(pid))


def _vision() -> int:
    """The vision process: the game's child that multiprocessing spawned."""
    return next(pid for pid in children(_game()) if b"spawn_main" in _words(pid))


def _words(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def marked(mark: str) -> list[int]:
    """Processes, but this one, that were started with MARK in their environment and still are there.

    An orphan's parent is another process, so it is not found among the children.
    """
    wanted, found = f"{MARK}={mark}".encode(), []
    for place in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if wanted in place.read_bytes().split(b"\0"):
                found.append(int(place.parent.name))
    return [pid for pid in found if pid != os.getpid()]
