"""A player's looks and what was learnt from them, in one file by name: numbers only, read without running any code."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from game.atomic import saying, whole
from game.body.notebook import file_name
from game.errors import UserError
from game.gaze.kernel import Recipe, Ridge, Scaler
from game.gaze.looks import Looks
from game.gaze.methods import Centre, Mix, Predictor
from game.gaze.network import KINDS, NetworkModel
from game.gaze.training import Trained
from game.words import mark, told

FORMAT: Final = "huia-gaze"
VERSION: Final = 3
"""Version 1 had other methods, version 2 kept the light in the pixels. Their looks count, what was learnt does not."""
OLDER: Final = (1, 2)
MOST_BYTES: Final = 256 << 20
MOST_LOOKS: Final = 20_000
Arrays = dict[str, npt.NDArray[Any]]
_DAMAGE: Final = (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, EOFError, RuntimeError)
"""What reading a damaged file may raise, beside BadZipFile and zlib's error."""


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What a file holds. trained: None where nothing had been learnt yet."""

    looks: Looks
    trained: Trained | None


class Drawer:
    """A folder of kept players; None keeps nothing, as on a cabinet."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    @property
    def keeps(self) -> bool:
        """Whether anything can be kept."""
        return self._folder is not None

    def names(self) -> tuple[str, ...]:
        """Who is kept."""
        if self._folder is None or not self._folder.is_dir():
            return ()
        return tuple(sorted(path.stem for path in self._folder.glob("*.npz")))

    def save(self, name: str, kept: Kept) -> None:
        """Keep a player under a name, in place of an older one. Raises UserError where it cannot be."""
        write(self.path(name), kept)

    def load(self, name: str) -> Kept:
        """Raises UserError where there is none of that name, or the file is broken."""
        return read(self.path(name))

    def forget(self, name: str) -> None:
        """Delete a player. Raises UserError if there is none of that name."""
        self.check(name)
        with saying(self.path(name), "write"):
            self.path(name).unlink()

    def check(self, name: str) -> None:
        """Raises UserError if there is no player of this name."""
        if self.path(name).stem not in self.names():
            raise UserError(
                told(
                    "no gaze is kept as {name}; there are: {known}",
                    name=repr(name),
                    known=", ".join(self.names()) or told("none yet"),
                )
            )

    def path(self, name: str) -> Path:
        """The file of a name. Raises UserError for what is no name, or where nothing is kept."""
        if self._folder is None:
            raise UserError(mark("nothing is kept here: this cabinet forgets its players"))
        return self._folder / f"{player_name(name)}.npz"


def player_name(name: str) -> str:
    """The name a player's gaze is kept under: lower case. Raises UserError for what cannot be a file."""
    return file_name(name, mark("a player"), "ana")


def write(path: Path, kept: Kept) -> None:
    """Write a file, whole or not at all. Raises UserError where the disk refuses."""
    arrays: Arrays = {f"looks_{field.name}": getattr(kept.looks, field.name) for field in fields(Looks)}
    note: dict[str, Any] = {"format": FORMAT, "version": VERSION}
    if kept.trained is not None:
        one = kept.trained
        note |= {"known": one.known, "checked": one.checked, "use": one.use}
        note["final"] = _packed(one.final, "final", arrays)
        note["methods"] = {name: _packed(method, name, arrays) for name, method in one.methods.items()}
    arrays["note"] = np.array(json.dumps(note))
    with whole(path) as beside, beside.open("wb") as file:
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]


