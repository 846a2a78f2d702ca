"""How well each gaze method does on pictures of people who looked at known points of a screen."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from tqdm import tqdm

from game.errors import UserError
from game.face.eyes import EyeReader, Eyes
from game.face.networks import load_networks
from game.gaze.looks import Array, Looks, looks_of
from game.gaze.methods import BEST, CENTRE, MOST, RECIPES, Centre, Predictor, best_of, learn
from game.gaze.network import KINDS, train
from game.vision.cameras.device import quiet_opencv
from game.vision.cameras.files import read_picture
from game.vision.frame import Image
from game.vision.models import face_model

COLUMNS: Final = ("path", "person", "session", "x", "y")
SEPARATORS: Final = (",", ";", "\t")
UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SETTLED: Final = "settled"
"""What `best` says, moved within each tested session so that its mean lies where the mean target of the calibration
does. It looks at all pictures of that session at once, without their targets; the other methods see one at a time."""
SETTLE_LOOKS: Final = 10.0
"""With this many pictures of a session its mean is moved half of the way."""
LEAST_PX: Final = 16
LEAST: Final = 9
"""A person needs at least this many pictures with open eyes outside the tested session."""


@dataclass(frozen=True, slots=True)
class Row:
    """One picture: who, in which session, looking at which point of the screen (0..1 each)."""

    path: Path
    person: str
    session: str
    x: float
    y: float


def rows_of(path: Path) -> list[Row]:
    """The rows of a CSV file; pictures are named from its folder. Raises UserError where it is not as it must be.

    Read as spreadsheets write it: UTF-8 or UTF-16, separated by commas, semicolons or tabs, with spaces around the
    fields and capitals in the header as one likes. Where no commas separate, they may be decimal.
    """
    needs = f"it needs the columns {','.join(COLUMNS)}"
    try:
        content = path.read_bytes()
        text = content.decode("utf-16" if content.startswith(UTF_16) else "utf-8-sig")
        separator = max(SEPARATORS, key=text.partition("\n")[0].count)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
        header = [name.strip().casefold() for name in next(reader, [])]
        for name in COLUMNS:
            if header.count(name) != 1:
                wrong = "has more than one" if name in header else "lacks the"
                raise UserError(f"{path} {wrong} column {name}; {needs}.")
        rows = []
        for fields in reader:
            where = f"{path} line {reader.line_num}"
            if len(fields) > len(header):
                found = f"{len(fields)} fields, but the header has {len(header)}"
                raise UserError(f"{where} has {found}; write decimals with a point, or separate by semicolons.")
            if fields:
                line = dict(zip(header, (field.strip() for field in fields), strict=False))
                rows.append(_row(path.parent, where, line, "." if separator == "," else ","))
        return rows
    except OSError as problem:
        raise UserError(f"cannot read {path}: {problem.strerror}; check the name.") from None
    except (UnicodeDecodeError, csv.Error):
        raise UserError(f"{path} is no CSV text; {needs}.") from None


def _row(folder: Path, where: str, line: dict[str, str], point: str) -> Row:
    """A picture's row. where: file and line, for messages. point: what may stand for a decimal point."""
    try:
        x, y = (float(line.get(name, "").replace(point, ".")) for name in ("x", "y"))
        if not (-0.5 <= x <= 1.5 and -0.5 <= y <= 1.5):
            raise ValueError
    except ValueError:
        raise UserError(f"{where}: x and y are fractions of the screen, 0 to 1.") from None
    name, person, session = (line.get(key, "") for key in ("path", "person", "session"))
    if not name:
        raise UserError(f"{where} names no picture.")
    picture = folder / name
    if not picture.exists() and "\\" in name:  # a list that was made on Windows
        picture = folder / name.replace("\\", "/")
    return Row(picture, person, session, x, y)


def gaze(paths: Sequence[Path], aspect: float, networks: bool = True) -> tuple[str, dict[str, Any]]:
    """Table and figures. aspect: width of the screens over their height, to weigh x against y.
    networks: train the networks, too, which takes seconds for each session of each person.

    Each person's methods learn from some sessions and are tested on the others; in turn every session is tested. A
    test picture without a face, or one that cannot be read, counts as if the method had said the centre.
    """
    rows = [row for path in paths for row in rows_of(path)]
    if not rows:
        raise UserError("the list of pictures is empty; there is nothing to evaluate.")
    seen, unread = _seen(rows)
    return scored(rows, seen, unread, aspect, networks)


def scored(
    rows: Sequence[Row], seen: Sequence[Eyes | None], unread: int, aspect: float, networks: bool = True
) -> tuple[str, dict[str, Any]]:
    """Table and figures, see `gaze`, from the eyes in each picture; unread: how many pictures could not be read."""
    errors: dict[str, dict[str, Array]] = {}
    used: dict[str, str] = {}
    for person in tqdm(sorted({row.person for row in rows}), desc="people"):
        mine = [k for k, row in enumerate(rows) if row.person == person]
        found = _of_person([rows[k] for k in mine], [seen[k] for k in mine], aspect, networks)
        used[person] = found.how
        for name, each in found.errors.items():
            errors.setdefault(name, {})[person] = each
    return _report(rows, seen, unread, errors, used)


