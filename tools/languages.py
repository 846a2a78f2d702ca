"""The game's languages: collects the texts from its code and makes the files it reads.

python -m tools.languages            # is every text translated, and every .mo what its .po says? exit code 1 if not
python -m tools.languages update     # add new texts to the .po files, untranslated, and drop those that are gone
python -m tools.languages build      # make the .mo files

Translate in assets/languages/NAME.po with any editor of gettext files. Portuguese must be whole; te reo Māori has names
and greetings, and the game says the rest in English.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":  # so that `python tools/languages.py` works from any folder, too
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import ast
import re
import string
import struct
from collections.abc import Mapping, Sequence
from typing import Final

from game.arguments import Parser, run_program, words_of
from game.atomic import put
from game.errors import UserError
from game.places import ASSETS
from game.words import LANGUAGES

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = ASSETS / "languages"
WHOLE: Final = ("pt",)
"""Languages that must have every text."""
SAYING: Final = frozenset({"say", "mark", "told"})
"""Calls whose first argument is a text to translate: say(…), kit.say(…), mark(…), told(…)."""
_FALLBACK: Final = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: {}\\n"\n'

Catalogue = dict[str, str]
"""English text → translation, "" where there is none yet."""


def texts() -> dict[str, list[str]]:
    """Every text that the game says, and the files that say it."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "game").glob("**/*.py")):
        place = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            for text in _constants(node.args[0]) if name in SAYING else ():
                places = found.setdefault(text, [])
                if place not in places:
                    places.append(place)
    return dict(sorted(found.items(), key=lambda item: (item[1], item[0])))


def _constants(node: ast.expr) -> list[str]:
    """The texts an argument may be: a text, or one of two by a condition. None for a variable."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [*_constants(node.body), *_constants(node.orelse)]
    return []


def read_po(content: str) -> Catalogue:
    """A .po file's texts. Raises UserError for a line that is none of such a file."""
    entries: list[dict[str, str]] = []
    key = ""
    for number, line in enumerate(content.splitlines(), 1):
        match = re.fullmatch(r'(?:(msgid|msgstr) )?"(.*)"', line.strip())
        if match is None:
            if line.strip() and not line.startswith("#"):
                raise UserError(f"line {number} is no line of a .po file: {line[:60]}")
            continue
        if match[1]:
            key = match[1]
            if key == "msgid":
                entries.append({})
        if not entries or not key:
            raise UserError(f"line {number} stands before any msgid")
        text = ast.literal_eval(f'"{match[2]}"')
        entries[-1][key] = entries[-1].get(key, "") + text
    return {entry["msgid"]: entry.get("msgstr", "") for entry in entries}


def written_po(language: str, catalogue: Mapping[str, str], places: Mapping[str, list[str]]) -> str:
    """A .po file, in the order of the code."""
    blocks = [_FALLBACK.format(language)]
    for text, where in places.items():
        blocks.append(f"#: {' '.join(where)}\nmsgid {_quoted(text)}\nmsgstr {_quoted(catalogue.get(text, ''))}\n")
    return "\n".join(blocks)


def compiled(language: str, catalogue: Mapping[str, str]) -> bytes:
    """The .mo file of a catalogue, which `gettext` reads; format: GNU gettext manual, "The Format of GNU MO Files"."""
    header = f"Content-Type: text/plain; charset=UTF-8\nLanguage: {language}\n"
    rows = sorted((key.encode(), value.encode()) for key, value in {**catalogue, "": header}.items() if value)
    keys, values = b"", b""
    spots: list[tuple[int, int, int, int]] = []
    for key, value in rows:
        spots.append((len(key), len(keys), len(value), len(values)))
        keys += key + b"\0"
        values += value + b"\0"
    first = 28
    start = first + 16 * len(rows)
    numbers = [n for length, at, _, _ in spots for n in (length, start + at)]
    numbers += [n for _, _, length, at in spots for n in (length, start + len(keys) + at)]
    head = struct.pack("<7I", 0x950412DE, 0, len(rows), first, first + 8 * len(rows), 0, first)
    return head + struct.pack(f"<{len(numbers)}I", *numbers) + keys + values


def wrong(language: str, catalogue: Mapping[str, str], said: Mapping[str, list[str]]) -> list[str]:
    """What is wrong with a language: texts missing, gone, or with other {names} than the English."""
    found = [f"{language}: {text!r} is said nowhere; run update" for text in catalogue if text and text not in said]
    for text, places in said.items():
        there = catalogue.get(text, "")
        if not there and (language in WHOLE or text not in catalogue):
            found.append(f"{language}: {text!r} of {places[0]} is not translated")
        elif not _names(there) <= _names(text):
            found.append(f"{language}: {there!r} has {{names}} that {text!r} has not")
    return found


def main(words: Sequence[str] | None = None) -> int:
    """Run with these command line words; returns the exit code."""
    return run_program("languages", lambda: _run(words_of(words)))


def _run(words: list[str]) -> int:
    parser = Parser(prog="python -m tools.languages", description=__doc__)
    parser.add_argument("verb", nargs="?", default="check", choices=("check", "update", "build"))
    verb = parser.parse_args(words).verb
    said, complaints = texts(), []
    for language in LANGUAGES[1:]:
        source, target = FOLDER / f"{language}.po", FOLDER / f"{language}.mo"
        catalogue = read_po(source.read_text(encoding="utf-8")) if source.exists() else {}
        match verb:
            case "update":
                put(source, written_po(language, catalogue, said))
            case "build":
                put(target, compiled(language, catalogue))
            case _:
                complaints += wrong(language, catalogue, said)
                if not target.exists() or target.read_bytes() != compiled(language, catalogue):
                    complaints.append(f"{language}: the .mo file is not what the .po file says; run build")
    print(*complaints, sep="\n", end="\n" if complaints else "")
    return int(bool(complaints))


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


if __name__ == "__main__":
    sys.exit(main())
