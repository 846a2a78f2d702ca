"""Review a data set: find what is wrong with it, put it right, bring in poses captured elsewhere.

python -m tools.review check  --data samples.jsonl [--html sheet.html] [--json]
python -m tools.review window --data samples.jsonl [--all]
python -m tools.review import FOLDER_OR_ZIP --data samples.jsonl --person NAME [--session NAME]
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":  # so that `python tools/review.py` works from any folder, too
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    import tools  # noqa: F401  # Ctrl+C is quiet from here on, also while libraries load

import argparse
import json
import re
import shlex
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

import cv2

from game.arguments import Parser, existing, existing_file, new_file, pose_model_option, run_program
from game.body.datasets import Sample
from tools.collecting.dataset import Revision, kept, plain, read_lines
from tools.collecting.next_step import next_step, tool
from tools.importing.captures import Import, NothingUsedError, import_poses
from tools.reviewing.checkup import HOLE, KINDS, Report, examine
from tools.reviewing.gallery import write_sheet

MOST_LISTED = 12
"""Findings of one kind that the table names; the sheet and --json have them all."""


def main(words: Sequence[str] | None = None) -> int:
    """Run with these command line words; returns the exit code."""
    return run_program("review", lambda: _review(words))


def _review(words: Sequence[str] | None) -> int:
    options = _parser().parse_args(words)
    done: int = options.run(options)
    return done


def check(options: argparse.Namespace) -> int:
    """Print what the doctor found; the exit code says only whether the file could be read."""
    samples = [line.sample for line in read_lines(options.data)]
    report = _without_kept(examine(samples), samples, kept(options.data))
    print(_table(report))
    if options.html is not None:
        write_sheet(options.html, f"{options.data.name}, reviewed", samples, report)
        print(f"\nThe contact sheet is {options.html}")
    data = shlex.quote(str(options.data))
    if report.problems:
        print(f"To decide on them by key, one by one: {tool('review')} window --data {data}")
    else:
        print(f"Next: {tool('train')} --data {data}")
    if options.json:
        print(json.dumps(as_json(report, samples)))
    return 0


def _without_kept(report: Report, samples: Sequence[Sample], labels: dict[str, str]) -> Report:
    """The report less what it says of samples somebody looked at and kept under the label they have."""
    sound = {sample.id for sample in samples if labels.get(sample.id) == sample.label}
    left = tuple(problem for problem in report.problems if problem.id not in sound)
    gone = len({problem.id for problem in report.problems} & sound)
    return replace(report, problems=left, remarks=(*report.remarks, *([f"{gone} more were kept by you"] * bool(gone))))


def window(options: argparse.Namespace) -> int:
    """Look at samples one by one and keep, relabel or reject them."""
    from tools.reviewing.window import run  # only here: it loads pygame, which the other verbs do without

    revision = Revision(options.data)
    report = examine([line.sample for line in revision.lines])
    return run(revision, report, everything=options.all, labels=tuple(options.labels))


def bring_in(options: argparse.Namespace) -> int:
    """Import captures or photos into the data set."""
    asked = Import(
        options.path,
        options.data,
        plain(options.person, "The person"),
        plain(options.session or _session(options.path), "The session"),
        options.kind,
        options.colours,
        options.save_colours,
        options.mirrored,
        options.pose_model,
    )
    try:
        result = import_poses(asked)
    except NothingUsedError as problem:
        _tell_left_out(problem.left_out)
        raise
    _tell_left_out(result.left_out)
    counts = ", ".join(f"{name} {count}" for name, count in sorted(result.counts.items()))
    print(f"{sum(result.counts.values())} samples added to {options.data}{': ' * bool(counts)}{counts}")
    for remark in result.remarks:
        print(remark)
    print(next_step(options.data))
    return 0


def _tell_left_out(remarks: Sequence[str]) -> None:
    for remark in remarks[:MOST_LISTED]:
        print(f"left out {remark}")
    if len(remarks) > MOST_LISTED:
        print(f"and {len(remarks) - MOST_LISTED} more left out")


def _session(path: Path) -> str:
    """A folder's or zip's own name, as far as it is plain."""
    return re.sub(r"^\W+|[^\w +-]", "", path.resolve().stem)[:40].strip() or "imported"


def as_json(report: Report, samples: Sequence[Sample]) -> dict[str, Any]:
    """The report as plain data."""
    by_id = {sample.id: sample for sample in samples}
    return {
        "n": report.count,
        "labels": list(report.labels),
        "persons": list(report.persons),
        "table": {
            label: {person: report.table.get((label, person), 0) for person in report.persons}
            for label in report.labels
        },
        "holes": [list(hole) for hole in report.holes],
        "accuracy": report.accuracy,
        "split": report.split,
        "problems": [
            {**asdict(problem), "label": by_id[problem.id].label, "person": by_id[problem.id].person}
            for problem in report.problems
        ],
        "remarks": list(report.remarks),
    }


def _table(report: Report) -> str:
    wide = max(8, *(len(label) for label in report.labels))
    columns = [max(5, len(person)) for person in report.persons]
    lines = [" " * wide + "".join(f"  {p:>{w}}" for p, w in zip(report.persons, columns, strict=True)) + "    all"]
    for label in report.labels:
        counts = [report.table.get((label, person), 0) for person in report.persons]
        row = "".join(f"  {count or '-':>{w}}" for count, w in zip(counts, columns, strict=True))
        lines.append(f"{label:{wide}}{row}  {sum(counts):5}")
    lines.append("")
    if report.accuracy is not None:
        misleading = ", misleading: one person, one session" if report.split == "sample" else ""
        lines.append(f"recognised {report.accuracy:.1%} with one {report.split} left out at a time{misleading}")
    if report.holes:
        some = ", ".join(f"{label} by {person}" for label, person in report.holes[:MOST_LISTED])
        lines.append(f"fewer than {HOLE}: {some}" + (" …" if len(report.holes) > MOST_LISTED else ""))
    lines += report.remarks
    for kind, (heading, _) in KINDS.items():
        found = [problem for problem in report.problems if problem.kind == kind]
        if found:
            lines += ["", f"{heading} ({len(found)})"]
            lines += [f"  {problem.id}: {problem.why}" for problem in found[:MOST_LISTED]]
            lines += ["  …"] if len(found) > MOST_LISTED else []
    if not report.problems:
        lines.append("nothing looks wrong")
    return "\n".join(lines)


def _parser() -> Parser:
    parser = Parser(prog="python -m tools.review", description="Review a data set of poses.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="check|window|import")

    one = verbs.add_parser("check", help="find what is wrong, and write a contact sheet")
    one.add_argument("--data", type=existing_file, required=True, metavar="FILE", help="samples.jsonl")
    one.add_argument("--html", type=new_file, metavar="FILE", help="write one self-contained contact sheet")
    one.add_argument("--json", action="store_true", help="print one JSON object on the last line")
    one.set_defaults(run=check)

    two = verbs.add_parser("window", help="keep, relabel or reject, by keyboard")
    two.add_argument("--data", type=existing_file, required=True, metavar="FILE", help="samples.jsonl")
    two.add_argument("--all", action="store_true", help="every sample, not only those the doctor points at")
    two.add_argument("--labels", nargs="+", default=[], metavar="NAME", help="further labels to choose from")
    two.set_defaults(run=window)

    three = verbs.add_parser("import", help="bring in captures or photos made elsewhere")
    three.add_argument(
        "path", type=existing, help="a folder or zip of label_N.json / label_N.png, or of photos by class"
    )
    three.add_argument(
        "--data", type=new_file, default=Path("samples.jsonl"), metavar="FILE", help="default samples.jsonl"
    )
    three.add_argument("--person", required=True, metavar="NAME", help="who is in it")
    three.add_argument("--session", metavar="NAME", help="which sitting it was (default: the folder's name)")
    three.add_argument("--as", dest="kind", choices=("captures", "photos"), help="what it is (default: seen from it)")
    three.add_argument(
        "--colours", type=existing_file, metavar="FILE", help="colours of the drawn skeletons, see --save-colours"
    )
    three.add_argument("--save-colours", type=new_file, metavar="FILE", help="keep the colours learnt from the pairs")
    three.add_argument("--mirrored", action="store_true", help="the camera mirrored its picture; set it right")
    pose_model_option(three)
    three.set_defaults(run=bring_in)
    return parser


if __name__ == "__main__":
    cv2.setNumThreads(1)
    sys.exit(main())
