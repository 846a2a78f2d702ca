"""The supervisor: a small process that starts the game, watches it, ends it when it is ill, and starts it again.

It imports neither pygame nor anything native, and asks nothing of the game but signs of life on its standard output
(`pulse.py`). What the game writes to standard error goes into the log.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from game.cabinet.journal import Journal, to_terminal
from game.cabinet.pulse import (
    BLIND_EXIT,
    LEAVE_EXIT,
    MOST_LINE,
    RESTART_EXIT,
    SHUTDOWN_EXIT,
    Pulse,
    Watchers,
    pulse_of,
    written,
)
from game.cabinet.watch import Backoff, Watch
from game.errors import reason
from game.tuning import SUPERVISION, Supervision
from game.words import mark, told

LOOK_S: Final = 0.1
"""How often the supervisor looks at the game."""
LATE_S: Final = 0.5
"""A look that took longer says that the whole machine stood still (memory swapped, a virtual machine paused)."""
MISTAKE_EXIT: Final = 2
"""Exit code of a game that was asked for something that cannot be."""


@dataclass(frozen=True, slots=True)
class Commands:
    """Words that start the game, the "one moment" picture (empty: none), and the machine's shutdown."""

    game: tuple[str, ...]
    moment: tuple[str, ...] = ()
    shutdown: tuple[str, ...] = ()


def commands(words: Sequence[str]) -> Commands:
    """How this installation starts its parts. words: after `huia`."""
    start = (sys.executable,) if getattr(sys, "frozen", False) else (sys.executable, "-m", "game")
    shutdown = {"win32": ("shutdown", "/s", "/t", "0"), "linux": ("systemctl", "poweroff")}
    off = shutdown.get(sys.platform, ("shutdown", "-h", "now"))
    return Commands((*start, *words, "--supervised"), (*start, *words, "--moment"), off)


class Supervisor:
    """Runs games one after the other. told: called with each event and its time, for measuring."""

    def __init__(
        self,
        commands: Commands,
        journal: Journal,
        memory_mb: float,
        tuning: Supervision = SUPERVISION,
        told: Callable[[str, float, Pulse], None] = lambda event, now_s, pulse: None,
    ) -> None:
        self._commands = commands
        self._journal = journal
        self._memory_mb = memory_mb
        self._tuning = tuning
        self._told = told
        self._backoff = Backoff(tuning)
        self._ending = threading.Event()
        self._since_s = time.time()
        self._restarts = -1
        self._last = ""
        self._credits = 0
        self._slow_starts = self._hangs = 0
        self._moment: subprocess.Popen[bytes] | None = None

    def end(self, *_: object) -> None:
        """End the game and then `run`; may be called from a signal handler or another thread."""
        self._ending.set()

    def run(self) -> int:
        """Supervise until the operator leaves or `end` is called. Returns the exit code."""
        self._journal.note("the cabinet starts")
        code = 0
        try:
            while not self._ending.is_set():
                ended = self._one_game()
                if ended is not None:
                    code = ended
                    break
        finally:
            self._hide_moment()
            self._journal.note("the cabinet ends")
            self._journal.close()
        return code

    def _one_game(self) -> int | None:
        """Start a game and watch it to its end; then wait as long as is due. Returns an exit code to end with."""
        self._restarts += 1
        self._journal.forget()
        begun_s = time.monotonic()
        try:
            game = _Game(self._commands.game, self._journal)
        except OSError as problem:
            self._ended(
                told("it cannot be started ({why})", why=reason(problem)), begun_s, Watch(begun_s, self._memory_mb)
            )
            return None
        game.tell(written(Watchers(self._restarts, self._since_s, self._last, self._credits)))
        watch = Watch(begun_s, self._memory_mb, self._slow_starts, self._hangs, self._tuning)
        why = self._watched(game, watch)
        if watch.played_s is not None:
            self._credits = watch.last.credits
        code = game.end(self._tuning, politely=self._ending.is_set(), hung="sign of life" in why)
        self._slow_starts = self._slow_starts + 1 if watch.played_s is None and "not ready" in why else 0
        self._hangs = self._hangs + 1 if "sign of life" in why else 0
        if self._ending.is_set():
            return 0
        if not why:
            match code:
                case _ if code == LEAVE_EXIT:
                    return 0
                case _ if code == SHUTDOWN_EXIT:
                    self._shut_down()
                    return 0
                case _ if code == RESTART_EXIT:
                    self._journal.note("the operator starts the game again")
                    return None
                case _ if code == MISTAKE_EXIT and self._restarts == 0 and watch.played_s is None:
                    to_terminal(game.last_line or "the game cannot be started")
                    return MISTAKE_EXIT
            why = _ended_how(code)
        self._ended(why, begun_s, watch)
        return None

    def _watched(self, game: _Game, watch: Watch) -> str:
        """Watch until the game ends ("") or must be ended (the reason)."""
        while not self._ending.is_set():
            before_s = time.monotonic()
            pulse = game.next_pulse(LOOK_S)
            now_s = time.monotonic()
            if now_s - before_s > LATE_S:
                watch.forgive(now_s - before_s)
            if pulse is not None:
                first = watch.played_s is None
                watch.beat(now_s, pulse)
                self._hide_moment()
                self._told("playing" if first and watch.played_s is not None else "pulse", now_s, pulse)
                continue
            if not game.running:
                return ""
            why = watch.verdict(now_s)
            if why:
                return why
        return ""

    def _ended(self, why: str, begun_s: float, watch: Watch) -> None:
        """A game ended that should not have: report it, and wait before the next one."""
        now_s = time.monotonic()
        self._last = told("{at} {why}", at=time.strftime("%H:%M"), why=why)
        report = self._journal.report(why, now_s - begun_s, watch.last)
        pause_s = self._backoff.ended(watch.lived_s)
        where = "" if report is None else f"; see {report.name}"
        self._journal.note(f"the game ended: {why}{where}; it starts again in {pause_s:g} s")
        self._told("ended", now_s, watch.last)
        if self._restarts == 0:  # whoever starts a cabinet by hand, without a display perhaps, should not wait in vain
            to_terminal(f"the game ended: {why}; it is started again and again, see {self._journal.folder}")
        if pause_s > self._tuning.moment_s:
            self._show_moment()
        self._ending.wait(pause_s)

    def _show_moment(self) -> None:
        if self._commands.moment and self._moment is None:
            with contextlib.suppress(OSError):
                self._moment = subprocess.Popen(self._commands.moment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                                stderr=subprocess.DEVNULL)  # fmt: skip

    def _hide_moment(self) -> None:
        moment, self._moment = self._moment, None
        if moment is not None:
            moment.kill()
            moment.wait()
            if moment.stdin is not None:
                moment.stdin.close()

    def _shut_down(self) -> None:
        self._journal.note("the operator shuts the machine down")
        if self._commands.shutdown:
            try:
                subprocess.run(self._commands.shutdown, check=True, timeout=30)
            except (OSError, subprocess.SubprocessError) as problem:
                self._journal.note(f"the machine did not shut down: {problem}")


