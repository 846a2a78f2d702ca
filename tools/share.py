"""Hand a trained model on: one .huia file with network, card, icons, and the bird's act for each pose.

python -m tools.share mine.huia                                        what is in it
python -m tools.share runs/1/huia_poses_int8.tflite --out mine.huia
python -m tools.share mine.huia --out mine.huia --title "Class 3b" --act tiger=moonwalk star=wings+backpack
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":  # so that `python tools/share.py` works from any folder, too
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import shlex
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace

from game.arguments import Parser, existing_file, new_file, run_program, words_of
from game.body.classifier import ModelCard, load_classifier
from game.body.model_acts import ACTS, FLOURISH_ACT
from game.body.package import SUFFIX, unpacked, write_package
from game.body.poses import FLY, HADOUKEN, MOVES, NORMAL
from game.errors import UserError
from tools.collecting.next_step import game
from tools.sharing.cards import checked_title, chosen_acts


def main(words: Sequence[str] | None = None) -> int:
    """Run with these command line words; returns the exit code."""
    return run_program("share", lambda: _share(words_of(words)))


def _share(words: list[str]) -> None:
    options = _parser().parse_args(words)
    if options.out is None and (options.act or options.title is not None):
        raise UserError("--act and --title change the file that --out names; add --out FILE.huia")
    if options.out is not None and options.out.suffix.lower() != SUFFIX:
        raise UserError(f"--out {options.out} must end in {SUFFIX}")
    network = unpacked(options.model)
    card = load_classifier(network).card
    acts = {**card.acts, **chosen_acts(options.act, card.labels)}
    title = card.title if options.title is None else checked_title(options.title)
    card = replace(card, acts=acts, title=title)
    if options.out is not None:
        with tempfile.TemporaryDirectory() as place:
            copy = Path(place) / network.name
            shutil.copyfile(network, copy)
            card.write(copy.with_suffix(".json"))
            write_package(copy, options.out)
    print(told(card))
    if options.out is not None:
        print(f"Play with it anywhere: {game()} --model {shlex.quote(str(options.out))}")


def told(card: ModelCard) -> str:
    """A card in a few lines."""
    metrics = card.metrics.get("unseen_people", {})
    accuracy = metrics.get("accuracy") if isinstance(metrics, dict) else None
    lines = [card.title or "A set of poses without a title"]
    if isinstance(accuracy, (int, float)):
        lines.append(f"names {accuracy:.1%} of the poses of people it had never seen rightly, says its card")
    wide = max(len(label) for label in card.labels)
    lines += [f"  {label:{wide}}  {_does(card, label)}" for label in card.labels]
    return "\n".join(lines)


def _does(card: ModelCard, label: str) -> str:
    if label in card.acts:
        return " + ".join(card.acts[label])
    if label in (NORMAL, FLY):
        return {NORMAL: "nothing", FLY: "jump"}[label]
    return label if label in (*MOVES, HADOUKEN) else FLOURISH_ACT


def _parser() -> Parser:
    parser = Parser(prog="python -m tools.share", description=__doc__)
    parser.add_argument("model", type=existing_file, metavar="MODEL", help="a .huia file, or a .tflite with its card")
    parser.add_argument("--out", type=new_file, metavar="FILE.huia", help="write it, with what is changed")
    parser.add_argument(
        "--act", nargs="+", default=[], metavar="POSE=ACT", help=f"what the bird does: {', '.join(ACTS)}, or ACT+ACT"
    )
    parser.add_argument("--title", metavar="WORDS", help="what this set of poses is called")
    return parser


if __name__ == "__main__":
    sys.exit(main())
