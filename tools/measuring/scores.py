"""Accuracy, recall and precision by class and by person, and the confusion matrix they come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Scores:
    """Counts of a classifier's answers. confusion: confusion[true][predicted] = n. by_person: accuracy, n."""

    names: tuple[str, ...]
    confusion: dict[str, dict[str, int]]
    by_person: dict[str, tuple[float, int]]

    @property
    def count(self) -> int:
        """How many samples."""
        return sum(sum(row.values()) for row in self.confusion.values())

    @property
    def accuracy(self) -> float:
        """Share of right answers, 0..1."""
        right = sum(row.get(name, 0) for name, row in self.confusion.items())
        return right / max(1, self.count)

    def recall(self, name: str) -> float | None:
        """Share of this class that was found; None where there was none."""
        row = self.confusion.get(name, {})
        return row.get(name, 0) / sum(row.values()) if row else None

    def precision(self, name: str) -> float | None:
        """Share of this class's calls that were right; None where it was never called."""
        called = sum(row.get(name, 0) for row in self.confusion.values())
        return self.confusion.get(name, {}).get(name, 0) / called if called else None

    def as_json(self, most_people: int | None = None) -> dict[str, Any]:
        """The object `evaluate.py poses --json` prints; of more than `most_people` only a summary."""
        return {
            "n": self.count,
            "accuracy": round(self.accuracy, 4),
            "per_class": {
                name: {
                    "n": sum(self.confusion.get(name, {}).values()),
                    "recall": _short(self.recall(name)),
                    "precision": _short(self.precision(name)),
                }
                for name in self.names
            },
            "per_person": self._people(most_people),
            "confusion": self.confusion,
        }

    def _people(self, most: int | None) -> dict[str, Any]:
        if most is None or len(self.by_person) <= most:
            return {name: {"n": n, "accuracy": round(a, 4)} for name, (a, n) in self.by_person.items()}
        hardest = sorted(self.by_person.values())[: len(self.by_person) // 10]
        right = sum(a * n for a, n in hardest) / sum(n for _, n in hardest)
        return {"people": len(self.by_person), "accuracy_of_hardest_tenth": round(right, 4)}

    def table(self) -> str:
        """A table to print: one row for each class, then the persons with the lowest accuracy."""
        lines = [f"{'class':12s} {'n':>5s} {'recall':>7s} {'precision':>9s}   taken for"]
        for name in self.names:
            row = self.confusion.get(name, {})
            wrong = sorted(((n, other) for other, n in row.items() if other != name), reverse=True)[:3]
            lines.append(
                f"{name:12s} {sum(row.values()):5d} {_percent(self.recall(name)):>7s}"
                f" {_percent(self.precision(name)):>9s}   {', '.join(f'{other} {n}' for n, other in wrong)}"
            )
        lines.append(f"accuracy {self.accuracy:.1%} of {self.count}")
        hardest = sorted(self.by_person.items(), key=lambda item: item[1][0])[:5]
        lines.append("persons found hardest: " + ", ".join(f"{name} {a:.0%} of {n}" for name, (a, n) in hardest))
        return "\n".join(lines)


def measure(
    names: list[str], truth: npt.NDArray[np.int64], said: npt.NDArray[np.int64], persons: npt.NDArray[np.str_]
) -> Scores:
    """Count answers. truth, said: class indices (N,); persons: names (N,)."""
    confusion: dict[str, dict[str, int]] = {}
    for t, s in zip(truth.tolist(), said.tolist(), strict=True):
        row = confusion.setdefault(names[t], {})
        row[names[s]] = row.get(names[s], 0) + 1
    by_person = {}
    for person in sorted(set(persons.tolist())):
        mask = persons == person
        by_person[person] = (float((truth[mask] == said[mask]).mean()), int(mask.sum()))
    return Scores(tuple(names), confusion, by_person)


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"
