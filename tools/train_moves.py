"""Teach the temporal network: which move the last half second was, from joints and what the classifier saw.

    python -m tools.train_moves --out runs/moves --ship      makes models/huia_moves.tflite, from virtual people alone
    python -m tools.train_moves --ablate                     what each part of its input is worth, on unseen people
    python -m tools.train_moves --ablate --real ../shared/data/fights_pq

The people it is checked on are never trained on. Recordings of real people (--real, folders of labelled pose
recordings) are only measured. The same command on the same machine gives the same network.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":  # so that `python tools/train_moves.py` works from any folder, too
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    import tools  # noqa: F401  # Ctrl+C is quiet from here on, also while libraries load

import argparse
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from game.arguments import Parser, existing, existing_file, from_zero, new_folder, positive, run_program, words_of
from game.body.classifier import Classifier, Threshold, load_classifier, sha256_of
from game.body.moves_model import PARTS, MovesCard, MovesModel, load_moves
from game.body.past import EXTRA, STEPS
from game.body.poses import HADOUKEN
from game.errors import UserError
from game.places import CLASSIFIER, MOVES
from tools.moves import clips, judging, network
from tools.moves.clips import NAMES, Footage
from tools.moves.network import Recipe
from tools.training.preflight import check_folder

ENTERS: Final = {"moonwalk": 0.73, "backpack": 0.79, "dramatic": 0.55, HADOUKEN: 0.80}
"""Probabilities from which a move may begin, where not ENTER.

One-handed waves are taken for moonwalk and dramatic most often; who stands with the left hand at the belly and lets
the right arm hang a little out looks like a backpack. In 150 minutes of idling virtual people nothing fires.
"""
ENTER: Final = 0.50
"""The same for every other move.

Poses have the odds of 0.80, 0.85, 0.65 and 0.60 in networks that learn nothing in particular four times as often as a
pose, not six times: of 70 acted poses 66 fire with those numbers and 68 with these.
"""
THRUST_SURE: Final = 0.90
"""Probability from which a reading counts `Moves.sure_pace` times for a hadouken; every other move has `Moves.sure`.

The mean of three members seldom is as high as one network's word.
"""
THRUST_S: Final = 0.32
"""A hadouken must be likely so long, by readings that are not sure.

Chosen with its ENTERS and THRUST_SURE: fewer, surer readings tell more than many doubtful ones. Of 1,009 acted fights
of people of no trial 28 fire, of 200 acted hadoukens 96.5 %, of 100 by seated people 90, by the left arm alone 81, by
the right one 88; of two real fighters' 23 hadoukens, as recorded and changed in six ways, 4 of 161 are missed, and 1 of
1,512 other clips fires. With 0.60, 0.90 and 0.62 s it was 31, 95, 88, 79, 85 %, 6 and none. At 0.88, 0.94 and 0.38 s 6
acted fights fire, but 10 real hadoukens are missed.
"""
CHUNK: Final = 500
"""Clips acted at a time: a run that is stopped loses no more where there is a cache."""
ABLATIONS: Final[dict[str, Recipe]] = {
    "picture alone, now": Recipe(parts=("scores", "embedding"), history=False),
    "picture alone, half a second": Recipe(parts=("scores", "embedding")),
    "joints alone, now": Recipe(parts=("joints", "found"), history=False),
    "joints alone, half a second": Recipe(parts=("joints", "found")),
    "both, now": Recipe(history=False),
    "both, half a second": Recipe(),
    "joints and scores, half a second": Recipe(parts=("joints", "found", "scores")),
}


def main(words: Sequence[str] | None = None) -> int:
    """Run with these command line words; returns the exit code."""
    return run_program("train_moves", lambda: _run(words_of(words)))


def _run(words: list[str]) -> None:
    options = _parser().parse_args(words)
    if not options.ablate:  # before people act for minutes
        check_folder(options.out)
        if options.cache is not None:
            check_folder(options.cache, "--cache")
    network.one_core()
    classifier = load_classifier(options.model)
    if not classifier.embeds or tuple(classifier.card.labels) != clips_poses(classifier):
        raise UserError(f"{options.model} does not know the Huia's poses or tells no embedding; choose the shipped one")
    learnt = _footage(options, classifier, "train")
    check = _footage(options, classifier, "check")
    people = {folder.name: judging.recordings(folder, classifier)[0] for folder in options.real}
    counts = np.bincount(learnt.labels[learnt.counts > 0], minlength=len(NAMES))
    print(f"{len(learnt)} frames of {len(learnt.kinds)} clips; {dict(zip(NAMES, counts.tolist(), strict=True))}")
    if options.ablate:
        for name, recipe in ABLATIONS.items():
            recipe = replace(recipe, steps=options.steps, seed=options.seed)
            model = network.train(learnt, recipe, told=False)
            print(f"{name:34}{_told(model, recipe, check, people)}", flush=True)
        return
    recipe = Recipe(parts=tuple(options.parts), steps=options.steps, seed=options.seed)
    model = network.train(learnt, recipe)
    print(_told(model, recipe, check, people))
    path = _write(model, recipe, learnt, check, options, words)
    print(f"{path}: {path.stat().st_size / 1024:.0f} KB, {model.count_params()} parameters")
    if options.ship:
        for suffix in (".tflite", ".json"):
            shutil.copyfile(path.with_suffix(suffix), MOVES.with_suffix(suffix))
        print(f"shipped as {MOVES}")


def clips_poses(classifier: Classifier) -> tuple[str, ...]:
    """The classifier's labels if they are the Huia's, in its order; else what is missing first."""
    wanted = {"normal", HADOUKEN, *clips.HELD}
    return tuple(classifier.card.labels) if set(classifier.card.labels) == wanted else ()


def levels() -> dict[str, Threshold]:
    """Thresholds of the card, with the hadouken's own numbers."""
    found = judging.thresholds_of([(name, ENTERS.get(name, ENTER)) for name in (*clips.HELD, HADOUKEN)])
    return {**found, HADOUKEN: replace(found[HADOUKEN], sure=THRUST_SURE, hold_s=THRUST_S)}