def read(path: Path) -> Kept:
    """Read a file. Raises UserError for one that is missing, broken or foreign."""
    with saying(path, "read"):
        if path.stat().st_size > MOST_BYTES:
            raise UserError(told("{path} is too large for a kept gaze.", path=path))
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_BYTES:
                raise UserError(told("{path} is too large for a kept gaze.", path=path))
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        note = json.loads(str(arrays["note"]))
        if note["format"] != FORMAT or note["version"] not in (*OLDER, VERSION):
            raise ValueError("another format")
        types = (np.uint8, np.float64, np.float32, np.float64, np.int64)
        given = (arrays[f"looks_{field.name}"] for field in fields(Looks))
        looks = Looks(*(_numbers(array, kind) for array, kind in zip(given, types, strict=True)))
        if len(looks) > MOST_LOOKS:
            raise ValueError("too many looks")
        if "methods" not in note or note["version"] != VERSION:  # looks have not changed; they are learnt again
            return Kept(looks, None)
        methods = {str(name): _unpacked(word, arrays) for name, word in note["methods"].items()}
        known, checked = ({str(k): float(v) for k, v in note[part].items()} for part in ("known", "checked"))
        trained = Trained(methods, known, checked, str(note["use"]), _unpacked(note["final"], arrays))
        trained.predict(looks.take(np.arange(min(1, len(looks)))))  # one that does not fit fails here, not in play
        return Kept(looks, trained)
    except (*_DAMAGE, zipfile.BadZipFile, zlib.error):
        raise UserError(
            told("{path} is broken, or no gaze that the Huia kept; delete it and collect again.", path=path)
        ) from None


def _numbers(array: npt.NDArray[Any], kind: Any) -> npt.NDArray[Any]:
    """An array of exactly this type, without NaN. Raises ValueError."""
    if array.dtype != kind or not np.isfinite(array).all():
        raise ValueError("wrong numbers")
    return array


def _packed(method: Predictor, place: str, arrays: Arrays) -> dict[str, Any]:
    """A method as a note; its arrays go into `arrays` under names that begin with `place`."""
    match method:
        case Centre():
            return {"kind": "centre"}
        case Mix(parts, shares, middle):
            arrays |= {f"{place}.shares": shares, f"{place}.middle": middle}
            notes = [_packed(part, f"{place}.{k}", arrays) for k, part in enumerate(parts)]
            return {"kind": "mix", "at": place, "parts": notes}
        case NetworkModel(kind, weights, middle, spread):
            arrays |= {f"{place}.weights": weights, f"{place}.middle": middle, f"{place}.spread": spread}
            return {"kind": kind, "at": place}
        case Ridge(recipe, scalers, examples, weights, middle):
            arrays |= {f"{place}.weights": weights, f"{place}.middle": middle}
            for group in recipe.groups():
                arrays[f"{place}.{group}.examples"] = examples[group]
                arrays[f"{place}.{group}.middle"] = scalers[group].middle
                # columns that never change are infinitely wide; a file holds finite numbers only
                arrays[f"{place}.{group}.spread"] = np.nan_to_num(scalers[group].spread, posinf=-1.0)
            words = {field.name: getattr(recipe, field.name) for field in fields(Recipe)}
            return {"kind": "ridge", "at": place, "recipe": words | _plain(recipe)}
        case _:
            raise ValueError(f"{type(method).__name__} cannot be kept")


def _plain(recipe: Recipe) -> dict[str, Mapping[str, float]]:
    return {part: {str(k): v for k, v in getattr(recipe, part).items()} for part in ("straight", "curved")}


def _unpacked(note: dict[str, Any], arrays: Arrays) -> Predictor:
    """A method from its note."""
    kind = note["kind"]
    if kind == "centre":
        return Centre()
    place = note["at"]

    def array(name: str, dtype: Any = np.float64) -> npt.NDArray[Any]:
        return _numbers(arrays[f"{place}.{name}"], dtype)

    if kind == "mix":
        parts_of = tuple(_unpacked(part, arrays) for part in note["parts"])
        shares, middle = array("shares"), array("middle")
        if shares.shape != (len(parts_of), 2) or middle.shape != (2,):
            raise ValueError("shares of other methods")
        return Mix(parts_of, shares, middle)
    if kind in KINDS:
        weights = array("weights", np.float32)
        return NetworkModel(kind, weights, array("middle"), array("spread"))
    words = note["recipe"]
    numbers = {name: float(words[name]) for name in ("bend", "reach", "noise", "shift")}
    parts = {part: {str(group): float(v) for group, v in words[part].items()} for part in ("straight", "curved")}
    recipe = replace(Recipe({}, {}), **parts, **numbers)  # type: ignore[arg-type]
    scalers, examples = {}, {}
    for group in recipe.groups():
        spread = array(f"{group}.spread")
        scalers[group] = Scaler(array(f"{group}.middle"), np.where(spread < 0, np.inf, spread))
        examples[group] = array(f"{group}.examples")
    return Ridge(recipe, scalers, examples, array("weights"), array("middle"))
