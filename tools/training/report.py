"""A training run as one HTML file that a teacher can show a class: no picture beside it, no script, no network.

Confusions are pairs of skeletons side by side: what was done, and the known pose it was taken for.
"""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from game.atomic import put
from game.body.skeleton import draw
from game.body.taught import FeatureExtractor
from tools.collecting.poseset import PoseSet
from tools.measuring.scores import Scores
from tools.training.advice import mistakes
from tools.training.charts import STYLE, bar, lines
from tools.training.quantise import AGREE, Kind, Verdict

PICTURE_PX: Final = 144
MOST_PAIRS: Final = 8
"""Kinds of mistake shown as pairs of skeletons."""
MOST_WORST: Final = 12
MOST_PEOPLE: Final = 20
MOST_COMPARED: Final = 4000
"""Known poses searched for the one a mistake looks like."""


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """All a report tells. sentences: the closing ones. checked: the poses of the check; said (N, classes): its scores.

    known: the poses learnt from. misleading: the score of a random split, None where it was not asked for. history: by
    epoch. wanted: what to capture next.
    """

    title: str
    sentences: Sequence[str]
    scores: Scores
    checked: PoseSet
    said: npt.NDArray[np.float32]
    known: PoseSet
    misleading: float | None
    verdicts: Mapping[Kind, Verdict]
    chosen: str
    history: Mapping[str, Sequence[float]]
    wanted: Sequence[str]
    facts: Mapping[str, Any]


def write(folder: Path, told: Account) -> Path:
    """Write report.html and metrics.json; returns the report's path."""
    metrics = {**told.scores.as_json(), "random_split_accuracy": told.misleading, "facts": dict(told.facts)}
    put(folder / "metrics.json", json.dumps(metrics, indent=1, ensure_ascii=False))
    path = folder / "report.html"
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(told.title)}</title>'
    put(path, head + f"<style>{STYLE}</style>" + "\n".join(_body(told)) + "</html>\n")
    return path


def _body(told: Account) -> Iterable[str]:
    scores = told.scores
    yield f"<h1>{html.escape(told.title)}</h1>"
    share = f"<b>{scores.accuracy:.1%}</b>"
    yield f"<p class='score'>{share} of {scores.count} poses of people it had <b>never seen</b></p>"
    yield "<ul>" + "".join(f"<li>{html.escape(line)}</li>" for line in told.sentences[1:]) + "</ul>"
    yield "<h2>What it takes for what</h2>"
    yield from _pairs(told)
    yield "<h2>Pose by pose</h2>"
    yield from _classes(told)
    yield "<h2>Hardest for it</h2><p>The poses of the check in whose own name it trusted least.</p>"
    yield from _worst(told)
    yield "<h2>Person by person</h2>"
    yield from _people(scores)
    yield "<h2>What to capture next</h2>"
    yield (
        "<ol>" + "".join(f"<li>{html.escape(line)}</li>" for line in told.wanted) + "</ol>"
        if told.wanted
        else ("<p>Nothing is missing. Show it to somebody new.</p>")
    )
    yield "<h2>While it learned</h2>"
    yield lines(
        "wrong answers' cost",
        {
            "people it learns from": told.history.get("loss", ()),
            "people it never sees": told.history.get("val_loss", ()),
        },
    )
    yield lines(
        "right answers",
        {
            "people it learns from": told.history.get("accuracy", ()),
            "people it never sees": told.history.get("val_accuracy", ()),
        },
        top=1.0,
    )
    yield (
        "<p>Where the two lines part, it begins to learn its people by heart; the weights of the best moment were "
        "kept.</p>"
    )
    if told.misleading is not None:
        yield (
            f"<p>With the same people in training and test it would have been {told.misleading:.1%}. That score is "
            "<b>misleading</b>: one person's poses are alike, so it only shows how well the network remembers its own "
            "people, not how it will do with the next player.</p>"
        )
    yield "<details><summary>Made small, and facts</summary>"
    yield _formats(told.verdicts, told.chosen)
    yield _table(("", ""), [(key, str(value)) for key, value in told.facts.items()])
    yield "</details>"


def _pairs(told: Account) -> Iterable[str]:
    """Kinds of mistake, the most frequent first: one example each beside the known pose that is most like it."""
    wrong = mistakes(told.scores)
    if not wrong:
        yield "<p>It took no pose for another.</p>"
        return
    names = told.scores.names
    guess = told.said.argmax(1)
    yield "<div class='sheet'>"
    for count, done, said in wrong[:MOST_PAIRS]:
        rows = np.flatnonzero((told.checked.labels == done) & (guess == names.index(said)))
        if not len(rows):
            continue
        row = int(rows[told.said[rows, names.index(said)].argmax()])
        like = _most_like(told, row, said)
        yield "<figure class='pair'><div>"
        yield _picture(told.checked, row)
        yield "" if like is None else _picture(told.known, like)
        sure = f"{told.said[row, names.index(said)]:.0%} sure"
        person = html.escape(str(told.checked.persons[row]))
        yield (
            f"</div><figcaption><b>{html.escape(done)}</b> by {person}, taken for <b>{html.escape(said)}</b> ({sure})"
            f"<br>{count} of {sum(told.scores.confusion[done].values())} {html.escape(done)}</figcaption></figure>"
        )
    yield "</div>"


