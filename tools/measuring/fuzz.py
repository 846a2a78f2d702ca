"""Files and words from strangers, made wrong in every way hypothesis thinks of: one clear sentence or accepted.

Settings, recordings, data sets, model cards, moves cards, networks, command lines, OSC addresses, what a supervisor is
told, and the day book. Anything but UserError (or ValueError from a setting's check) is a failure, and so is a case
that takes longer than HANG_S.
"""

from __future__ import annotations

import argparse
import json
import shlex
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from game.body.classifier import load_classifier, read_card
from game.body.datasets import read_samples
from game.body.moves_model import read_moves_card
from game.body.recordings import read_recording
from game.cabinet.daybook import DayBook, Played
from game.cabinet.pulse import pulse_of, watchers_of
from game.cli import parse
from game.errors import UserError
from game.places import CLASSIFIER, MOVES
from game.settings import osc_address
from game.settings_file import parsed, template, write_setting
from tools.measuring.subject import Figures

HANG_S: Final = 5.0
"""A case that takes longer hangs; the slowest usual one takes a tenth of a second."""
WORDS: Final = (
    *("play", "practice", "cabinet", "doctor", "--camera", "--size", "--seed", "--seconds", "--events", "--replay"),
    *("--model", "--every", "--rotate", "--profile", "--osc", "--display", "--report", "--volume", "--frames"),
)

Case = Callable[[Path, bytes], object]
"""Reads what a stranger wrote: `content`, also in a file at `path`. May raise UserError or ValueError."""


def fuzz(options: argparse.Namespace) -> Figures:
    """Settings, recordings, cards, models, addresses and words made wrong: a sentence or accepted, no traceback."""
    share = max(1, options.count // len(KINDS))
    return {name: attack(case, strategy, share, options.seed) for name, (case, strategy) in KINDS.items()}


def attack(case: Case, strategy: st.SearchStrategy[bytes], count: int, chosen: int = 1) -> Figures:
    """Try so many contents on one case. Returns how many were accepted and refused, and what failed."""
    outcomes: Counter[str] = Counter()
    slowest_s = [0.0]
    with tempfile.TemporaryDirectory(prefix="huia-fuzz-") as folder:
        path = Path(folder) / "x.jsonl"

        @seed(chosen)
        @settings(max_examples=count, deadline=None, database=None, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(strategy)
        def run(content: bytes) -> None:
            path.write_bytes(content)
            begun_s = time.perf_counter()
            try:
                case(path, content)
                outcomes["accepted"] += 1
            except (UserError, ValueError) as problem:
                clear = isinstance(problem, UserError) or case is _address
                sentence = str(problem)
                good = clear and sentence and "\n" not in sentence.strip() and len(sentence) < 1000
                outcomes["refused" if good else f"{type(problem).__name__}: {sentence[:120]}"] += 1
            except Exception as problem:
                outcomes[f"{type(problem).__name__}: {str(problem)[:120]}"] += 1
            slowest_s[0] = max(slowest_s[0], time.perf_counter() - begun_s)

        run()
    failed = {name: number for name, number in outcomes.items() if name not in ("accepted", "refused")}
    return {
        "cases": sum(outcomes.values()),
        "accepted": outcomes["accepted"],
        "refused": outcomes["refused"],
        "failed": sum(failed.values()),
        "hung": int(slowest_s[0] > HANG_S),
        "which": dict(list(failed.items())[:10]),
    }


def _settings(path: Path, content: bytes) -> None:
    loaded = parsed(content, "settings.toml")
    assert all("\n" not in complaint for complaint in loaded.complaints)
    write_setting(path, "sound", "volume", 30)


def _words(path: Path, content: bytes) -> None:
    text = content.decode(errors="surrogateescape")
    try:
        words = shlex.split(text)
    except ValueError:
        words = text.split(" ")
    if "-h" not in words and "--help" not in words and "--version" not in words:
        parse([word.replace("\0", "") for word in words])


def _address(path: Path, content: bytes) -> None:
    osc_address(content.decode(errors="replace"))


def _model(path: Path, content: bytes) -> None:
    """A card beside a network that is not the one it names."""
    path.with_suffix(".tflite").write_bytes(content)
    path.with_suffix(".json").write_bytes(CLASSIFIER.with_suffix(".json").read_bytes())
    load_classifier(path.with_suffix(".tflite"))


def _told(path: Path, content: bytes) -> None:
    pulse_of(content)
    watchers_of(content)


def _book(path: Path, content: bytes) -> None:
    DayBook(path).add("2026-11-21", Played(1.0, 1))


def _card(path: Path, content: bytes) -> None:
    path.with_suffix(".json").write_bytes(content)
    read_card(path.with_suffix(".json"))


def _moves_card(path: Path, content: bytes) -> None:
    path.with_suffix(".json").write_bytes(content)
    read_moves_card(path.with_suffix(".json"))


_LEAF: Final = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
    | st.sampled_from([1e308, -1, 2**70, "\ud800", "mediapipe33", [], {}, "fly"])
)  # fmt: skip
_TREE: Final = st.recursive(
    _LEAF,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5),
    max_leaves=12,
)
_TEXT: Final = st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass"))


