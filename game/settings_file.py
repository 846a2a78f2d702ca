"""The settings as one TOML file: a wrong line is named with its number and left out, and the rest holds.

What the game changes in it, it changes in place: comments and everything else a person wrote stay.
"""

from __future__ import annotations

import difflib
import stat
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from game.atomic import saying, whole
from game.errors import UserError
from game.settings import DEFAULTS, Settings, checked, described
from game.toml_lines import Line, changed, read_lines, written

MOST_BYTES: Final = 1 << 18
"""The largest settings file that is read; the one the game writes has 4 KB."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A settings file as read. complaints: a sentence for each line that was left out."""

    settings: Settings = DEFAULTS
    complaints: tuple[str, ...] = ()


def read_settings(path: Path) -> Loaded:
    """The settings of a file, defaults where it says nothing or there is none. Never raises for what it holds."""
    try:
        content = _content(path)
    except FileNotFoundError:
        return Loaded()
    except OSError as problem:
        return Loaded(complaints=(f"cannot read {path} ({problem.strerror}); the settings are the usual ones",))
    if content is None:
        return Loaded(complaints=(f"{path} is no settings file; the settings are the usual ones",))
    return parsed(content, f"{path}")


def parsed(content: bytes, name: str) -> Loaded:
    """Settings from the content of a file called `name` in complaints."""
    found: dict[tuple[str, str], Any] = {}
    complaints: list[str] = []
    for line in read_lines(content):
        problem = _take(line, found)
        if problem:
            complaints.append(f"{name}, line {line.number}: {problem}")
    settings = DEFAULTS
    for (section, key), value in found.items():
        settings = replace(settings, **{section: replace(getattr(settings, section), **{key: value})})
    return Loaded(settings, tuple(complaints))


def write_setting(path: Path, section: str, key: str, value: Any) -> Settings:
    """Change one setting in the file, made if there is none; comments stay. Returns the settings now.

    Raises UserError for what may not be set, and where the disk refuses.
    """
    value = checked(section, key, value)
    with saying(path, "read"):
        try:
            content = _content(path)
        except FileNotFoundError:
            content = template().encode()
    if content is None:
        raise UserError(f"{path} is no settings file; move it away first")
    content = changed(content, section, key, value)
    with whole(path, lasting=True) as beside:
        beside.write_bytes(content)
    return parsed(content, f"{path}").settings


def template(settings: Settings = DEFAULTS) -> str:
    """A whole settings file with every setting, explained."""
    lines = ["# Huia's settings. A line that is wrong is named when the game starts; the rest holds.", ""]
    for section, keys in described().items():
        lines += [f"# {type(getattr(settings, section)).__doc__}", f"[{section}]"]
        for key, known in keys.items():
            lines.append(f"{key} = {written(getattr(getattr(settings, section), key))}  # {known.about}")
        lines.append("")
    return "\n".join(lines)


def _content(path: Path) -> bytes | None:
    """What the file holds; None if it is no ordinary file or too large. Raises OSError."""
    if not stat.S_ISREG(path.stat().st_mode):
        return None  # reading a pipe would never end
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    return content if len(content) <= MOST_BYTES else None


def _take(line: Line, found: dict[tuple[str, str], Any]) -> str:
    """Add what a line sets. Returns what is wrong with it, "" for nothing."""
    if line.wrong:
        return f"{line.wrong}; it is left out"
    sections = described()
    if line.header:
        return (
            "" if line.section in sections else f"there is no section [{line.section}]{_guess(line.section, sections)}"
        )
    if not line.key:
        return ""
    section, _, key = f"{line.section}.{line.key}".lstrip(".").rpartition(".")
    if section not in sections:
        if line.section:
            return ""  # its header was named
        return f"{line.key} stands in no section" + _guess(section or key, sections)
    known = sections[section].get(key)
    if known is None:
        return f"[{section}] has no {key}{_guess(key, sections[section])}"
    if (section, key) in found:
        return f"{key} is set twice; the first holds"
    try:
        found[section, key] = known.check(line.value)
    except ValueError as wanted:
        return f"{key} must be {wanted}; it is left out"
    return ""


def _guess(word: str, known: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(word[:40], list(known), 1)
    return f"; is {near[0]} meant?" if near else f"; there are {', '.join(known)}"