def _seen(rows: Sequence[Row]) -> tuple[list[Eyes | None], int]:
    """The eyes in each picture, and how many pictures could not be read. Raises UserError where none could."""
    quiet_opencv()
    reader = EyeReader(load_networks(face_model()))
    seen: list[Eyes | None] = []
    unread = 0
    for row in tqdm(rows, desc="pictures"):
        image = _picture(row.path)
        unread += image is None
        seen.append(None if image is None else reader.look(image))
    if unread == len(rows):
        raise UserError(f"the picture {rows[0].path} cannot be read, nor any other; are they PNG or JPEG?")
    return seen, unread


def _picture(path: Path) -> Image | None:
    """A picture upright as its EXIF says, three channels of 8 bits; None where it cannot be read."""
    image = read_picture(path)
    return None if image is None or min(image.shape[:2]) < LEAST_PX else image


@dataclass(frozen=True, slots=True, eq=False)
class Tested:
    """errors: each method's distances in diagonals of the screen; how: what was left out in turn."""

    errors: dict[str, Array]
    how: str


def _of_person(rows: Sequence[Row], seen: Sequence[Eyes | None], aspect: float, networks: bool) -> Tested:
    """Every method's errors on all pictures of one person, each predicted by what learnt from other sessions."""
    names = sorted({row.session for row in rows})
    targets = np.array([(row.x, row.y) for row in rows])
    here = [k for k, eyes in enumerate(seen) if eyes is not None]
    looks = looks_of(
        [eyes for eyes in seen if eyes is not None],
        [(rows[k].x, rows[k].y) for k in here],
        [names.index(rows[k].session) for k in here],
    )
    usable = np.array([not eyes.shut for eyes in seen if eyes is not None], np.bool_)
    if here and usable.mean() < 0.5:  # narrow eyes, not blinks
        usable[:] = True
    said: dict[str, Array] = {}
    for out in looks.folds() if here else []:
        known, new = looks.take(~out & usable), looks.take(out)
        for name, predictor in _learnt(known, networks):
            points = said.setdefault(name, np.full_like(targets, 0.5))
            points[np.array(here)[out]] = predictor.predict(new)
        settled = said.setdefault(SETTLED, np.full_like(targets, 0.5))
        settled[np.array(here)[out]] = _settled(said[BEST][np.array(here)[out]], new, known)
    if not said:
        said = {name: np.full_like(targets, 0.5) for name, _ in _learnt(looks, networks)}
        said[SETTLED] = said[BEST]
    scale = np.array((aspect, 1.0)) / np.hypot(aspect, 1.0)
    found = len({rows[k].session for k in here})
    how = f"{found} sessions" if found > 1 else "one session, cut into runs of pictures"
    how += f"; no face in {len(names) - found} more" if found < len(names) else ""
    return Tested({name: np.linalg.norm((points - targets) * scale, axis=1) for name, points in said.items()}, how)


def _settled(points: Array, new: Looks, known: Looks) -> Array:
    """Points (n, 2) of new looks, each session's mean moved towards the mean target that was learnt from."""
    out = points.copy()
    for session in np.unique(new.groups):
        here = new.groups == session
        share = here.sum() / (here.sum() + SETTLE_LOOKS)
        if len(known):
            out[here] += share * (known.targets.mean(0) - points[here].mean(0))
    return np.clip(out, 0.0, 1.0)


def _learnt(looks: Looks, networks: bool) -> Iterator[tuple[str, Predictor]]:
    """Every method by name, fitted; the centre alone says something where there are too few examples."""
    yield CENTRE, Centre()
    if len(looks) < LEAST:
        yield from ((name, Centre()) for name in (*RECIPES, BEST, *(KINDS if networks else ())))
        return
    few = looks.thinned(MOST)
    learnt = [learn(name, few) for name in RECIPES]
    yield from ((one.name, one.predictor) for one in learnt)
    yield BEST, best_of(learnt, few).predictor
    check = looks.folds()[0]
    for kind in KINDS if networks else ():
        *_, last = train(kind, looks.take(~check), looks.take(check))
        yield kind, last.best


def _report(
    rows: Sequence[Row],
    seen: Sequence[Eyes | None],
    unread: int,
    errors: dict[str, dict[str, Array]],
    used: dict[str, str],
) -> tuple[str, dict[str, Any]]:
    found = sum(eyes is not None for eyes in seen)
    shut = sum(eyes is not None and eyes.shut for eyes in seen)
    people = sorted(used)
    means = {name: float(np.concatenate(list(each.values())).mean()) for name, each in errors.items()}
    lines = [
        f"{len(rows)} pictures of {len(people)} people, {found} with a face, {shut} of them with an eye shut",
        f"{len(rows) - found} without a face, {unread} of them unreadable: the centre is taken as what is said of them",
    ]
    lines += [f"  {person or '(no name)'}: {used[person]}" for person in people]
    lines.append(
        f"{'mean error, % of the diagonal':30s}{'all':>7s} {'÷ centre':>9s}  " + "".join(f"{p:>9.8s}" for p in people)
    )
    for name, mean in means.items():
        each = "".join(f"{100 * errors[name][person].mean():9.1f}" for person in people)
        lines.append(f"{name:30s}{100 * mean:7.2f} {mean / max(means[CENTRE], 1e-9):9.2f}  {each}")
    return "\n".join(lines), {
        "n": len(rows),
        "found": found,
        "unreadable": unread,
        "methods": {
            name: {
                "mean_error_diagonal": round(mean, 5),
                "of_centre": round(mean / max(means[CENTRE], 1e-9), 4),
                "by_person": {person: round(float(errors[name][person].mean()), 5) for person in people},
            }
            for name, mean in means.items()
        },
    }
