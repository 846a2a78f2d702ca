"""A data set being worked on: samples appended, taken back, relabelled and set aside, with nothing ever destroyed.

What is appended is on disk line by line; what is changed is written beside and put in place whole. A sample that is
taken back or rejected first stands in the file of what was set aside, and only then leaves the data set: whatever
stops the program in between, it is in one of the two. Lines nobody touched stay as they are, to the letter.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from game.atomic import whole
from game.body.datasets import Sample, SampleWriter, read_samples
from game.errors import UserError

MOST_BYTES: Final = 100 << 20
"""About 70,000 samples; nobody captures so many, so it is another kind of file."""

_PLAIN: Final = re.compile(r"\w[\w .+-]{0,39}")  # what a model card takes for a label, and any file system for a name


def plain(text: str, what: str) -> str:
    """A name fit for a label, a person or a session. Raises UserError for any other."""
    name = text.strip()
    if _PLAIN.fullmatch(name) is None or name.endswith("."):
        raise UserError(
            f"{what} {text!r} is no plain name; take up to 40 letters, digits, spaces, dots or dashes, as in wings."
        )
    return name


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A sample and the line it stands in, without its break."""

    sample: Sample
    text: str


def read_lines(path: Path) -> tuple[Line, ...]:
    """A data set's samples with their lines. Raises UserError for a file that is missing, broken or far too large."""
    try:
        size = path.stat().st_size
    except OSError:
        size = 0  # the reader says what is wrong
    if size > MOST_BYTES:
        raise UserError(
            f"{path} has {size >> 20} MB, more than {MOST_BYTES >> 20} MB of poses can be; "
            "check that it is a data set, and split it if it is."
        )
    samples = read_samples(path)
    # A last line that a crash tore, perhaps inside a letter, is no sample: it has no partner and is never decoded.
    raw = [line for line in path.read_bytes().split(b"\n") if line.strip()]
    lines = tuple(Line(sample, text.decode().strip()) for sample, text in zip(samples, raw, strict=False))
    for sample in samples:
        plain(sample.label, f"{path}: the label of {sample.id},")
    seen = Counter(sample.id for sample in samples)
    twice = next((name for name, count in seen.items() if count > 1), None)
    if twice is not None:
        raise UserError(f"{path} holds two samples with the id {twice}; give one of them another id.")
    return lines


ASIDE: Final = ("undone", "rejected", "kept")
"""Why samples and notes lie in a file of their own beside a data set."""


def aside(path: Path, why: str) -> Path:
    """The file beside a data set that keeps what was set aside: samples.jsonl → samples.rejected.jsonl."""
    return path.with_name(f"{path.stem}.{why}{path.suffix}")