def _most_like(told: Account, row: int, label: str) -> int | None:
    """The known pose of this label that is nearest to a checked one; None where none is known."""
    extractor = FeatureExtractor()
    mine = extractor.features(told.checked.pose(row))
    rows = np.flatnonzero(told.known.labels == label)
    rows = rows[:: max(1, len(rows) // MOST_COMPARED)]
    best, found = np.inf, None
    for n in rows.tolist():
        other = extractor.features(told.known.pose(n)) if mine is not None else None
        if mine is not None and other is not None and (apart := float(np.linalg.norm(other - mine))) < best:
            best, found = apart, n
    return int(rows[0]) if found is None and len(rows) else found


def _classes(told: Account) -> Iterable[str]:
    rows = ["<table><tr><th></th><th>pose</th><th>n</th><th>known again</th><th>rightly called</th><th>taken for</th>"]
    for name in told.scores.names:
        row = told.scores.confusion.get(name, {})
        if not row:  # nobody showed it in the check, as with `normal` where virtual people alone give it
            continue
        wrong = sorted(((n, other) for other, n in row.items() if other != name), reverse=True)[:2]
        taken = ", ".join(f"{html.escape(other)} ({n})" for n, other in wrong)
        mine = np.flatnonzero(told.known.labels == name)
        icon = _picture(told.known, int(mine[len(mine) // 2]), 48) if len(mine) else ""
        rows.append(
            f"<tr><td>{icon}</td><td>{html.escape(name)}</td><td>{sum(row.values())}</td>"
            f"<td>{bar(told.scores.recall(name))}</td><td>{bar(told.scores.precision(name))}</td><td>{taken}</td></tr>"
        )
    yield "".join(rows) + "</table>"


def _worst(told: Account) -> Iterable[str]:
    truth = np.array([told.scores.names.index(label) for label in told.checked.labels.tolist()])
    trust = told.said[np.arange(len(truth)), truth]
    yield "<div class='sheet'>"
    for row in np.argsort(trust)[:MOST_WORST].tolist():
        said = told.scores.names[int(told.said[row].argmax())]
        yield (
            f"<figure>{_picture(told.checked, row)}<figcaption><b>{html.escape(str(told.checked.labels[row]))}</b> by "
            f"{html.escape(str(told.checked.persons[row]))}<br>{trust[row]:.0%}, says {html.escape(said)}"
            "</figcaption></figure>"
        )
    yield "</div>"


def _people(scores: Scores) -> Iterable[str]:
    ranked = sorted(scores.by_person.items(), key=lambda item: item[1][0])
    rows = [f"<tr><td>{html.escape(name)}</td><td>{n}</td><td>{bar(share)}</td></tr>" for name, (share, n) in ranked]
    yield "<table><tr><th>person</th><th>poses</th><th>right</th></tr>" + "".join(rows[:MOST_PEOPLE]) + "</table>"
    if len(ranked) > MOST_PEOPLE:
        yield f"<p>The hardest {MOST_PEOPLE} of {len(ranked)}.</p>"


def _formats(verdicts: Mapping[Kind, Verdict], chosen: str) -> str:
    rows = []
    for verdict in verdicts.values():
        worst = min(verdict.by_class, key=verdict.by_class.__getitem__, default="-")
        said = "chosen" if verdict.kind == chosen else "fits" if verdict.passes else f"refused: below {AGREE:.0%}"
        rows.append(
            (
                verdict.kind,
                f"{verdict.size_bytes / 1024:.0f} KB",
                f"{verdict.latency_ms:.2f} ms",
                f"{verdict.agreement:.2%}",
                f"{worst} {verdict.by_class.get(worst, 1.0):.1%}",
                said,
            )
        )
    return _table(("format", "size", "time", "says what fp32 says", "least for", ""), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    def line(cells: Sequence[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"

    return "<table>" + line(head, "th") + "".join(line(row, "td") for row in rows) + "</table>"


def _picture(poses: PoseSet, row: int, side_px: int = PICTURE_PX) -> str:
    """The skeleton as the network sees it."""
    shown = draw(poses.pose(row), 2 * side_px)
    done, data = cv2.imencode(".png", cv2.cvtColor(shown, cv2.COLOR_RGB2BGR))
    text = base64.b64encode(data.tobytes() if done else b"").decode("ascii")
    what = html.escape(str(poses.labels[row]), quote=True)
    return f"<img alt='{what}' width='{side_px}' height='{side_px}' src='data:image/png;base64,{text}'>"
