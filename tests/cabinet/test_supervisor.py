"""The supervisor, with a small program in the game's place: it beats, and then does what it is told to do wrong."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from game.cabinet.journal import FILES, Journal
from game.cabinet.pulse import Pulse, Watchers, pulse_of, watchers_of, written
from game.cabinet.supervisor import Commands, Supervisor, commands
from game.cabinet.watch import Backoff, Watch
from game.tuning import SUPERVISION

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and process groups")

GAME = """
import json, os, subprocess, sys, time
told = json.loads(sys.stdin.readline())
deeds = sys.argv[1].split()
deed = deeds[min(told["restarts"], len(deeds) - 1)]
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(f"child {child.pid}", file=sys.stderr, flush=True)
credits = told["credits"]
print(f"credits {credits}", file=sys.stderr, flush=True)
def beat(n, memory=100.0):
    line = {"frames": n, "memory_mb": memory, "sight_s": None, "mode": "attract", "vision_restarts": 0, "trouble": ""}
    print(json.dumps(line | {"credits": credits + 1}), flush=True)
for n in range(1, 8):
    beat(n)
    time.sleep(0.02)
if deed == "crash":
    print(f"Traceback in {os.path.expanduser('~')}/secret/game.py", file=sys.stderr, flush=True)
    os.abort()
elif deed == "hang":
    time.sleep(600)
elif deed == "memory":
    beat(99, 5000.0)
    time.sleep(600)
elif deed == "close":
    sys.exit(0)
elif deed == "leave":
    sys.exit(20)
elif deed == "mistake":
    print("huia: no", file=sys.stderr)
    sys.exit(2)
while True:
    beat(200)
    time.sleep(0.02)
