"""Prints what a game tells by Open Sound Control, and serves as an example to start from.

    huia --osc                               in one terminal (or [osc] address in the settings)
    python -m tools.listen_osc               in another
    python -m tools.listen_osc --port 9001 --only /huia/player

Every message and its meaning: --help.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

if __name__ == "__main__":  # so that `python tools/listen_osc.py` works from any folder, too
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    import tools  # noqa: F401  # Ctrl+C is quiet from here on, also while libraries load

from pythonosc.dispatcher import Dispatcher
from pythonosc.osc_server import BlockingOSCUDPServer

from game.arguments import Parser, positive, run_program, tell, words_of
from game.errors import UserError
from game.osc import HERE, MESSAGES


def main(words: Sequence[str] | None = None) -> int:
    """Run with these command line words; returns the exit code."""
    return run_program("listen_osc", lambda: _listen(words_of(words)))


def _listen(words: list[str]) -> None:
    options = _parser().parse_args(words)
    if options.only and not options.only.startswith("/"):
        raise UserError(f"no address begins like {options.only}; they all begin with a slash, as in /huia/player")
    began_s = time.monotonic()
    left = options.count

    def heard(address: str, *values: object) -> None:
        nonlocal left
        if address.startswith(options.only):
            left -= 1
            print(f"{time.monotonic() - began_s:8.2f}  {address:28s}", *values, flush=True)

    dispatcher = Dispatcher()
    dispatcher.set_default_handler(heard)
    try:
        server = BlockingOSCUDPServer((options.host, options.port), dispatcher)
    except (OSError, UnicodeError) as problem:  # UnicodeError: no host can have such a name
        why = problem.strerror if isinstance(problem, OSError) else "that is no host's name"
        raise UserError(f"cannot listen at {options.host}:{options.port} ({why}); try another") from None
    tell(f"listening at {options.host}:{options.port}; start huia --osc, and Ctrl-C ends this")
    with server:
        while left > 0:
            server.handle_request()


def _parser() -> Parser:
    rows = [f"  {address:24s} {types:4s} {about}" for address, (types, about) in MESSAGES.items()]
    parser = Parser(prog="python -m tools.listen_osc", description=f"{__doc__}", epilog="\n".join(rows))
    host, _, port = HERE.rpartition(":")
    parser.add_argument("--host", default=host, metavar="HOST", help="listen at this address (0.0.0.0: at every one)")
    parser.add_argument("--port", type=positive(int, 65535), default=int(port), metavar="N")
    parser.add_argument("--only", default="", metavar="/huia/…", help="addresses that begin like this")
    parser.add_argument("--count", type=positive(int), default=10**9, metavar="N", help="end after N messages")
    return parser


if __name__ == "__main__":
    sys.exit(main())
