"""A data set as one HTML file: what the doctor found with its pictures, and every pose by class and person.

Self-contained: pictures are inside, nothing is loaded, no script runs. Names are escaped, whoever chose them.
"""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from game.atomic import whole
from game.body.datasets import Sample
from game.body.skeleton import Picture, draw
from tools.reviewing.checkup import HOLE, KINDS, Problem, Report

SIDE_PX: Final = 96
MOST_PICTURES: Final = 4000
"""About 8 MB of HTML; of larger sets each class and person shows an even choice."""

_STYLE: Final = """
:root{color-scheme:dark}
body{margin:0;padding:32px 40px;background:#04101a;color:#f4f0e2;font:15px/1.5 system-ui,sans-serif}
h1{font-size:30px;margin:0 0 4px}h2{margin:44px 0 4px;font-size:21px;border-top:1px solid #1d3440;padding-top:22px}
h3{margin:22px 0 8px;font-size:15px;color:#a9cfc4;font-weight:600}
p{margin:4px 0 14px;color:#a9cfc4;max-width:76ch}
.facts{display:flex;gap:14px;flex-wrap:wrap;margin:18px 0}
.fact{background:#0b1c27;border:1px solid #1d3440;border-radius:12px;padding:10px 18px;min-width:86px}
.fact b{display:block;font-size:25px;line-height:1.2}.fact span{color:#789ca0;font-size:13px}
.warn b{color:#ff9a63}
table{border-collapse:separate;border-spacing:3px;margin:10px 0}
th{font-weight:600;color:#a9cfc4;padding:3px 12px;text-align:left}
td{padding:3px 14px;text-align:right;border-radius:6px;background:#0b1c27;font-variant-numeric:tabular-nums}
td.few{background:#4a2a14;color:#ffc79e}td.none{background:#6e2c0d;color:#ffd9bf}td.sum{background:none;color:#789ca0}
.sheet{display:flex;flex-wrap:wrap;gap:10px}
figure{margin:0;width:104px;background:#0b1c27;border:1px solid #1d3440;border-radius:10px;padding:5px;font-size:11px}
figure img{display:block;width:104px;height:104px;border-radius:7px;background:#000}
figcaption{padding:4px 2px 0;color:#789ca0;overflow-wrap:anywhere;line-height:1.35}
figcaption b{color:#f4f0e2;font-weight:600;font-size:12px;display:block}
figcaption em{color:#f9cfa0;font-style:normal;display:block}
figure.problem{width:228px}figure.problem .pair{display:flex;gap:6px}figure.problem figcaption{font-size:12px}
figure.wrong{border-color:#8a4a20}
"""


def write_sheet(path: Path, title: str, samples: Sequence[Sample], report: Report) -> None:
    """Write the contact sheet, whole or not at all. Raises UserError where it cannot be written."""
    with whole(path) as beside, beside.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_sheet(title, samples, report))


def thumbnail(sample: Sample, side_px: int = SIDE_PX) -> Picture:
    """The skeleton a model sees; of a pose that cannot be drawn, its raw joints as far as there are any."""
    picture = draw(sample.pose, side_px)
    if picture.any():
        return picture
    for x, y, _, seen in sample.pose.points.tolist():
        if seen > 0.01 and 0 <= x < 1 and 0 <= y < 1:
            cv2.circle(picture, (int(x * side_px), int(y * side_px)), 1, (90, 90, 90), cv2.FILLED)
    return picture


def _sheet(title: str, samples: Sequence[Sample], report: Report) -> Iterable[str]:
    by_id = {sample.id: sample for sample in samples}
    yield "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>"
    yield f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>\n"
    yield f"<h1>{escape(title)}</h1>\n"
    yield from _facts(report)
    yield from (f"<p>{escape(remark)}</p>\n" for remark in report.remarks)
    yield "<h2>Classes and persons</h2>\n"
    yield f"<p>Fewer than {HOLE} samples of a class by a person are a hole: capture some more there.</p>\n"
    yield from _table(report)
    for kind, (heading, meaning) in KINDS.items():
        found = [problem for problem in report.problems if problem.kind == kind]
        if found:
            yield f"<h2>{escape(heading)} <small>({len(found)})</small></h2>\n<p>{escape(meaning)}</p>\n"
            yield "<div class='sheet'>"
            yield from (_problem(problem, by_id) for problem in found)
            yield "</div>\n"
    yield from _everybody(samples, report)
    yield "</body></html>\n"


