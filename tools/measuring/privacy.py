"""What the game opens while it is played: every file and every socket, of the game and of its vision process.

Python's own audit events are kept by a hook in each process; where strace is installed, it also sees what native code
opens. Everything must be on the documented list below.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import game
from game.places import cache
from game.vision.models import face_model, pose_model
from tools.measuring.subject import Figures

HOOK: Final = """
import os, sys
_to = os.environ.get("HUIA_AUDIT")
if _to:
    _log = os.open(os.path.join(_to, f"{os.getpid()}.audit"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    def _hook(event, args):
        if event == "open":
            path, mode, flags = args
            if isinstance(path, bytes):
                path = os.fsdecode(path)
            if isinstance(path, (str, os.PathLike)):
                writes = bool(isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
                os.write(_log, f"{'write' if writes else 'read'} {os.path.abspath(path)}\\n".encode(errors="replace"))
        elif event in ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo"):
            os.write(_log, f"socket {event} {args[-1] if event != 'socket.getaddrinfo' else args[:2]}\\n".encode())
    sys.addaudithook(_hook)
"""
"""A `sitecustomize` module: Python imports it first of all, in every process of the game."""


@dataclass(frozen=True, slots=True)
class Opened:
    """One thing opened. how: "read", "write" or "socket". what: a path, or the socket's address."""

    how: str
    what: str


@dataclass(frozen=True, slots=True)
class Places:
    """Where a run of the game may read and write. home: of the player who plays it."""

    home: Path

    def wrong(self, opened: Opened) -> bool:
        """Whether this is on no list."""
        return not any(pattern.match(opened.what) for pattern in _allowed(self)[opened.how])

    def _write(self) -> tuple[str, ...]:
        home = re.escape(str(self.home))
        return (
            rf"{home}/cache/huia(/.*)?$",  # painted forest and sounds
            rf"{home}/data/huia(/.*)?$",  # best scores, the day book, taught poses
            rf"{home}/state/huia(/.*)?$",  # a cabinet's log
            rf"{home}/asked/.*",  # what the command line asked for: events
            rf"{home}/cache/(mesa_shader_cache(_db)?|nvidia)(/.*)?$",  # the graphics driver's own, in a real window
            *DEVICES,
        )

    def _read(self) -> tuple[str, ...]:
        code = {Path(game.__file__).parents[1], Path(sys.prefix), Path(sys.base_prefix), Path(sys.prefix).resolve()}
        models = {pose_model().parent, face_model().parent}
        return (
            *(rf"{re.escape(str(place))}(/.*)?$" for place in (*code, *models, self.home)),
            *self._write(),
            r"/(usr|lib|lib64|etc|bin)(/.*)?$",  # the system's libraries, fonts, time zone, drivers' settings
            r"/var/lib/dbus/machine-id$",  # SDL, before it asks the desktop not to blank the screen
            r"/(proc|sys)(/.*)?$",  # the machine: processors, memory, cameras
            r"/(run|tmp|home|root|work|)$",  # listed while paths are looked up
        )


@functools.cache
def _allowed(places: Places) -> dict[str, tuple[re.Pattern[str], ...]]:
    """What may be opened, by how. Kept: finding the models reads them whole, and a run opens thousands of files."""
    lists = {"read": places._read(), "write": places._write(), "socket": SOCKETS}
    return {how: tuple(map(re.compile, patterns)) for how, patterns in lists.items()}


DEVICES: Final = (
    r"/dev/(null|zero|urandom|random|tty|ptmx)$",
    r"/dev/shm(/.*)?$",  # memory shared with the vision process; its files have no name any more once they are open
    r"/dev/(video\d+|dri(/.*)?|snd(/.*)?|input(/.*)?|nvidia.*)$",  # camera, graphics, sound, gamepads
    r"/tmp(/(tmp|pymp-|\.)?[\w.-]*)?$",  # what native code prints at its start is held in an unnamed file there
    r"/proc/self/(fd|task|oom|comm|clear)(/.*)?.*",
)
SOCKETS: Final = (
    r"unix .*(\.X11-unix|wayland|pulse|pipewire|dbus|systemd|nscd|udev|snd).*",  # local sockets of the desktop
    r"unix (\"\"|@?\"?/?$).*",
)
_CALL: Final = re.compile(r'^\d+ +(openat|open|creat)\((?:AT_FDCWD|\d+)?(?:<[^>]*>)?,? ?"([^"]*)", ?([A-Z_|0-9x]*)')
_SOCKET: Final = re.compile(r"^\d+ +(connect|bind|sendto)\(.*?sa_family=(AF_\w+)(.*)")


def privacy(options: argparse.Namespace) -> Figures:
    """Files and sockets the game and its vision open in a window, against the documented list."""
    seen, strace = watch_play(60.0 * options.count)
    return {"minutes": options.count, "strace": strace, **_figures(seen)}


def watch_play(seconds: float, strace: bool | None = None) -> tuple[dict[Opened, bool], bool]:
    """Play for so long and collect what was opened, with whether it is undocumented; and whether strace watched.

    strace: None takes it where it is installed.
    """
    traced = shutil.which("strace") is not None if strace is None else strace
    with tempfile.TemporaryDirectory(prefix="huia-privacy-") as scratch:
        home = Path(scratch).resolve()
        for name in ("hook", "audit", "asked", "cache", "data/huia", "state", "config"):
            (home / name).mkdir(parents=True)
        (home / "hook" / "sitecustomize.py").write_text(HOOK)
        trace = home / "trace"
        words = [sys.executable, "-m", "game", "play", "--camera", "demo", "--seed", "1", "--seconds", f"{seconds:g}"]
        words += [
            "--events",
            str(home / "asked" / "events.jsonl"),
            "--scores",
            str(home / "data" / "huia" / "s.sqlite"),
        ]
        if traced:
            calls = "openat,open,creat,connect,bind,sendto"
            words = [
                "strace",
                "-f",
                "-qq",
                "-s",
                "300",
                "--seccomp-bpf",
                "-e",
                f"trace={calls}",
                "-o",
                str(trace),
                *words,
            ]
        subprocess.run(words, check=True, cwd=home, env=_environment(home), capture_output=True)
        audits = (path.read_text(errors="replace").splitlines() for path in (home / "audit").glob("*.audit"))
        seen = {opened for lines in audits for opened in audited(lines)}
        if traced:
            with trace.open(errors="replace") as lines:
                seen |= set(straced(lines))
        places = Places(home)
        own = {str(home / name) for name in ("hook", "audit", "trace")}
        return {one: places.wrong(one) for one in seen if not any(one.what.startswith(name) for name in own)}, traced


def audited(lines: Iterable[str]) -> list[Opened]:
    """What the hook noted."""
    found = []
    for line in lines:
        how, _, what = line.partition(" ")
        if how == "socket":  # the hook notes network addresses only: local sockets are the desktop's
            found.append(Opened("socket", what))
        elif how in ("read", "write"):
            found.append(Opened(how, what))
    return found


def straced(lines: Iterable[str]) -> list[Opened]:
    """What strace saw being opened. Relative paths are left out: they lie in the folder the game was started in."""
    found = []
    for line in lines:
        call = _CALL.match(line)
        if call is not None and call[2].startswith("/") and "= -1" not in line:
            writes = any(flag in call[3] for flag in ("O_WRONLY", "O_RDWR", "O_CREAT")) or call[1] == "creat"
            found.append(Opened("write" if writes else "read", os.path.normpath(call[2])))
        socket = _SOCKET.match(line)
        if socket is not None and socket[2] != "AF_NETLINK":  # the kernel's news of devices
            family = socket[2].removeprefix("AF_").lower()
            found.append(Opened("socket", f"{family} {socket[3].lstrip(', ')}"))
    return found


def _environment(home: Path) -> dict[str, str]:
    kept = {"PYTHONDONTWRITEBYTECODE": "1"}  # Python's own compiled files, beside the code
    kept |= {name: os.environ[name] for name in ("PATH", "LANG", "DISPLAY", "XAUTHORITY") if name in os.environ}
    folders = {f"XDG_{name.upper()}_HOME": str(home / name) for name in ("cache", "data", "state", "config")}
    path = os.pathsep.join([str(home / "hook"), str(Path(game.__file__).parents[1])])
    drivers = {} if "DISPLAY" in os.environ else {"SDL_VIDEODRIVER": "dummy"}
    models = {"PYTHONPATH": path, "HUIA_AUDIT": str(home / "audit"), "HOME": str(home), "SDL_AUDIODRIVER": "dummy"}
    _lend(home)
    return kept | folders | drivers | models


def _lend(home: Path) -> None:
    """Put models, forest and sounds where this home's game looks for them.

    Fetching the models would open the network, once, as documented; painting takes a minute.
    """
    folder = home / "cache" / "huia"
    (folder / "models").mkdir(parents=True)
    for model in (pose_model(), face_model()):
        shutil.copy(model, folder / "models" / model.name)
    for made in cache().glob("forest-1280x720-*.zip"):
        shutil.copy(made, folder / made.name)
    for made in cache().glob("sounds-*"):
        shutil.copytree(made, folder / made.name)


def _figures(seen: Mapping[Opened, bool]) -> Figures:
    wrong: Sequence[str] = sorted(f"{one.how} {one.what}" for one, bad in seen.items() if bad)
    count = {how: sum(one.how == how for one in seen) for how in ("read", "write", "socket")}
    return {**count, "undocumented": len(wrong), "which": wrong[:40]}


if __name__ == "__main__":
    print(json.dumps(_figures(watch_play(float(sys.argv[1]))[0]), indent=1))
