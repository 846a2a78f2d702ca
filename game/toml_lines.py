"""TOML read line by line, so that one wrong line costs only itself, and changed line by line, so that comments stay.

Every line stands for itself: a `[section]`, a `key = value`, a comment, or nothing. What is valid TOML over several
lines (a long array, a text in triple quotes) is reported as wrong here; settings need none of it.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

MOST_CHARACTERS: Final = 2000
"""The longest line that is read: a longer one is no setting, and could nest deeper than Python recurses."""

_HEADER: Final = re.compile(r"\s*\[\s*\"?([A-Za-z0-9_.-]+)")


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says. number: from 1. section: it stands under, "" before the first.

    key: "" for a header, a comment or an empty line. wrong: why it cannot be read, "" if it can.
    """

    number: int
    section: str
    key: str = ""
    value: Any = None
    header: bool = False
    wrong: str = ""


def read_lines(content: bytes) -> Iterator[Line]:
    """Each line of a file. Never raises: what cannot be read is a line that says why."""
    section = ""
    for number, raw in enumerate(_split(content), 1):
        try:
            text = raw.removesuffix(b"\r").decode("utf-8")
        except UnicodeDecodeError:
            yield Line(number, section, wrong="it is not UTF-8 text")
            continue
        for line in _read(number, section, text):
            section = line.section
            yield line


def changed(content: bytes, section: str, key: str, value: Any) -> bytes:
    """The file with `key` of `section` set to a text, number or truth value; every other line and comment stays.

    A key that stands nowhere is added at the end of its section, a section that stands nowhere at the end of the file.
    """
    lines = _split(content)
    end = "\r\n" if any(line.endswith(b"\r") for line in lines) else "\n"
    new = f"{key} = {written(value)}"
    where, last = None, None
    for line in read_lines(content):
        if line.section == section and not line.wrong and (line.header or line.key):
            last = line.number - 1
            if line.key == key and where is None:
                where = line.number - 1
    tail = b"\r" if end == "\r\n" else b""
    if where is not None:
        lines[where] = (new + _comment(lines[where].removesuffix(b"\r").decode("utf-8"))).encode() + tail
    elif last is not None:
        lines.insert(last + 1, new.encode() + tail)
    elif section:
        while lines and not lines[-1].strip():
            lines.pop()
        empty = [tail] if lines else []
        lines += [*empty, f"[{section}]".encode() + tail, new.encode() + tail, b""]
    else:
        lines.insert(0, new.encode() + tail)
    return b"\n".join(lines)


def written(value: Any) -> str:
    """A text, number or truth value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")  # TOML's basic strings escape as JSON's
    return repr(value)


def _split(content: bytes) -> list[bytes]:
    return content.removeprefix(b"\xef\xbb\xbf").split(b"\n")  # Windows' editor may begin a file with this mark


def _read(number: int, section: str, text: str) -> Iterator[Line]:
    if len(text) > MOST_CHARACTERS:
        yield Line(number, section, wrong=f"it is longer than {MOST_CHARACTERS} characters")
        return
    header = _HEADER.match(text)
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError):
        # a header that is not quite right still says where the lines after it belong
        yield Line(number, header[1] if header else section, header=header is not None, wrong="it is not TOML")
        return
    if header is not None:
        yield Line(number, header[1], header=True, wrong="" if _depth(table) == 1 else "it is no plain [section]")
        return
    if not table:
        yield Line(number, section)
    for path, value in _flat(table):
        before, _, key = path.rpartition(".")
        yield Line(number, section, key if not before else f"{before}.{key}", value)


def _flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _depth(table: Mapping[str, Any]) -> int:
    """1 for one empty table; 0 for anything else."""
    return int(len(table) == 1 and next(iter(table.values())) == {})


def _comment(line: str) -> str:
    """The comment at the end of a line that could be read, with the space before it; "" if it has none."""
    whole = tomllib.loads(line)
    for place in (found.start() for found in re.finditer(r"\s*#", line)):
        try:
            if tomllib.loads(line[:place]) == whole:
                return line[place:]
        except ValueError:
            continue
    return ""
