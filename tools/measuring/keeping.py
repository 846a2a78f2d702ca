"""What becomes of best scores when the game is killed, and when the house's database comes and goes."""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing as mp
import random
import sqlite3
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tqdm import tqdm

from game.errors import UserError
from game.scores import courier
from game.scores.ghost import Recorder
from game.scores.scores import Finished, Scores, by_the_clock
from game.scores.store import House, Store
from game.world.snapshot import BirdView
from tools.measuring.server import Server, programs
from tools.measuring.subject import Figures

if TYPE_CHECKING:
    from multiprocessing.context import ForkContext, SpawnContext

CABINETS: Final = 3
ANEW: Final = 10
"""Every tenth game is killed while it creates its file."""
MOST_MS: Final = 60.0
"""Longest time from a kept run to the kill: many times what keeping one takes."""


def kills(options: argparse.Namespace) -> Figures:
    """Games killed while they keep scores, at random moments: what was kept and is lost, and broken files."""
    rng = random.Random(options.seed)
    kept: dict[str, int] = {}
    lost = broken = files = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        for number in tqdm(range(options.count), desc="kills"):
            if number % ANEW == 0:
                kept, files = {}, files + 1
            file = path / f"scores-{files}.sqlite"
            kept |= _killed(file, rng.uniform(0.0, MOST_MS) / 1e3, number % ANEW == 0)
            with contextlib.closing(sqlite3.connect(file)) as link:
                broken += link.execute("pragma integrity_check").fetchall() != [("ok",)]
                found = dict(link.execute("select uid, revision from scores").fetchall()) if kept else {}
            lost += sum(found.get(uid, -1) < revision for uid, revision in kept.items())
        broken += len(list(path.glob("*.broken*")))
    return {"kills": options.count, "files": files, "kept_last": len(kept), "lost": lost, "broken": broken}


def house(options: argparse.Namespace) -> Figures:
    """Three cabinets and a database that is stopped and started while games are killed: each run exactly once."""
    if programs() is None:
        raise UserError("PostgreSQL's server is not installed; on Debian: apt install postgresql")
    rng = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder, Server() as server:
        files = [Path(folder) / f"cabinet-{n}.sqlite" for n in range(CABINETS)]
        games = [_Game(file, server.address) for file in files]
        told: set[str] = set()
        stops = deaths = 0
        running = True
        with tqdm(total=options.count, desc="house", unit="run") as bar:
            while len(told) < options.count:
                time.sleep(rng.uniform(0.05, 0.4))
                for game in games:
                    told |= game.heard()
                bar.update(min(len(told), options.count) - bar.n)
                match rng.randrange(6):
                    case 0 if running:
                        server.stop(at_once=rng.random() < 0.5)
                        running, stops = False, stops + 1
                    case 1 | 2 if not running:
                        server.start()
                        running = True
                    case 3:
                        game = rng.choice(games)
                        told |= game.die()
                        game.start()
                        deaths += 1
        for game in games:
            told |= game.die()
        if not running:
            server.start()
        return {"told": len(told), "stops": stops, "kills": deaths, **_compared(server.address, files, told)}


def _compared(address: str, files: list[Path], told: set[str]) -> Figures:
    """What the house has once everything runs again, compared with what the cabinets have and what they reported."""
    shared = House(address)
    local: set[str] = set()
    for file in files:
        store = Store(file)
        courier.Courier(shared, lambda store=store: [store], lambda: "2000-01-01", lambda _: None).carry()  # type: ignore[misc]
        store.close()
        with contextlib.closing(sqlite3.connect(file)) as link:
            local |= {uid for (uid,) in link.execute("select uid from scores")}
    rows = shared.uids()
    return {
        "in_cabinets": len(local),
        "in_house": len(rows),
        "lost": len(told - set(rows)),
        "twice": len(rows) - len(set(rows)),
        "strange": len(set(rows) ^ local),
    }


class _Game:
    """A cabinet that keeps one run after the other; killed ones are started again."""

    def __init__(self, file: Path, address: str) -> None:
        self._file, self._address = file, address
        self.start()

    def heard(self) -> set[str]:
        """Ids of runs that the game has kept since the last call."""
        found: set[str] = set()
        with contextlib.suppress(EOFError):
            while self._ears.poll():
                found.add(self._ears.recv()[0])
        return found

    def die(self) -> set[str]:
        """Kill the game. Returns what it kept since it was last heard."""
        self._child.kill()
        self._child.join()
        found = self.heard()
        self._ears.close()
        return found

    def start(self) -> None:
        """Begin the game."""
        context = _context()
        self._ears, mouth = context.Pipe(False)
        self._child = context.Process(target=_play, args=(self._file, mouth, self._address, 0.1), daemon=True)
        self._child.start()
        mouth.close()


def _killed(file: Path, after_s: float, anew: bool) -> dict[str, int]:
    """Let a game keep runs in a file and kill it. anew: count from its start, else from its first kept run.

    Returns the revision of each run it said it had kept.
    """
    context = _context()
    ears, mouth = context.Pipe(False)
    child = context.Process(target=_play, args=(file, mouth, None, 0.0), daemon=True)
    child.start()
    mouth.close()
    if not anew:
        ears.poll(30.0)
    time.sleep(after_s)
    child.kill()
    child.join()
    said: dict[str, int] = {}
    with contextlib.suppress(EOFError):
        while ears.poll():
            uid, revision = ears.recv()
            said[uid] = revision
    ears.close()
    return said


def _play(file: Path, mouth: Connection, address: str | None, pause_s: float) -> None:
    """A game, as far as scores see it: runs end, are signed, and are told once they are on the disk."""
    recorder = Recorder()
    for step in range(8000):
        recorder.note(step, BirdView(x_m=step * 0.02, y_m=(step * 7919) % 100 / 100))
    scores = Scores(by_the_clock, file.stem)
    scores.open(file, House(address, timeout_s=1.0) if address is not None else None, every_s=0.2)
    for number in range(1, 1_000_000):
        run = scores.add(Finished(number, number / 2, seed=number % 3), recorder.ghost())
        if number % 2:
            run = scores.sign(run, "ANA")
        if scores.flush():
            mouth.send((run.uid, run.revision))
        time.sleep(pause_s)


def _context() -> ForkContext | SpawnContext:
    """Forked where that can be done: two hundred games then start in no time."""
    return mp.get_context("fork") if "fork" in mp.get_all_start_methods() else mp.get_context("spawn")