def _damaged(content: bytes) -> st.SearchStrategy[bytes]:
    """The content with pieces cut, doubled, replaced and flipped."""

    @st.composite
    def build(draw: st.DrawFn) -> bytes:
        spoilt = bytearray(content)
        for _ in range(draw(st.integers(1, 4))):
            at = draw(st.integers(0, max(0, len(spoilt) - 1)))
            size = draw(st.integers(0, 40))
            match draw(st.integers(0, 4)):
                case 0:
                    del spoilt[at : at + size]
                case 1:
                    spoilt[at:at] = draw(st.binary(max_size=20))
                case 2:
                    spoilt[at:at] = spoilt[at : at + size]
                case 3 if spoilt:
                    spoilt[at] ^= 1 << draw(st.integers(0, 7))
                case _:
                    del spoilt[at:]
        return bytes(spoilt)

    return build()


def _changed(content: bytes) -> st.SearchStrategy[bytes]:
    """A JSON object with one of its values replaced, at any depth."""
    plain = json.loads(content)

    @st.composite
    def build(draw: st.DrawFn) -> bytes:
        found: Any = json.loads(content)
        place, key = found, draw(st.sampled_from(sorted(plain)))
        while isinstance(place[key], dict) and place[key] and draw(st.booleans()):
            place = place[key]
            key = draw(st.sampled_from(sorted(place)))
        place[key] = draw(_TREE)
        return json.dumps(found).encode()

    return build()


def _lines(*lines: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


_POINTS: Final = [[0.5, 0.5, 0.0, 0.9]] * 33
_RECORDING: Final = _lines(
    {"format": "huia-recording", "version": 1, "landmarks": "mediapipe33", "frame": [640, 480], "fps": 30.0},
    {"t": 0.0, "pose": _POINTS},
    {"t": 0.1, "pose": None, "face": {"facing": [0.1, 0, 0], "expression": None}},
)
_SAMPLES: Final = _lines(
    {"id": "a", "label": "fly", "person": "ana", "session": "s", "frame": [640, 480], "landmarks": "mediapipe33",
     "points": _POINTS, "source": ""},
)  # fmt: skip


def _rows(content: bytes) -> st.SearchStrategy[bytes]:
    """JSON lines, one of them with a value replaced."""
    rows = content.splitlines()
    return st.integers(0, len(rows) - 1).flatmap(
        lambda n: _changed(rows[n]).map(lambda row: b"\n".join([*rows[:n], row, *rows[n + 1 :]]) + b"\n")
    )


_CARD: Final = CLASSIFIER.with_suffix(".json").read_bytes()
_MOVES_CARD: Final = MOVES.with_suffix(".json").read_bytes()
_SETTINGS: Final = template().encode()
_TOLD: Final = b'{"frames":1,"memory_mb":2.0,"sight_s":null,"mode":"a","vision_restarts":0,"trouble":"","credits":0}\n'
_LINE: Final = st.lists(st.sampled_from(WORDS) | st.text(max_size=12), max_size=6).map(
    lambda words: " ".join(words).encode("utf-8", "surrogatepass")
)
_HOST: Final = st.tuples(st.text(max_size=20), st.sampled_from([":", "", "::", "[::1]:"]), st.integers().map(str))

KINDS: Final[dict[str, tuple[Case, st.SearchStrategy[bytes]]]] = {
    "settings": (_settings, _damaged(_SETTINGS) | _TEXT | st.binary(max_size=200)),
    "recordings": (lambda path, _: read_recording(path), _damaged(_RECORDING) | _rows(_RECORDING)),
    "data sets": (lambda path, _: read_samples(path), _damaged(_SAMPLES) | _rows(_SAMPLES)),
    "cards": (_card, _changed(_CARD) | _damaged(_CARD)),
    "moves cards": (_moves_card, _changed(_MOVES_CARD) | _damaged(_MOVES_CARD)),
    "models": (_model, _damaged(CLASSIFIER.read_bytes()[:4096]) | st.binary(max_size=300)),
    "OSC addresses": (_address, _HOST.map(lambda parts: "".join(parts).encode("utf-8", "surrogatepass")) | _TEXT),
    "words": (_words, _LINE | _TEXT),
    "pulses": (_told, _damaged(_TOLD) | _changed(_TOLD)),
    "day books": (_book, _damaged(b"day,plays\n2026-11-20,3\n") | _TEXT),
}
"""Each kind of input: what reads it, and how it is made."""
