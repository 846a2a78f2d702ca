"""A model in one file to hand on: `NAME.huia`, a zip of the network and its card, checked like every stranger's data.

The card holds labels, thresholds, the acts its poses ask for, and their icons. A file is unpacked into the cache under
its own sha256, so that one that changed is another one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Final

from game.atomic import put
from game.body.classifier import MOST_BYTES, MOST_CARD_BYTES, load_classifier, read_model
from game.errors import UserError, reason
from game.places import cache
from game.words import told

SUFFIX: Final = ".huia"
NETWORK: Final = "model.tflite"
CARD: Final = "model.json"
MOST_PACKED: Final = MOST_BYTES + MOST_CARD_BYTES + (1 << 16)


def is_packed(path: Path) -> bool:
    """Whether a file is called a package."""
    return path.suffix.lower() == SUFFIX


def unpacked(path: Path) -> Path:
    """The network of a package, on disk with its card beside it; a plain `.tflite` is returned as it is.

    Raises UserError for a file that is neither, holds anything else, is too large, or whose network and card do not
    belong together; whether the network can be used is seen when it is loaded.
    """
    if path.suffix.lower() not in (SUFFIX, ".tflite"):
        raise UserError(
            told("{path} is no model; name a FILE.huia, or a FILE.tflite with its card beside it.", path=path)
        )
    if not is_packed(path):
        return path
    network, card = _contents(path)
    name = hashlib.sha256(network + card).hexdigest()[:24]
    for root in (cache() / "packages", Path(tempfile.gettempdir()) / "huia-packages"):
        folder = root / name
        model = folder / f"{path.stem}.tflite"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            put(model.with_suffix(".json"), card)
            put(model, network)
        except OSError:
            continue
        _check(model, path)
        return model
    raise UserError(
        told("{path} cannot be unpacked: there is no folder to write to; make room on the disk.", path=path)
    )


def _check(model: Path, path: Path) -> None:
    """Refuse a network and card that do not belong together, by the name of the package they came in."""
    try:
        read_model(model)
    except UserError as problem:
        shutil.rmtree(model.parent, ignore_errors=True)
        sentence = str(problem).replace(f"{model.parent}{os.sep}", "")
        why = sentence.rpartition("; ")[0] or sentence  # its advice is for a model that is no package
        raise UserError(
            told("{path} cannot be read as a model ({why}); ask for it again.", path=path, why=why)
        ) from None


def _contents(path: Path) -> tuple[bytes, bytes]:
    try:
        if path.stat().st_size > MOST_PACKED:
            raise UserError(
                told("{path} is larger than a model can be; take one written by tools/train.py.", path=path)
            )
        with zipfile.ZipFile(path) as pack:
            names = [info.filename for info in pack.infolist()]
            if sorted(names) != sorted((NETWORK, CARD)):
                raise UserError(
                    told(
                        "{path} should hold {network} and {card} and nothing else; ask for it again.",
                        path=path,
                        network=NETWORK,
                        card=CARD,
                    )
                )
            return _member(pack, NETWORK, MOST_BYTES), _member(pack, CARD, MOST_CARD_BYTES)
    except FileNotFoundError:
        raise UserError(told("the model {path} was not found; check the name.", path=path)) from None
    except UserError:
        raise
    except Exception as error:  # zlib's and lzma's errors have no common base, and a stranger's zip may raise any
        raise UserError(
            told("{path} cannot be read as a model ({why}); ask for it again.", path=path, why=str(error))
        ) from None


def _member(pack: zipfile.ZipFile, name: str, most: int) -> bytes:
    with pack.open(name) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise UserError(
            told("{name} in {filename} is larger than it can be; ask for it again.", name=name, filename=pack.filename)
        )
    return content


def write_package(model: Path, path: Path) -> None:
    """Pack a `.tflite` and the card beside it, whole or not at all. Raises UserError where they do not belong together.

    The same model gives the same file, bit for bit.
    """
    load_classifier(model)
    beside = path.with_name(f"{path.name}.part")
    try:
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as pack:
            for name, source in ((NETWORK, model), (CARD, model.with_suffix(".json"))):
                pack.writestr(zipfile.ZipInfo(name), source.read_bytes(), zipfile.ZIP_DEFLATED)
        beside.replace(path)
    except OSError as error:
        raise UserError(told("cannot write {path}: {why}.", path=path, why=reason(error))) from None
    finally:
        beside.unlink(missing_ok=True)
