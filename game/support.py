"""The report `huia doctor --report FILE` writes for whoever helps: what was found, how it is set, no pictures."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from game import __version__
from game.atomic import is_plain, whole
from game.places import cache, logs
from game.settings import Settings
from game.verdicts import Check

LINES: Final = 100
"""Newest lines of a cabinet's log that the report holds."""
LIBRARIES: Final = ("mediapipe", "ai-edge-litert", "opencv-contrib-python", "pygame-ce", "pymunk", "numpy")


def write_report(path: Path, checks: Sequence[Check], settings: Settings) -> None:
    """Write the report, whole or not at all. Raises UserError where the disk refuses."""
    with whole(path) as beside:
        beside.write_text(report(checks, settings, logs()), encoding="utf-8")


def report(checks: Sequence[Check], settings: Settings, log_folder: Path) -> str:
    """The report's text. The home's name, the pin and the database's password are left out."""
    parts = [
        ["HUIA: REPORT FOR SUPPORT (no pictures, no landmarks)", time.strftime("%Y-%m-%d %H:%M:%S %z")],
        ["MACHINE", *(f"{name}: {value}" for name, value in _machine().items())],
        ["FOUND", *(f"{one.verdict:5s} {one.name}: {one.found}{'; ' * bool(one.fix)}{one.fix}" for one in checks)],
        ["SETTINGS", *_set(settings)],
        ["CABINET'S LOG, NEWEST LINES", *_log(log_folder)],
    ]
    text = "\n\n".join("\n".join(part) for part in parts) + "\n"
    home = str(Path.home())
    return text.replace(home, "~") if len(home) > 1 else text


def _machine() -> dict[str, str]:
    free = shutil.disk_usage(next(place for place in (cache(), *cache().parents) if place.exists())).free
    return {
        "huia": __version__ + (" (app)" if getattr(sys, "frozen", False) else ""),
        "python": platform.python_version(),
        "system": platform.platform(),
        "processors": f"{os.cpu_count()}",
        "free disk": f"{free >> 20} MB",
        "display": " ".join(f"{name}={os.environ[name]}" for name in _DISPLAY if name in os.environ) or "not named",
        **{name: _version(name) for name in LIBRARIES},
    }


_DISPLAY: Final = ("DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "SDL_VIDEODRIVER")


def _version(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:  # the app carries no metadata of some
        return "inside"


def _set(settings: Settings) -> list[str]:
    """Each setting; secrets only say whether they are set."""
    lines = []
    for section in fields(settings):
        values = getattr(settings, section.name)
        for one in fields(values):
            value = getattr(values, one.name)
            if one.name == "pin":
                value = "set" if value else ""
            elif one.name == "database" and value:
                value = _without_password(value)
            lines.append(f"{section.name}.{one.name} = {value!r}")
    return lines


def _without_password(address: str) -> str:
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, f"…@{host}" if "@" in parts.netloc else host, parts.path, "", ""))


def _log(folder: Path) -> list[str]:
    log = folder / "cabinet.log"
    if not is_plain(log):
        return ["none"]
    try:
        with log.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 64 * 1024))
            lines = file.read().decode("utf-8", "replace").splitlines()[-LINES:]
        reports = sorted(path.name for path in folder.glob("crash-*.txt"))
    except OSError:
        return ["none"]
    return [*lines, f"crash reports: {', '.join(reports[-20:]) or 'none'}"]
