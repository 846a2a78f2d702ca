"""Which JSON and which picture of an archive are one capture: they have one name, not always one folder.

The original experience's app zips `imgs/` and `json/`; its repository keeps `images/` and `json/`; others keep both
kinds in one folder. A picture is paired with the nearest JSON of its name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

NAME: Final = re.compile(r"(?P<label>.+?)_(?P<number>\d+)")
"""What a capture's file is called, without its ending."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The files of one capture by their paths in the archive; one of the two may be missing."""

    json: str | None
    picture: str | None

    @property
    def name(self) -> str:
        """The path that stands for the capture."""
        return self.picture or self.json or ""

    @property
    def stem(self) -> str:
        """The file's name without folder and ending, as in fly_12."""
        return PurePosixPath(self.name).stem


def paired(names: Iterable[str]) -> list[Pair]:
    """Every .json and .png once, each picture with the JSON of its name in the nearest folder not yet taken."""
    pictures, jsons = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for name in names:
        path = PurePosixPath(name)
        if path.suffix.lower() in (".json", ".png"):
            (jsons if path.suffix.lower() == ".json" else pictures)[path.stem].append(name)
    found: list[Pair] = []
    for stem in sorted({*pictures, *jsons}, key=_numbered):
        left, alone = list(jsons[stem]), list(pictures[stem])
        ranked = sorted((_apart(one, other), one, other) for one in alone for other in left)
        for _, picture, other in ranked:
            if picture in alone and other in left:
                found.append(Pair(other, picture))
                alone.remove(picture)
                left.remove(other)
        found += [Pair(None, picture) for picture in alone]
        found += [Pair(other, None) for other in left]
    return found


def _apart(one: str, other: str) -> int:
    """How many folders lie between two files: 0 in one folder, 2 in sibling folders."""
    a, b = PurePosixPath(one).parent.parts, PurePosixPath(other).parent.parts
    shared = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        shared += 1
    return len(a) + len(b) - 2 * shared


def _numbered(stem: str) -> tuple[str, int, str]:
    """Sorts fly_2 before fly_10."""
    match = NAME.fullmatch(stem)
    return (stem, 0, stem) if match is None else (match["label"], int(match["number"]), stem)
