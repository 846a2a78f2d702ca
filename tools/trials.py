"""Trials on virtual people nobody trained on: the figures the README states, each printed by one command.

    python -m tools.trials SUBJECT [--count N] [--seed N] …     one subject; SUBJECT --help lists its options
    python -m tools.trials all                                  every subject that takes minutes, not hours

Subjects:
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":  # so that `python tools/trials.py` works from any folder, too
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import argparse
import json
from collections.abc import Sequence
from typing import Final

from game.arguments import Parser, existing_file, pose_model_option, positive, run_program, seed, words_of
from game.errors import UserError
from game.places import CLASSIFIER, MOVES
from tools.measuring.cabinet import cabinet
from tools.measuring.compare import compare
from tools.measuring.demo import demo
from tools.measuring.faces import faces
from tools.measuring.fights import fights
from tools.measuring.found import found
from tools.measuring.gaze_lab import gaze
from tools.measuring.gaze_sessions import gaze_sessions
from tools.measuring.hadoukens import hadoukens
from tools.measuring.heads import heads
from tools.measuring.hours import hours
from tools.measuring.idle import idle
from tools.measuring.jumps import jumps
from tools.measuring.keeping import house, kills
from tools.measuring.locks import locks
from tools.measuring.makers import few, poseset, sided
from tools.measuring.pair import bystanders, pair
from tools.measuring.poses import poses
from tools.measuring.privacy import privacy
from tools.measuring.retrain import beside, retrain, retrain_options
from tools.measuring.runs import runs, runs_options
from tools.measuring.subject import Figures, Subject
from tools.measuring.taught import taught
from tools.measuring.virtual_clips import FPS, LANDMARKERS
from tools.measuring.ways import ways, ways_options

try:
    from tools.measuring.fuzz import fuzz
except ModuleNotFoundError:  # hypothesis comes with the tests

    def fuzz(options: argparse.Namespace) -> Figures:
        """Files and words made wrong in every way hypothesis thinks of, which is not installed."""
        raise UserError("fuzz needs hypothesis; install it with: pip install -e '.[test]'")


SUBJECTS: Final[dict[str, Subject]] = {
    "found": Subject(found, 50, "bodies"),
    "heads": Subject(heads, 200, "heads"),
    "faces": Subject(faces, 100, "heads, and a tenth as many people acting"),
    "gaze": Subject(gaze, 20, "players"),
    "sessions": Subject(gaze_sessions, 8, "players", apart=True),
    "demo": Subject(demo, 180, "seconds"),
    "hadoukens": Subject(hadoukens, 200, "clips"),
    "jumps": Subject(jumps, 20, "clips of each kind"),
    "poses": Subject(poses, 210, "clips"),
    "pair": Subject(pair, 1200, "seconds", apart=True),
    "locks": Subject(locks, 1200, "seconds"),
    "bystanders": Subject(bystanders, 50, "scenes"),
    "fights": Subject(fights, 300, "clips"),
    "idle": Subject(idle, 60, "minutes"),
    "runs": Subject(runs, 50, "runs", runs_options),
    "ways": Subject(ways, 60, "clips of each kind", ways_options, apart=True),
    "kills": Subject(kills, 200, "kills"),
    "house": Subject(house, 500, "runs", apart=True),
    "cabinet": Subject(cabinet, 24, "faults", apart=True),
    "hours": Subject(hours, 8, "hours", apart=True),
    "fuzz": Subject(fuzz, 20_000, "cases", apart=True),
    "privacy": Subject(privacy, 10, "minutes", apart=True),
    "taught": Subject(taught, 6, "people", apart=True),
    "compare": Subject(compare, 3, "people", apart=True),
    "retrain": Subject(retrain, 3, "people", retrain_options, apart=True),
    "poseset": Subject(poseset, 4, "people who show the set", apart=True),
    "sided": Subject(sided, 3, "people", apart=True),
    "few": Subject(few, 300, "fighting clips, and a fifth as many idle minutes", apart=True),
    "beside": Subject(beside, 2, "people", apart=True),
}
"""Each subject is a function in the module of `tools.measuring` that is named for it, or in `makers`."""


def main(words: Sequence[str] | None = None) -> int:
    """Run with these command line words; returns the exit code."""
    return run_program("trials", lambda: _trials(words_of(words)))


def _trials(words: list[str]) -> None:
    parser = _parser()
    parser.parse_args(words)  # a mistake is told before anything is measured
    names = [name for name, subject in SUBJECTS.items() if not subject.apart] if words[0] == "all" else [words[0]]
    for name in names:
        figures: Figures = SUBJECTS[name].measure(parser.parse_args([name, *words[1:]]))
        print(json.dumps({name: figures}), flush=True)


def _parser() -> Parser:
    lines = [f"  {name:10s} {_sentence(subject)}" for name, subject in SUBJECTS.items()]
    parser = Parser(prog="python -m tools.trials", description=f"{__doc__}\n" + "\n".join(lines))
    verbs = parser.add_subparsers(dest="subject", required=True, metavar="SUBJECT")
    for name, subject in SUBJECTS.items():
        one = verbs.add_parser(name, description=_sentence(subject))
        _common(one, subject.count, f"{subject.counted} (default {subject.count})")
        subject.options(one)
    _common(verbs.add_parser("all", description="Every subject that takes minutes, not hours."), None, "of each")
    return parser


def _common(parser: Parser, count: int | None, counted: str) -> None:
    parser.add_argument("--count", type=positive(int), default=count, metavar="N", help=f"how many {counted}")
    parser.add_argument("--seed", type=seed, default=1, metavar="N")
    parser.add_argument("--model", type=existing_file, default=CLASSIFIER, help="classifier (default: the shipped)")
    parser.add_argument("--moves", type=existing_file, default=MOVES, help="temporal network (default: the shipped)")
    parser.add_argument(
        "--landmarker", choices=[*LANDMARKERS], default="mediapipe", help="whose errors acted clips get"
    )
    parser.add_argument("--fps", type=positive(float, 240), default=FPS, help="frames a second of acted clips")
    pose_model_option(parser)


def _sentence(subject: Subject) -> str:
    """The first line of what the subject's function says of itself."""
    return (subject.measure.__doc__ or "").partition("\n")[0]


if __name__ == "__main__":
    sys.exit(main())