"""
QUICK = replace(SUPERVISION, hung_s=0.4, young_s=0.0, young_hung_s=0.4, backoff_s=(0.0, 0.0, 0.05), abort_s=0.1)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def supervised(tmp_path: Path, deeds: str) -> tuple[int, list[str], str]:
    """Run games that do these deeds in turn; the exit code, the events, and the log."""
    program = tmp_path / "game.py"
    program.write_text(GAME)
    events: list[str] = []
    journal = Journal(tmp_path / "logs", 4)
    supervisor = Supervisor(
        Commands((sys.executable, str(program), deeds)),
        journal,
        1000,
        QUICK,
        lambda event, now_s, pulse: events.append(event) if event != "pulse" else None,
    )
    code = supervisor.run()
    return code, events, (tmp_path / "logs" / "cabinet.log").read_text(encoding="utf-8")


def test_whatever_ends_a_game_another_one_plays_and_no_child_is_left(tmp_path: Path) -> None:
    code, events, log = supervised(tmp_path, "crash hang memory close leave")
    assert code == 0
    assert events == ["playing", "ended"] * 4 + ["playing"]
    for why in ("signal 6", "no sign of life", "held 5000 MB", "its window was closed"):
        assert why in log
    paid = [line.rsplit(" ", 1)[1] for line in log.splitlines() if "game: credits" in line]
    assert paid == ["0", "1", "2", "3", "4"], "coins outlive a game that crashes"
    children = [int(line.rsplit(" ", 1)[1]) for line in log.splitlines() if "game: child" in line]
    assert len(children) == 5
    deadline = time.monotonic() + 2
    while any(map(alive, children)):
        assert time.monotonic() < deadline, "a game left its children behind"
        time.sleep(0.01)
    reports = sorted((tmp_path / "logs").glob("crash-*.txt"))
    assert len(reports) == 4
    crashed = next(text for path in reports if "signal 6" in (text := path.read_text(encoding="utf-8")))
    assert "Traceback in ~/secret/game.py" in crashed, "the home's name is left out"
    assert "last mode: attract" in crashed


def test_a_mistake_on_the_command_line_is_told_and_not_tried_again(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    program = tmp_path / "game.py"
    program.write_text("import sys\nprint('huia: no such camera', file=sys.stderr)\nsys.exit(2)")
    supervisor = Supervisor(Commands((sys.executable, str(program))), Journal(tmp_path / "logs", 4), 1000, QUICK)
    assert supervisor.run() == 2
    assert "no such camera" in capsys.readouterr().err


def test_the_supervisor_ends_with_its_game(tmp_path: Path) -> None:
    program = tmp_path / "game.py"
    program.write_text(GAME)
    supervisor = Supervisor(
        Commands((sys.executable, str(program), "play")),
        Journal(tmp_path / "logs", 4),
        1000,
        QUICK,
        lambda event, now_s, pulse: supervisor.end() if event == "playing" else None,
    )
    assert supervisor.run() == 0


def test_a_game_that_cannot_be_started_is_tried_again_with_pauses(tmp_path: Path) -> None:
    pauses = []

    class Ended(Supervisor):
        def _ended(self, why: str, begun_s: float, last: Pulse) -> None:
            pauses.append(why)
            if len(pauses) == 3:
                self.end()

    assert Ended(Commands(("/nowhere/huia",)), Journal(tmp_path, 4), 1000, QUICK).run() == 0
    assert pauses == ["it cannot be started (it is not there)"] * 3


def test_a_picture_is_shown_while_the_game_must_wait(tmp_path: Path) -> None:
    program, shown = tmp_path / "moment.py", tmp_path / "shown"
    program.write_text(f"from pathlib import Path\nimport time\nPath({str(shown)!r}).touch()\ntime.sleep(600)")
    slow = replace(QUICK, backoff_s=(1.5,), moment_s=0.1)
    ends = 0

    def told(event: str, now_s: float, pulse: Pulse) -> None:
        nonlocal ends
        if event == "ended":
            ends += 1
        elif event == "playing" and ends:
            supervisor.end()

    game = tmp_path / "game.py"
    game.write_text(GAME)
    words = Commands((sys.executable, str(game), "close play"), (sys.executable, str(program)))
    supervisor = Supervisor(words, Journal(tmp_path / "logs", 4), 1000, slow, told)
    assert supervisor.run() == 0
    assert shown.exists()
    assert supervisor._moment is None


def test_a_watch_is_patient_with_slow_machines() -> None:
    watch = Watch(0.0, 1000)
    assert not watch.verdict(SUPERVISION.start_s)
    assert "not ready" in watch.verdict(SUPERVISION.start_s + 1)
    assert not Watch(0.0, 1000, slow_starts=1).verdict(SUPERVISION.start_s + 1), "the next start may take longer"
    slow = Watch(0.0, 1000, hangs=1)
    for n in range(40):
        slow.beat(n * 0.25, Pulse(frames=n + 1))
    assert not slow.verdict(39 * 0.25 + 1.5 * SUPERVISION.hung_s), "one that was silent before may be only slow"
    watch = Watch(0.0, 1000)
    for n in range(40):
        watch.beat(n * 0.25, Pulse(frames=n + 1))
    last = 39 * 0.25
    assert not watch.verdict(last + SUPERVISION.hung_s)
    assert "no sign of life" in watch.verdict(last + SUPERVISION.hung_s + 0.1)
    assert watch.lived_s == last, "silence is not life: games that hang at once are not started again and again"
    watch.beat(last + 1.4, Pulse(frames=50))  # a long pause that ended well
    assert not watch.verdict(last + 1.4 + 5.0)
    watch.beat(last + 1.5, Pulse(frames=50, memory_mb=1001))
    assert "1001 MB of 1000 MB" in watch.verdict(last + 1.6)


def test_a_machine_that_stood_still_is_no_hang() -> None:
    watch = Watch(0.0, 1000)
    for n in range(40):
        watch.beat(n * 0.25, Pulse(frames=n + 1))
    watch.forgive(3.0)  # the supervisor stood still as well
    last = 39 * 0.25 + 3.0
    assert not watch.verdict(last + SUPERVISION.hung_s)
    assert "no sign of life" in watch.verdict(last + SUPERVISION.hung_s + 0.1)


def test_pauses_grow_while_games_end_soon_and_are_forgotten_after_a_long_one() -> None:
    backoff = Backoff()
    pauses = [backoff.ended(1.0) for _ in range(12)]
    assert pauses[:2] == [0.0, 0.0] and pauses[-1] == 30.0 and pauses == sorted(pauses)
    assert backoff.ended(SUPERVISION.steady_s) == 0.0
    assert backoff.ended(1.0) == 0.0


def test_what_is_told_comes_back_and_nothing_else_does() -> None:
    pulse = Pulse(7, 123.4, None, "play", 2, "The camera is gone.")
    assert pulse_of(written(pulse)) == pulse
    watchers = Watchers(3, 17.5, "12:00 it hung", 2)
    assert watchers_of(written(watchers)) == watchers
    for line in (
        b"",
        b"{}\n",
        b"[1]",
        b"null",
        b"\xff\n",
        b"{" * 5000,
        b'{"restarts": "many"}',
    ):
        assert pulse_of(line) is None
        assert watchers_of(line) == Watchers()
    assert pulse_of(written(pulse).replace(b"123.4", b'"much"')) is None


@pytest.mark.parametrize("letter", ["x", "\N{BIRD}"])
def test_the_journal_stays_within_what_is_stated_and_survives_its_disk(tmp_path: Path, letter: str) -> None:
    journal = Journal(tmp_path, 1)
    for n in range(6000):
        journal.hear(f"line {n} " + letter * 600)
    for _ in range(30):
        journal.report("it hung", 1.0, Pulse())
    journal.close()
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 1 << 20
    each = [path.stat().st_size for path in tmp_path.glob("cabinet.log*")]
    assert max(each) <= (1 << 19) // (FILES + 1), "half of it is logs, the other half is reports"
    assert list(tmp_path.glob("crash-*.txt"))
    blocked = tmp_path / "file"
    blocked.touch()
    other = Journal(blocked / "logs", 1)
    other.note("nothing is written, nothing fails")
    assert other.report("it hung", 1.0, Pulse()) is None


def test_a_fifo_in_the_logs_place_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "cabinet.log")
    journal = Journal(tmp_path, 1)
    journal.note("the cabinet starts")
    journal.close()
    assert "the cabinet starts" in (tmp_path / "cabinet.log").read_text()


def test_the_same_words_start_the_game_its_picture_and_nothing_else() -> None:
    found = commands(["cabinet", "--camera", "demo"])
    assert found.game == (sys.executable, "-m", "game", "cabinet", "--camera", "demo", "--supervised")
    assert found.moment[-1] == "--moment"


HEART = """
import time
from game.cabinet.heart import Heart
from game.cabinet.pulse import Pulse
heart = Heart()
print("this goes to the log")
for n in range(600):
    heart.beat(time.monotonic(), Pulse(frames=n + 1, mode=heart.watchers.last))
    time.sleep(0.1)
"""


def test_a_game_with_a_heart_ends_quietly() -> None:
    """A thread that waited in Python's own standard input made every end a crash."""
    code = HEART.replace("range(600)", "range(2)")
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", code], **pipes) as game:
        assert game.stdin is not None and game.stderr is not None
        game.stdin.write(written(Watchers()))
        game.stdin.flush()
        assert game.wait(10) == 0
        assert game.stderr.read() == b"this goes to the log\n"


def test_the_real_heart_beats_and_stops_with_its_supervisor() -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", HEART], **pipes) as game:
        assert game.stdin is not None and game.stdout is not None and game.stderr is not None
        game.stdin.write(written(Watchers(1, 2.0, "it hung")))
        game.stdin.flush()
        pulse = pulse_of(game.stdout.readline())
        assert pulse is not None and pulse.frames == 1 and pulse.mode == "it hung"
        assert game.stderr.readline() == b"this goes to the log\n"
        game.stdin.close()  # as when the supervisor is killed
        assert game.wait(5) == 24
