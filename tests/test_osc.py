"""Open Sound Control: what is sent is what happened, in the words of the table, to whoever listens."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pythonosc.osc_message import OscMessage

from game.__main__ import main
from game.controls.intent import Intent
from game.director import Director
from game.errors import UserError
from game.eventlog import EventLog
from game.modes.kit import Kit
from game.modes.transitions import ToPlay
from game.osc import AGAIN_S, FACING_HZ, MESSAGES, Message, Osc, State, Teller, encoded, noted
from game.sitting import Sitting
from game.world.snapshot import Snapshot, WorldEvent
from tests.programs import run
from tools import listen_osc

STEP_S = 1 / 60


@pytest.fixture
def ears() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ears:
        ears.bind(("127.0.0.1", 0))
        ears.settimeout(5.0)
        yield ears


def heard(ears: socket.socket, quiet_s: float = 0.5) -> list[Message]:
    """Everything until nothing has come for a while."""
    found: list[Message] = []
    while True:
        try:
            message = OscMessage(ears.recv(65536))
        except TimeoutError:
            return found
        found.append((message.address, tuple(message.params)))
        ears.settimeout(quiet_s)


def in_the_table(message: Message) -> bool:
    address, values = message
    known = MESSAGES.get(address) or MESSAGES.get(re.sub(r"(/event/).*", r"\1KIND", address))
    kinds = "".join("s" if isinstance(v, str) else "f" if isinstance(v, float) else "i" for v in values)
    return known is not None and known[0] == kinds


def test_a_change_is_told_at_once_and_everything_again_after_a_while() -> None:
    teller, told = Teller(), []
    for n in range(round(2.5 * AGAIN_S / STEP_S)):
        state = State(
            n * STEP_S,
            "play",
            Snapshot(score=n // 30, distance_m=n * 0.05, lives=3 - n // 100),
            True,
            (0.1, -0.2, 0.0),
            0.5,
        )
        events = [WorldEvent("knock", n * STEP_S, name="crate", amount=60.0, who=1)] if n == 40 else []
        told.append(teller.frame(state, events))
    everything = [message for frame in told for message in frame]
    assert all(in_the_table(message) for message in everything)
    assert ("/huia/game/event/knock", ("crate", 60.0, 2)) in told[40]
    assert ("/huia/game/score", (1,)) in told[30] and ("/huia/game/feathers", (2,)) in told[100]
    assert sum(("/huia/game/mode", ("play",)) in frame for frame in told) == 3
    facings = [values for address, values in everything if address == "/huia/player/facing"]
    assert len(facings) == pytest.approx(2.5 * AGAIN_S * FACING_HZ, rel=0.2)
    assert facings[0] == (5.73, -11.46, 0.0)
    assert len(everything) < 2.5 * AGAIN_S * 40, "a flood helps nobody"


def test_each_move_is_told_with_its_player() -> None:
    lines = [
        {"t": 1.0, "event": "jump"},
        {"t": 1.0, "event": "hadouken", "side": "left", "score": 0.9, "player": 2},
        {"t": 1.0, "event": "move", "name": "wings", "by": "keys"},
        {"t": 1.0, "event": "over", "score": 3},
        {"event": "summary"},
    ]
    told = [noted(line) for line in lines]
    assert told == [
        ("/huia/player/jump", (1,)),
        ("/huia/player/hadouken", (2, "left")),
        ("/huia/player/move", (1, "wings", 1.0)),
        None,
        None,
    ]
    assert all(in_the_table(message) for message in told if message is not None)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_any_text_makes_a_datagram(text: str) -> None:
    name = text.encode("utf-8", "replace").decode().replace("\0", "")
    message = OscMessage(encoded(("/huia/game/mode", (name,))))
    assert message.params == [name]


@pytest.mark.no_cover
def test_a_game_tells_whoever_listens(ears: socket.socket) -> None:
    osc = Osc(f"127.0.0.1:{ears.getsockname()[1]}")
    sitting = Sitting(Director(ToPlay(Kit(None, 5))), EventLog(None), by_body=False, osc=osc)
    told: list[Message] = []
    ears.settimeout(0.01)
    for n in range(300):
        keys = Intent(jump=n == 60, hadouken="right" if n == 150 else None)
        sitting.log.ask(n / 60, keys)
        sitting.advance(n / 60, 2, keys)
        sitting.heard()
        if n % 20 == 19:  # a socket that nobody reads drops what comes
            told += heard(ears, 0.01)
    osc.close()
    assert all(in_the_table(message) for message in told)
    addresses = [address for address, _ in told]
    for address in ("player/jump", "player/hadouken", "game/event/jump", "game/event/hadouken"):
        assert addresses.count(f"/huia/{address}") == 1
    assert ("/huia/game/mode", ("play",)) in told
    assert {"/huia/game/distance", "/huia/game/feathers", "/huia/player/present", "/huia/game/event/footstep"} <= {
        *addresses
    }


def test_the_command_line_opens_it(ears: socket.socket) -> None:
    words = f"play --camera none --headless --seconds 0.2 --osc 127.0.0.1:{ears.getsockname()[1]}".split()
    assert run(main, *words).code == 0
    assert ("/huia/game/mode", ("attract",)) in heard(ears, 0.05)


def test_nobody_listening_and_a_name_nobody_knows_are_no_error() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    osc = Osc(f"127.0.0.1:{port}")
    for n in range(50):
        osc.frame(State(n * 1.0, "play", Snapshot()), ())
    assert osc.problem == ""
    osc.close()
    osc.line({"event": "jump"})
    lost = Osc("nowhere.invalid:9000")
    lost.frame(State(0.0, "play", Snapshot()), ())
    end = time.monotonic() + 10
    while not lost.problem and time.monotonic() < end:
        time.sleep(0.01)
    assert "nowhere.invalid" in lost.problem
    lost.close()


@pytest.mark.parametrize(
    "address", ["9000", "localhost", "a b:1", "127.0.0.1:0", "0.0.0.0:9000", "1.2.3.4.5:9", "", "[::]:9"]
)
def test_an_address_that_makes_no_sense_is_refused_in_a_sentence(address: str) -> None:
    with pytest.raises(UserError, match="HOST:PORT") as problem:
        Osc(address)
    assert "\n" not in str(problem.value)


@pytest.mark.no_cover
def test_the_example_prints_what_it_hears(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "tools.listen_osc", "--port", str(port), "--only", "/huia/player", "--count", "1"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as listener:
        osc = Osc(f"127.0.0.1:{port}")
        end = time.monotonic() + 20
        while listener.poll() is None and time.monotonic() < end:
            osc.line({"event": "move", "name": "wings", "score": 0.5})
            time.sleep(0.02)
        osc.close()
        listener.kill()
        assert listener.stdout is not None
        assert listener.stdout.read().split()[1:] == ["/huia/player/move", "1", "wings", "0.5"]


@pytest.mark.parametrize("host", ["x" * 300, "\udcff"])
def test_the_example_refuses_what_is_no_host_in_a_sentence(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert listen_osc.main(["--host", host]) == 2
    assert "that is no host's name" in capsys.readouterr().err
