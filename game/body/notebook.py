"""The poses players taught: a file each in a folder of theirs, as a data set a maker can train on.

Files are written whole or not at all. One that is broken or was tampered with is left out with a sentence; it
never keeps the others from being read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from game.body.datasets import Sample, read_samples, write_samples
from game.body.pose import Pose
from game.body.poses import POSES
from game.errors import UserError, reason
from game.words import mark, told

MOST_BYTES: Final = 4 << 20  # ten seconds at 30 Hz are 0.25 MB
MOST_POSES: Final = 1200  # readings of one taught pose: ten seconds at 120 Hz
MOST_TAUGHT: Final = 8
LEAST_POSES: Final = 30
_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9 _-]{0,18}[a-z0-9])?")
_DEVICES: Final = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")  # no such file names on Windows


def check_name(name: str) -> str:
    """A taught pose's name as it is kept: lower case. Raises UserError for what cannot be a name or a file."""
    plain = file_name(name, mark("a pose"), "tiger")
    if plain in POSES:
        raise UserError(told("the Huia has a pose named {name} already; give yours another name", name=plain))
    return plain


def file_name(name: str, whose: str, example: str) -> str:
    """A name in lower case that every system takes for a file. Raises UserError, which says whose name it cannot be."""
    plain = name.strip().lower()
    if not _NAME.fullmatch(plain) or _DEVICES.fullmatch(plain):
        raise UserError(
            told(
                "{name} cannot name {whose}; take up to 20 plain letters, digits and spaces, as {example}",
                name=repr(name),
                whose=told(whose),
                example=example,
            )
        )
    return plain


@dataclass(frozen=True, slots=True)
class Notes:
    """What a notebook holds: each name's poses, oldest name first, and a sentence for each file left out."""

    poses: Mapping[str, tuple[Pose, ...]] = field(default_factory=lambda: MappingProxyType({}))
    complaints: tuple[str, ...] = ()


class Notebook:
    """A folder of taught poses; None keeps them in memory only, where a cabinet's players leave nothing behind."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._kept: dict[str, tuple[Pose, ...]] = {}

    @property
    def keeps(self) -> bool:
        """Whether what is taught outlives the sitting."""
        return self._folder is not None

    def read(self) -> Notes:
        """Everything taught so far. Raises UserError only where the folder itself cannot be read."""
        if self._folder is None:
            return Notes(dict(self._kept))
        poses: dict[str, tuple[Pose, ...]] = {}
        complaints: list[str] = []
        for path in self._files():
            try:
                if len(poses) == MOST_TAUGHT:
                    raise UserError(
                        told(
                            "{path} is one pose too many; at most {most} can be known at once",
                            path=path,
                            most=MOST_TAUGHT,
                        )
                    )
                poses[check_name(path.stem)] = _read(path)
            except UserError as problem:
                complaints.append(told("{why} (left out)", why=problem.sentence))
        return Notes(poses, tuple(complaints))

    def names(self) -> tuple[str, ...]:
        """Names of the files there are, usable or not."""
        if self._folder is None:
            return tuple(self._kept)
        return tuple(path.stem for path in self._files())

    def write(self, name: str, poses: Sequence[Pose]) -> None:
        """Keep a pose, in place of an older one of that name. Raises UserError where it cannot be kept."""
        name = check_name(name)
        if name not in self.names() and len(self.names()) >= MOST_TAUGHT:
            raise UserError(
                told(
                    "the Huia knows {most} poses of yours; forget one first: huia teach --forget NAME", most=MOST_TAUGHT
                )
            )
        if self._folder is None:
            self._kept[name] = tuple(poses)
            return
        samples = [
            Sample(f"{name}-{number:04d}", name, "player", "taught", pose, "coco17", "huia teach")
            for number, pose in enumerate(poses[:MOST_POSES])
        ]
        write_samples(self._folder / f"{name}.jsonl", samples)

    def forget(self, name: str) -> None:
        """Delete a pose. Raises UserError if there is none of that name."""
        if name not in self.names():
            known = ", ".join(self.names()) or told("none yet")
            raise UserError(told("no pose is named {name}; there are: {known}", name=repr(name), known=known))
        if self._folder is None:
            del self._kept[name]
            return
        try:
            (self._folder / f"{name}.jsonl").unlink()
        except OSError as problem:
            raise UserError(
                told(
                    "cannot delete {name} ({why}); delete it in {folder}",
                    name=name,
                    why=reason(problem),
                    folder=self._folder,
                )
            ) from None

    def wipe(self) -> None:
        """Forget what is kept in memory. Files stay."""
        self._kept.clear()

    def free_name(self) -> str:
        """A name nobody has used: "pose 1", "pose 2", …"""
        return next(name for name in _numbered() if name not in self.names())

    def _files(self) -> list[Path]:
        assert self._folder is not None
        try:
            found = [path for path in self._folder.glob("*.jsonl") if path.is_file()]
            return sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name))
        except OSError as problem:
            raise UserError(
                told("cannot read {folder} ({why}); check its permissions", folder=self._folder, why=reason(problem))
            ) from None


def _numbered() -> Iterator[str]:
    number = 1
    while True:
        yield f"pose {number}"
        number += 1


def _read(path: Path) -> tuple[Pose, ...]:
    if path.stat().st_size > MOST_BYTES:
        raise UserError(told("{path} is larger than any taught pose; delete it", path=path))
    samples = read_samples(path)
    if not LEAST_POSES <= len(samples) <= MOST_POSES:
        raise UserError(
            told(
                "{path} holds {n} readings, not {least} to {most}; teach it again",
                path=path,
                n=len(samples),
                least=LEAST_POSES,
                most=MOST_POSES,
            )
        )
    if any(sample.label != path.stem for sample in samples):
        raise UserError(told("{path} holds poses of another name; teach it again", path=path))
    return tuple(sample.pose for sample in samples)
