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
from tools.measuring.subject import Figures

MEMORY_MB: Final = 1900
"""Limit for these games: the game and its vision hold 700 to 1,200 MB."""
CALM_S: Final = 4.0
"""A fault is injected when the game has played undisturbed for so long, vision included."""
FRESH_S: Final = 1.0
"""Age of the newest sight of a game that sees."""
GIVE_UP_S: Final = 90.0
SCREEN: Final = ":87"


@dataclass(slots=True)
class Told:
    """What the supervisor told, newest last."""

    events: list[tuple[str, float, Pulse]] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def hear(self, event: str, now_s: float, pulse: Pulse) -> None:
        """For `Supervisor.told`."""
        with self.changed:
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
    """Crash, hang, vision killed and stopped, camera pulled, memory, display: how soon it plays again."""
    with tempfile.TemporaryDirectory(prefix="huia-cabinet-") as scratch, _display() as screen:
        return _trial(Path(scratch), screen, options.count)


def _trial(folder: Path, screen: Callable[[bool], None] | None, count: int) -> Figures:
    control = folder / "control"
    control.write_text("")
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
        for _, (name, inject) in zip(range(count), itertools.cycle(faults.items()), strict=False):
            if told.until(_sees, time.monotonic(), GIVE_UP_S) is None:
                results.setdefault(name, []).append(None)
                continue
            time.sleep(CALM_S)
            results.setdefault(name, []).append(_measured(told, inject))
            print(f"{name}: {results[name][-1]}", file=sys.stderr, flush=True)
    finally:
        supervisor.end()
        runner.join()
    time.sleep(0.5)
    left = _descendants(os.getpid())
    return _figures(results) | {
        "processes_left": len(left),
        "shared_memory_left": len(set(Path("/dev/shm").iterdir()) - before),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    }


def _faults(control: Path, screen: Callable[[bool], None] | None) -> dict[str, Callable[[], float]]:
    """Each injects a fault and returns when it ended: for one that must first be mended, that moment."""

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
        now_s = time.monotonic()
        time.sleep(1.5)
        control.write_text("")
        return now_s

    def lose() -> float:
        assert screen is not None
        screen(False)
        time.sleep(0.3)
        screen(True)
        return time.monotonic()

    found: dict[str, Callable[[], float]] = {
        "crash": kill("game", signal.SIGSEGV),
        "killed": kill("game", signal.SIGKILL),
        "hang": kill("game", signal.SIGSTOP),
        "vision_killed": kill("vision", signal.SIGKILL),
        "vision_stopped": kill("vision", signal.SIGSTOP),
        "camera_pulled": pull,
        "memory": leak,
    }
    return found | ({} if screen is None else {"display_lost": lose})


def _measured(told: Told, inject: Callable[[], float]) -> float | None:
    """Seconds from the fault (or its end) until the game plays and sees again."""
    begun_s = time.monotonic()
    injected_s = inject()
    ends_game = told.until(lambda event, _, pulse: event == "ended", begun_s, 8.0)
    if ends_game is None:  # the game itself lives on, and vision comes back
        return told.until(_sees, injected_s, GIVE_UP_S)
    return told.until(lambda event, now_s, pulse: event == "playing", injected_s, GIVE_UP_S)


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
        "median_s_by_fault": {
            name: round(float(np.median([value for value in values if value is not None])), 2)
            for name, values in results.items()
            if any(value is not None for value in values)
        },
    }


@contextlib.contextmanager
def _display() -> Iterator[Callable[[bool], None] | None]:
    """A display of our own that can be taken away; None where there is no Xvfb: then SDL draws for nobody."""
    if shutil.which("Xvfb") is None:
        os.environ["SDL_VIDEODRIVER"] = "dummy"
        yield None
        return
    servers: list[subprocess.Popen[bytes]] = []

    def switch(on: bool) -> None:
        if on:
            words = ["Xvfb", SCREEN, "-screen", "0", "1280x720x24", "-nolisten", "tcp"]
            servers.append(subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
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
    return next(pid for pid in _children(os.getpid()) if b"faulty_game" in _words(pid))


def _vision() -> int:
    """The vision process: the game's child that multiprocessing spawned."""
    return next(pid for pid in _children(_game()) if b"spawn_main" in _words(pid))


def _words(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _children(pid: int) -> list[int]:
    """Children of a process that are not zombies."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found.append(int(stat.parent.name))
    return found


def _descendants(pid: int) -> list[int]:
    """Games and vision processes below a process."""
    below = [child for child in _children(pid) if b"Xvfb" not in _words(child)]
    return below + [deeper for child in below for deeper in _descendants(child)]