def _facts(report: Report) -> Iterable[str]:
    looked = len({problem.id for problem in report.problems})
    facts = [
        (str(report.count), "samples", ""),
        (str(len(report.labels)), "classes", ""),
        (str(len(report.persons)), "persons", ""),
        (str(looked), "to look at", "warn" if looked else ""),
        (str(len(report.holes)), "hole" if len(report.holes) == 1 else "holes", "warn" if report.holes else ""),
    ]
    if report.accuracy is not None:
        misleading = " (misleading)" if report.split == "sample" else ""
        facts.append((f"{report.accuracy:.1%}", f"recognised, one {report.split} left out{misleading}", ""))
    yield "<div class='facts'>"
    for value, name, mark in facts:
        yield f"<div class='fact {mark}'><b>{value}</b><span>{escape(name)}</span></div>"
    yield "</div>\n"


def _table(report: Report) -> Iterable[str]:
    yield "<table><tr><th></th>" + "".join(f"<th>{escape(person)}</th>" for person in report.persons) + "<th>all</th>"
    for label in report.labels:
        counts = [report.table.get((label, person), 0) for person in report.persons]
        yield f"</tr>\n<tr><th>{escape(label)}</th>"
        for count in counts:
            mark = "none" if count == 0 else "few" if count < HOLE else ""
            yield f"<td class='{mark}'>{count}</td>"
        yield f"<td class='sum'>{sum(counts)}</td>"
    yield "</tr></table>\n"


def _problem(problem: Problem, by_id: dict[str, Sample]) -> str:
    sample = by_id[problem.id]
    other = by_id.get(problem.other) or _example(problem, sample, by_id)
    shown = _image(sample) + (_image(other) if other is not None else "")
    suggest = f"<em>rather {escape(problem.suggest)}?</em>" if problem.suggest else ""
    return (
        f"<figure class='problem'><div class='pair'>{shown}</div><figcaption><b>{escape(sample.label)}</b>{suggest}"
        f"{escape(problem.why)}<br>{escape(sample.id)} · {escape(sample.person)} · {escape(sample.session)}"
        "</figcaption></figure>"
    )


def _example(problem: Problem, sample: Sample, by_id: dict[str, Sample]) -> Sample | None:
    """What the suggested label looks like, by the same person if they showed it."""
    found = [one for one in by_id.values() if one.label == problem.suggest]
    return min(found, key=lambda one: one.person != sample.person, default=None)


def _everybody(samples: Sequence[Sample], report: Report) -> Iterable[str]:
    cells: dict[tuple[str, str], list[Sample]] = defaultdict(list)
    for sample in samples:
        cells[sample.label, sample.person].append(sample)
    most = max(1, MOST_PICTURES // len(cells))
    wrong = {problem.id for problem in report.problems}
    for label in report.labels:
        yield f"<h2>{escape(label)}</h2>\n"
        for person in report.persons:
            cell = cells.get((label, person), [])
            shown = [cell[n] for n in np.linspace(0, len(cell) - 1, min(most, len(cell))).astype(int)] if cell else []
            part = f", {len(shown)} of them shown" if len(shown) < len(cell) else ""
            yield f"<h3>{escape(person)} · {len(cell)}{part}</h3>\n<div class='sheet'>"
            for sample in shown:
                mark = " class='wrong'" if sample.id in wrong else ""
                yield f"<figure{mark}>{_image(sample)}<figcaption>{escape(sample.id)}</figcaption></figure>"
            yield "</div>\n"


def _image(sample: Sample) -> str:
    done, data = cv2.imencode(".png", cv2.cvtColor(thumbnail(sample), cv2.COLOR_RGB2BGR))
    text = base64.b64encode(data.tobytes() if done else b"").decode("ascii")
    return f"<img alt='{escape(sample.label, quote=True)}' src='data:image/png;base64,{text}'>"