def _footage(options: argparse.Namespace, classifier: Classifier, which: str) -> Footage:
    """Footage to learn from or to check on, CHUNK clips at a time from the cache where they are."""
    unseen = which == "check"
    count = options.checks if unseen else options.clips
    parts = []
    for start in range(0, count, CHUNK):
        numbers = range(start, min(start + CHUNK, count))
        path: Path | None = None
        if options.cache is not None:
            path = options.cache / f"{which}-{options.seed}-{numbers.start}-{numbers.stop}.npz"
        if path is not None and path.is_file():
            parts.append(clips.load(path))
            continue
        parts.append(clips.footage(numbers, options.seed, classifier, unseen))
        if path is not None:
            clips.save(path, parts[-1])
    return clips.joined(parts)


def _told(model: Any, recipe: Recipe, check: Footage, people: Mapping[str, Footage]) -> str:
    """One line on unseen virtual people, and one for each folder of real ones."""
    lines = [judging.judge(check, network.predict(model, check, recipe), levels()).line()]
    for name, footage in people.items():
        lines.append(
            f"{name}: {judging.line(judging.real(footage, network.predict(model, footage, recipe), levels()))}"
        )
    return "; ".join(lines)


def _write(
    model: Any, recipe: Recipe, learnt: Footage, check: Footage, options: argparse.Namespace, words: list[str]
) -> Path:
    """The .tflite and its card, and a check that LiteRT says what Keras says."""
    options.out.mkdir(parents=True, exist_ok=True)
    path: Path = options.out / MOVES.name
    path.write_bytes(network.convert(model))
    verdict = judging.judge(check, network.predict(model, check, recipe), levels())
    told = load_classifier(options.model).card
    embedding = {"embedding": told.extra["embedding"]} if "embedding" in told.extra else {}
    card = MovesCard(
        labels=NAMES,
        poses=told.labels,
        parts=recipe.parts,
        sha256=sha256_of(path),
        thresholds=levels(),
        training_sha256=learnt.digest(),
        metrics={
            "unseen_people": {
                "hadoukens": round(verdict.thrown, 4),
                "right_side": round(verdict.sides, 4),
                "median_after_thrust_s": round(verdict.delay_s, 3),
                "other_clips": verdict.others,
                "other_clips_with_hadouken": sum(verdict.false.values()),
                "held": {name: round(share, 4) for name, share in verdict.held.items()},
            },
            "size_bytes": path.stat().st_size,
        },
        extra={
            "trained_by": " ".join(["python -m tools.train_moves", *_lasting(words)]),
            "parameters": int(model.count_params()),
            **embedding,
        },
    )
    card.write(path.with_suffix(".json"))
    worst = _differs(load_moves(path), model, check, recipe)
    print(f"LiteRT against Keras: probabilities differ by {worst:.3f} at most")
    if worst > 0.1:
        raise UserError("the converted network says something else than the trained one; not to be shipped")
    return path


def _lasting(words: Sequence[str]) -> list[str]:
    """The command line without what only says where files of this machine lie."""
    places = {n + more for n, word in enumerate(words) if word in ("--cache", "--out") for more in (0, 1)}
    return [word for n, word in enumerate(words) if n not in places and word != "--ship"]


def _differs(small: MovesModel, model: Any, check: Footage, recipe: Recipe) -> float:
    """Largest difference of a probability on some hundred windows."""
    frames: npt.NDArray[np.intp] = np.arange(0, len(check), max(1, len(check) // 300))
    shown = network.shown(check, recipe, frames)
    assert shown.shape[1:] == (STEPS, small.card.width + EXTRA)
    said = np.array([small.probabilities(one) for one in shown])
    return float(np.abs(said - network.predict(model, check, recipe, frames)).max())


def _parser() -> Parser:
    parser = Parser(prog="python -m tools.train_moves", description=__doc__)
    parser.add_argument("--clips", type=positive(int), default=2500, metavar="N", help="to learn from (default 2500)")
    parser.add_argument("--checks", type=positive(int), default=500, metavar="N", help="of unseen people (default 500)")
    parser.add_argument("--steps", type=positive(int), default=1500, metavar="N", help="batches (default 1500)")
    parser.add_argument("--seed", type=from_zero(int, 1 << 30), default=1, metavar="N")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="what of a frame is looked at")
    parser.add_argument("--model", type=existing_file, default=CLASSIFIER, help="classifier (default: the shipped)")
    parser.add_argument("--real", type=existing, nargs="*", default=[], metavar="FOLDER", help="recordings to measure")
    parser.add_argument("--ablate", action="store_true", help="train and judge with parts of the input; writes nothing")
    parser.add_argument("--cache", type=new_folder, metavar="FOLDER", help="keeps acted clips for a next run")
    parser.add_argument("--out", type=new_folder, default=Path("runs/moves"), metavar="FOLDER")
    parser.add_argument("--ship", action="store_true", help="copy the result to models/")
    return parser


if __name__ == "__main__":
    sys.exit(main())
