"""Whether a result is worth playing, what to say of it in five sentences, and what to capture next."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from game.body.poses import NORMAL
from game.controls.trainer import Result
from tools.collecting.next_step import game
from tools.collecting.poseset import PoseSet
from tools.measuring.scores import Scores

GOOD: Final = 0.8
"""Least accuracy on unseen people: below it more than every fifth pose is taken for another."""
KNOWN: Final = 0.6
"""The least recall of each pose."""
JUDGED: Final = 3
"""Fewer samples of a pose by unseen people than this say nothing about its recall."""
PEOPLE: Final = 3
"""The number of people we ask for: one checks, and the other two still differ from each other."""
EACH: Final = 10
"""The number of samples of each pose that we ask each person for."""


def complaints(scores: Scores) -> tuple[str, ...]:
    """Why a result is not worth playing; nothing where it is."""
    found = []
    if scores.accuracy < GOOD:
        found.append(f"it names only {scores.accuracy:.0%} of unseen people's poses rightly")
    found += [f"it knows {name} again in {scores.recall(name):.0%} of the times only" for name in _weak(scores)]
    return tuple(found)


def outcome_in_figures(scores: Scores) -> Result:
    """The same for the game's window, which says it in the player's language."""
    known = [(recall, name) for name in _weak(scores) if (recall := scores.recall(name)) is not None]
    recall, weak = min(known, default=(1.0, ""))
    low = scores.accuracy < GOOD
    return Result(scores.count, scores.accuracy, "" if low else weak, 1.0 if low else recall)


def _weak(scores: Scores) -> list[str]:
    """Poses of which too few are known again."""
    found = []
    for name in scores.names:
        recall, count = scores.recall(name), sum(scores.confusion.get(name, {}).values())
        if name != NORMAL and count >= JUDGED and recall is not None and recall < KNOWN:
            found.append(name)
    return found


def mistakes(scores: Scores) -> list[tuple[int, str, str]]:
    """(how often, what was done, what it was taken for), the most frequent first."""
    return sorted(
        ((n, done, said) for done, row in scores.confusion.items() for said, n in row.items() if said != done),
        key=lambda one: (-one[0], one[1], one[2]),
    )


def next_captures(data: PoseSet, scores: Scores | None = None) -> list[str]:
    """Sentences on what to capture next; what helps most comes first."""
    people = sorted(set(data.persons.tolist()))
    labels = sorted(set(data.labels.tolist()), key=lambda label: (label == NORMAL, label))
    counts = Counter(zip(data.labels.tolist(), data.persons.tolist(), strict=True))
    found = []
    lonely = [label for label in labels if sum(counts[label, person] > 0 for person in people) == 1]
    if len(people) == 1:
        found.append(f"Capture somebody else, too: {people[0]} is the only person so far.")
    elif lonely:
        found.append(f"Capture {_listed(lonely)} from a second person: only one shows it so far.")
    if scores is not None:
        worst = [(n, done, said) for n, done, said in mistakes(scores) if n > 1 or scores.count < 40][:2]
        for n, done, said in worst:
            found.append(
                f"Capture more {done}, as different people do it: {n} of {sum(scores.confusion[done].values())} "
                f"were taken for {said}."
            )
    if 1 < len(people) < PEOPLE:
        found.append(f"A third person would help most: so far there are {_listed(people)}.")
    holes = [(label, person) for label in labels for person in people if 0 < counts[label, person] < EACH]
    if holes and len(people) <= 20:
        label, person = min(holes, key=lambda hole: counts[hole])
        found.append(f"{person} shows {label} {counts[label, person]} times only; {EACH} make a good start.")
    return found


def closing(
    scores: Scores, people: Sequence[str], false: tuple[int, int], model: Path, data: PoseSet, virtual: bool = False
) -> list[str]:
    """Five sentences on a finished training.

    people: those who checked. false: how many ordinary poses would fire, and how many there were. model: the package.
    """
    who = _listed(sorted(people)) if len(people) <= 4 else f"{len(people)} people"
    lines = [f"Of {scores.count} poses of {who}, never seen in training, it names {scores.accuracy:.1%} rightly."]
    worst = mistakes(scores)
    if worst:
        n, done, said = worst[0]
        lines.append(f"Its commonest mistake: {n} of {sum(scores.confusion[done].values())} {done} taken for {said}.")
    else:
        lines.append("It took no pose for another.")
    fired, of = false
    told = "none" if not fired else f"{fired}"
    lines.append(f"Of {of} ordinary poses of virtual people, {told} would count as one of yours.")
    bad = complaints(scores)
    play = f"Play with it: {game()} --model {shlex.quote(str(model))}"
    lines.append(f"It is not worth playing yet: {bad[0]}." if bad else play)
    wanted = [] if virtual else next_captures(data, scores)
    lines.append(f"Next: {wanted[0][0].lower()}{wanted[0][1:]}" if wanted else "Next: show it to somebody new.")
    return lines


def fires(scores: npt.NDArray[np.float32], names: Sequence[str], levels: Mapping[str, float]) -> int:
    """How many rows (N, classes) would fire: their best class is a pose, and its score reaches the threshold."""
    best = scores.argmax(1)
    return sum(
        names[n] != NORMAL and float(row[n]) >= levels[names[n]] for n, row in zip(best.tolist(), scores, strict=True)
    )


def _listed(names: Sequence[str]) -> str:
    """a, b and c."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
