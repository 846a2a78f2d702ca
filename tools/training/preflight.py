"""Checks before a training starts: mistakes are refused, weak data sets get warnings."""

from __future__ import annotations

import argparse
import importlib.util
import os
from pathlib import Path

from game.errors import UserError
from game.places import MODELS
from tools.collecting.dataset import plain
from tools.collecting.poseset import PoseSet
from tools.training import network
from tools.training.material import Material
from tools.training.plan import BATCH, BRIEF, MOST_VIEWS, TrainingPlan


def check_options(options: argparse.Namespace) -> None:
    """Refuse what no data set could be trained with. Raises UserError."""
    options.name = plain(options.name, "--name")
    if options.epochs == 0 and options.backbone == "none":
        raise UserError("--epochs 0 with --backbone none trains nothing; leave one of them out")
    if options.backbone == "skeleton" and not (MODELS / network.BACKBONE).is_file():
        raise UserError(f"{MODELS / network.BACKBONE} is missing; take --backbone none")
    check_installed()


def check_installed() -> None:
    """Refuse where TensorFlow is missing, without loading it. Raises UserError."""
    if any(importlib.util.find_spec(name) is None for name in ("keras", "tensorflow")):
        network.keras()  # says how to get it


def check_folder(folder: Path, option: str = "--out") -> None:
    """Make a folder and see that it can be written to. Raises UserError, which tells by which option it was named."""
    probe = folder / f"written.{os.getpid()}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise UserError(f"cannot write to {folder}: {error.strerror or error}; name another with {option}") from None


def warnings(material: Material, plan: TrainingPlan) -> list[str]:
    """One sentence for each weakness of the data set, the gravest first."""
    found = []
    people = _by_class(material.data)
    if len(set(material.data.persons.tolist())) == 1:
        person = material.data.persons[0]
        found.append(f"Only {person} is in it: the score will say nothing of other people; capture somebody else too.")
    else:
        for label, shown_by in people.items():
            if len(shown_by) == 1:
                found.append(f"{label} is shown by {next(iter(shown_by))} alone, so nobody can check it.")
    checked = set(material.validation.labels.tolist())
    unchecked = [label for label in people if label not in checked and len(people[label]) > 1]
    if unchecked:
        found.append(f"Those who check show no {', '.join(unchecked)}: how well it is known will not be told.")
    views = plan.epochs * plan.steps * BATCH / max(1, len(material.training))
    if views > MOST_VIEWS:
        found.append(
            f"{plan.epochs} epochs of {plan.steps} batches show each of {len(material.training)} poses "
            f"{views:,.0f} times, more than they can teach; {BRIEF[0]} of {BRIEF[1]} are enough."
        )
    for twin in material.twins:
        if twin.label not in material.sided:
            found.append(
                f"{twin.label} mirrored looks like {twin.other}, and --sided leaves it out: it will be confused."
            )
    return found


def _by_class(data: PoseSet) -> dict[str, set[str]]:
    """The people who show each class."""
    people: dict[str, set[str]] = {}
    for label, person in zip(data.labels.tolist(), data.persons.tolist(), strict=True):
        people.setdefault(label, set()).add(person)
    return people
