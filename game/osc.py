"""Open Sound Control: tells lights, sounds and robots what the player and the game do. Off unless an address is set.

UDP to one address, never waiting: what nobody listens to is lost. `MESSAGES` is the whole vocabulary.
"""

from __future__ import annotations

import contextlib
import math
import socket
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pythonosc.osc_message_builder import OscMessageBuilder

from game.errors import UserError
from game.settings import osc_address
from game.world.snapshot import Snapshot, WorldEvent

HERE: Final = "127.0.0.1:9000"
"""Where messages go if no other address is named: to this machine."""
FACING_HZ: Final = 20.0
"""The head is told this often: as often as a motor or a lamp can follow."""
STATE_HZ: Final = 4.0
"""Numbers that change with every step are told this often."""
AGAIN_S: Final = 2.0
"""Everything is told again after so long, for listeners that came later and for datagrams that were lost."""
ASK_S: Final = 30.0
"""A host whose name is not known is looked for again after so long."""

Message = tuple[str, tuple[str | int | float, ...]]
"""An address, and what it says."""

MESSAGES: Final[Mapping[str, tuple[str, str]]] = {
    "/huia/player/present": ("i", "1: somebody is in view; 0: nobody"),
    "/huia/player/facing": ("fff", "where the head points: yaw > 0 to the player's left, pitch > 0 up, roll; degrees"),
    "/huia/player/jump": ("i", "both arms went up; which player, 1 or 2"),
    "/huia/player/hadouken": ("is", "both hands were thrust; which player; the player's side, left or right"),
    "/huia/player/move": ("isf", "another pose; which player; its name; how sure, 0 to 1"),
    "/huia/game/mode": ("s", "attract, play, results, practice, free, teach …"),
    "/huia/game/score": ("i", "points of the run"),
    "/huia/game/distance": ("f", "metres of the run"),
    "/huia/game/feathers": ("i", "tail feathers that are left"),
    "/huia/game/tension": ("f", "how thrilling it is, 0 to 1; -1 while nobody plays"),
    "/huia/game/event/KIND": (
        "sfi",
        "what happens to somebody who plays; name of the thing or move, amount, which player; "
        "KIND: jump, flap, land, footstep, hadouken, wave_hit, knock, stomp, pickup, hit, streak, over …",
    ),
}
"""Each address with its types (i: whole number, f: number, s: text) and what it means."""


@dataclass(frozen=True, slots=True)
class State:
    """What a frame knows. mode: its name. facing_rad: yaw, pitch, roll of the player's head, None unless it is seen."""

    t_s: float
    mode: str
    now: Snapshot
    present: bool = False
    facing_rad: tuple[float, float, float] | None = None
    tension: float | None = None


@dataclass(slots=True)
class Teller:
    """Which messages are due: a change at once, what flows at a steady rate, all of it again every AGAIN_S."""

    _told: dict[str, Message] = field(default_factory=dict)
    _again_s: float = -math.inf
    _state_s: float = -math.inf
    _facing_s: float = -math.inf

    def frame(self, state: State, events: Iterable[WorldEvent]) -> list[Message]:
        """Everything due in this frame, its events first."""
        due: list[Message] = [
            (f"/huia/game/event/{event.kind}", (event.name, float(event.amount), event.who + 1)) for event in events
        ]
        now = state.now
        due += self._changed("/huia/player/present", int(state.present))
        due += self._changed("/huia/game/mode", state.mode)
        due += self._changed("/huia/game/score", now.score)
        due += self._changed("/huia/game/feathers", now.lives)
        if state.t_s - self._state_s >= 1 / STATE_HZ:
            self._state_s = state.t_s
            due += self._changed("/huia/game/distance", round(float(now.distance_m), 2))
            due += self._changed("/huia/game/tension", -1.0 if state.tension is None else round(state.tension, 3))
        if state.facing_rad is not None and state.t_s - self._facing_s >= 1 / FACING_HZ:
            self._facing_s = state.t_s
            due.append(("/huia/player/facing", tuple(round(math.degrees(angle), 2) for angle in state.facing_rad)))
        if state.t_s - self._again_s >= AGAIN_S:
            self._again_s = state.t_s
            due += [message for message in self._told.values() if message not in due]
        return due

    def _changed(self, address: str, value: str | int | float) -> list[Message]:
        message = (address, (value,))
        if self._told.get(address) == message:
            return []
        self._told[address] = message
        return [message]


def noted(line: Mapping[str, Any]) -> Message | None:
    """The message for a line of the event log; None for lines that are no move."""
    player, kind = int(line.get("player", 1)), line.get("event")
    if kind == "jump":
        return "/huia/player/jump", (player,)
    if kind == "hadouken":
        return "/huia/player/hadouken", (player, str(line.get("side", "right")))
    if kind == "move":
        return "/huia/player/move", (player, str(line["name"]), float(line.get("score", 1.0)))
    return None


def encoded(message: Message) -> bytes:
    """The datagram of a message."""
    address, values = message
    builder = OscMessageBuilder(address)
    for value in values:
        builder.add_arg(value, "s" if isinstance(value, str) else "f" if isinstance(value, float) else "i")
    return builder.build().dgram


class Osc:
    """Sends messages. problem: a sentence while they go nowhere, "" if all is well."""

    def __init__(self, address: str) -> None:
        """address: HOST:PORT. Raises UserError for what makes no sense; a name that is not known yet is looked for."""
        self.problem = ""
        self._teller = Teller()
        self._socket: socket.socket | None = None
        self._stop = threading.Event()
        try:
            if not osc_address(address):
                raise ValueError('HOST:PORT such as "127.0.0.1:9000"')
        except ValueError as wanted:
            raise UserError(f"OSC messages cannot go to {address!r}; it must be {wanted}") from None
        host, _, port = address.rpartition(":")
        self._host, self._port = host.strip("[]"), int(port)
        if not self._resolve(socket.AI_NUMERICHOST):
            self._thread = threading.Thread(target=self._look, name="osc", daemon=True)
            self._thread.start()

    def frame(self, state: State, events: Iterable[WorldEvent]) -> None:
        """Tell what a frame brought."""
        for message in self._teller.frame(state, events):
            self._send(message)

    def line(self, line: Mapping[str, Any]) -> None:
        """Tell a line of the event log."""
        message = noted(line)
        if message is not None:
            self._send(message)

    def close(self) -> None:
        """Send no more."""
        self._stop.set()
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _send(self, message: Message) -> None:
        if self._socket is None:
            return
        try:
            self._socket.send(encoded(message))
        except (ConnectionError, BlockingIOError):
            pass  # nobody listens at the moment, or the network is busy: the next message is as good
        except OSError as problem:
            self.problem = f"OSC messages cannot be sent ({problem.strerror})."

    def _resolve(self, flags: int = 0) -> bool:
        """Whether the host's address is known; then the socket is open."""
        with contextlib.suppress(OSError, UnicodeError):
            family, kind, protocol, _, where = socket.getaddrinfo(
                self._host, self._port, type=socket.SOCK_DGRAM, flags=flags
            )[0]
            opened = socket.socket(family, kind, protocol)
            opened.setblocking(False)
            opened.connect(where)  # so that the system tells when nobody listens
            self._socket, self.problem = opened, ""
            return True
        return False

    def _look(self) -> None:
        """Ask for the host's name until somebody knows it."""
        while not self._stop.is_set() and not self._resolve():
            self.problem = f"Nobody knows where {self._host} is, so OSC messages go nowhere for now."
            self._stop.wait(ASK_S)