class _Game:
    """A running game with its children. Raises OSError where it cannot be started."""

    def __init__(self, words: Sequence[str], journal: Journal) -> None:
        self._journal = journal
        self._process = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # a process group of its own: its children end with it
        )
        self._pulses: queue.SimpleQueue[Pulse] = queue.SimpleQueue()
        self.last_line = ""
        self._readers = [
            threading.Thread(target=self._hear, args=(self._process.stdout, self._beat), daemon=True),
            threading.Thread(target=self._hear, args=(self._process.stderr, self._said), daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    @property
    def running(self) -> bool:
        """Whether the game itself runs."""
        return self._process.poll() is None

    def tell(self, line: bytes) -> None:
        """Write a line to the game's standard input."""
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):  # it has ended already
                self._process.stdin.write(line)
                self._process.stdin.flush()

    def next_pulse(self, wait_s: float) -> Pulse | None:
        """The next sign of life, waiting at most this long."""
        try:
            return self._pulses.get(timeout=wait_s)
        except queue.Empty:
            return None

    def end(self, tuning: Supervision, politely: bool, hung: bool) -> int:
        """End the game and all it started. Returns its exit code, negative for a signal.

        politely: let it close its camera and files. hung: let it write where it hangs.
        """
        process = self._process
        if process.poll() is None and politely:
            process.terminate()
            self._wait(tuning.stop_s)
        if process.poll() is None and hung and hasattr(signal, "SIGABRT") and os.name == "posix":
            process.send_signal(signal.SIGABRT)  # faulthandler writes the stack of every thread
            self._wait(tuning.abort_s)
        self._kill_all()
        code = process.wait()
        for reader in self._readers:
            reader.join(1.0)
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        return code

    def _wait(self, seconds: float) -> None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)

    def _kill_all(self) -> None:
        """Kill the game's whole process group, whatever state it is in."""
        if os.name == "posix":
            with contextlib.suppress(OSError):  # nobody is left
                os.killpg(self._process.pid, signal.SIGKILL)
        elif self.running:
            with contextlib.suppress(OSError):
                subprocess.run(
                    ["taskkill", "/T", "/F", "/PID", str(self._process.pid)], capture_output=True, check=False
                )
            self._process.kill()

    def _hear(self, pipe: IO[bytes] | None, take: Callable[[bytes], None]) -> None:
        if pipe is not None:
            with contextlib.suppress(OSError, ValueError):  # closed
                while line := pipe.readline(MOST_LINE):
                    take(line)

    def _beat(self, line: bytes) -> None:
        pulse = pulse_of(line)
        if pulse is not None:
            self._pulses.put(pulse)

    def _said(self, line: bytes) -> None:
        text = line.decode(errors="replace").rstrip()
        self.last_line = text or self.last_line
        self._journal.hear(text)


def _ended_how(code: int) -> str:
    if code == BLIND_EXIT:
        return mark("there is no display")
    if code == 0:
        return mark("its window was closed")
    if code < 0:
        return told("it was ended by signal {number}", number=-code)
    return told("it ended with code {number}", number=code)


def supervise(words: Sequence[str], folder: Path, log_mb: int, memory_mb: int) -> int:
    """Run the cabinet that these words ask for under a supervisor, until it is left. Returns the exit code."""
    supervisor = Supervisor(commands(words), Journal(folder, log_mb), memory_mb)
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), supervisor.end)
    return supervisor.run()