class Capture:
    """A data set that grows at its end, sample by sample, and takes the last one back on demand.

    Continues an existing file. Raises UserError when it is broken (it is left as it is) or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        old = [line.sample for line in read_lines(path)] if path.exists() else []
        self.samples: list[Sample] = old
        back = aside(path, "undone")
        self._taken = {sample.id for sample in old} | _ids(back) | _ids(aside(path, "rejected"))
        self._starts: list[int] = []
        self._writer = SampleWriter(path)

    def counts(self) -> Counter[str]:
        """Samples by label."""
        return Counter(sample.label for sample in self.samples)

    @property
    def added(self) -> int:
        """How many samples can be taken back: those this program added."""
        return len(self._starts)

    def new_id(self, label: str, person: str, session: str) -> str:
        """An id no sample of this data set has or had."""
        number = 1 + sum(s.label == label and s.person == person and s.session == session for s in self.samples)
        while (name := f"{label}-{person}-{session}-{number:04d}".replace(" ", "_")) in self._taken:
            number += 1
        return name

    def named_id(self, stem: str, person: str, session: str) -> str:
        """An id no sample of this data set has or had, which starts with the name of the file it is from."""
        first = f"{stem}-{person}-{session}".replace(" ", "_")[:180]
        name, number = first, 1
        while name in self._taken:
            number += 1
            name = f"{first}-{number}"
        return name

    def add(self, sample: Sample) -> None:
        """Append a sample; when this returns it is on disk."""
        start = self.path.stat().st_size
        self._writer.write(sample)
        self._starts.append(start)
        self._taken.add(sample.id)
        self.samples.append(sample)

    def undo(self) -> Sample | None:
        """Take the sample added last out of the data set and keep it in `*.undone.jsonl`; None if there is none."""
        if not self._starts:
            return None
        sample = self.samples[-1]
        with SampleWriter(aside(self.path, "undone")) as back:
            back.write(sample)
        self._writer.close()
        try:
            os.truncate(self.path, self._starts[-1])
        except OSError as error:
            raise UserError(f"cannot write {self.path}: {error.strerror or error}.") from None
        finally:
            self._writer = SampleWriter(self.path)
        self._starts.pop()
        self.samples.pop()
        return sample

    def close(self) -> None:
        """Finish the file."""
        self._writer.close()

    def __enter__(self) -> Capture:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class _Change:
    """What can be undone. line: as it stood at `at` before; kept: what was kept before."""

    kind: Literal["relabelled", "rejected", "kept"]
    at: int
    line: Line
    kept: dict[str, str]


class Revision:
    """A data set whose samples are kept, relabelled and rejected, each verdict on disk when its method returns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: list[Line] = list(read_lines(path))
        self.rejected_path = aside(path, "rejected")
        self._undo: list[_Change] = []
        self._kept = kept(path)

    def find(self, name: str) -> int | None:
        """Where the sample of this id stands; None if it is not there (any more)."""
        return next((at for at, line in enumerate(self.lines) if line.sample.id == name), None)

    def rejected(self, name: str) -> Sample:
        """A sample that was rejected by this revision. Raises KeyError for any other."""
        for change in reversed(self._undo):
            if change.kind == "rejected" and change.line.sample.id == name:
                return change.line.sample
        raise KeyError(name)

    def is_kept(self, sample: Sample) -> bool:
        """Whether somebody looked at this sample, today or another day, and kept it under its label."""
        return self._kept.get(sample.id) == sample.label

    def keep(self, at: int) -> None:
        """Note in `*.kept.jsonl` that a sample was looked at and is right."""
        line, before = self.lines[at], self._kept
        self._note_kept({**before, line.sample.id: line.sample.label})
        self._undo.append(_Change("kept", at, line, before))

    def relabel(self, at: int, label: str) -> None:
        """Give a sample another label; everything else in its line stays."""
        old = self.lines[at]
        fields = json.loads(old.text)
        fields["label"] = plain(label, "The label")
        new = Line(replace(old.sample, label=fields["label"]), json.dumps(fields, ensure_ascii=False))
        self._write([*self.lines[:at], new, *self.lines[at + 1 :]])
        self._undo.append(_Change("relabelled", at, old, self._kept))

    def reject(self, at: int) -> None:
        """Move a sample to `*.rejected.jsonl`."""
        old = self.lines[at]
        _put(self.rejected_path, [*_texts(self.rejected_path), old.text])
        self._write([*self.lines[:at], *self.lines[at + 1 :]])
        self._undo.append(_Change("rejected", at, old, self._kept))

    def undo(self) -> str | None:
        """Undo the last verdict; the id of the sample it was about, None when there is nothing to undo."""
        if not self._undo:
            return None
        change = self._undo[-1]
        at, old = change.at, change.line
        if change.kind == "kept":
            self._note_kept(change.kept)
        else:
            gone = change.kind == "rejected"
            self._write([*self.lines[:at], old, *self.lines[at if gone else at + 1 :]])
            if gone:
                texts = _texts(self.rejected_path)
                last = max(n for n, text in enumerate(texts) if text == old.text)
                _put(self.rejected_path, [*texts[:last], *texts[last + 1 :]])
        self._undo.pop()
        return old.sample.id

    def _note_kept(self, labels: dict[str, str]) -> None:
        rows = [json.dumps({"id": name, "label": label}, ensure_ascii=False) for name, label in labels.items()]
        _put(aside(self.path, "kept"), rows)
        self._kept = labels

    def _write(self, lines: list[Line]) -> None:
        _put(self.path, [line.text for line in lines])
        self.lines = lines


def kept(path: Path) -> dict[str, str]:
    """Which samples of a data set were looked at and kept, id → the label they had; foreign lines are passed over."""
    found: dict[str, str] = {}
    for text in _texts(aside(path, "kept")):
        try:
            row = json.loads(text)
            found[str(row["id"])] = str(row["label"])
        except (ValueError, KeyError, TypeError):
            continue
    return found


def _texts(path: Path) -> list[str]:
    if not path.exists():
        return []
    return [text for text in path.read_text(encoding="utf-8").split("\n") if text.strip()]


def _put(path: Path, texts: Iterable[str]) -> None:
    """Replace a file by these lines, whole or not at all."""
    with whole(path, lasting=True) as beside, beside.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(text + "\n" for text in texts)


def _ids(path: Path) -> set[str]:
    """Ids in a file of samples that were set aside; a line that is none of ours is passed over."""
    names: set[str] = set()
    for text in _texts(path):
        try:
            names.add(str(json.loads(text)["id"]))
        except (ValueError, KeyError, TypeError):
            continue
    return names
