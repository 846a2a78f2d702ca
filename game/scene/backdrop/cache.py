"""Caches finished paintings on disk, so that only the first start paints them.

There is one zip for each picture size, with bare pixels inside: 80 to 90 MB. Packed as PNGs they would take 20 MB, but
unpacking them took half of every start. Its name ends in a hash of the code that paints, so changed code paints anew.
It is written under a temporary name and renamed. If anything read is wrong (checksums, names, sizes), everything is
painted again. A cache that cannot be written costs only time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from game.atomic import is_plain, replacing
from game.scene.backdrop.gallery import Painting, Progress, paint_all
from game.scene.projection import View
from game.words import mark
from game.world import fords

_INDEX = "index.json"
_MOST_BYTES = 64 << 20  # largest size of one picture; more means a foreign file
_SCENE = Path(__file__).parents[1]
_PAINTERS = (
    "backdrop/*.py",
    "things/*.py",
    "fire.py",
    "motes.py",
    "mesh.py",
    "raster.py",
    "shading.py",
    "projection.py",
)


def paintings(view: View, cache_dir: Path | None, progress: Progress | None = None) -> dict[str, Painting]:
    """All paintings for a view: from the cache if it is complete, otherwise painted and cached."""
    if cache_dir is None:
        return paint_all(view, progress)
    path = cache_dir / f"forest-{view.width_px}x{view.height_px}-{_style()}.zip"
    kept = load(path, progress)
    if kept is None:
        kept = paint_all(view, progress)
        with contextlib.suppress(OSError):
            save(path, kept)
            for old in cache_dir.glob(f"forest-{view.width_px}x{view.height_px}-*.zip"):
                if old != path:
                    old.unlink()
    return kept


def _style() -> str:
    """Hash of the code that paints."""
    digest = hashlib.sha256(Path(fords.__file__).read_bytes())
    for pattern in _PAINTERS:
        for source in sorted(_SCENE.glob(pattern)):
            digest.update(source.read_bytes())
    return digest.hexdigest()[:12]


def save(path: Path, pictures: Mapping[str, Painting]) -> None:
    """Write paintings to a file, all or nothing. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as beside, zipfile.ZipFile(beside, "w", zipfile.ZIP_STORED) as box:
        for name, painting in pictures.items():
            box.writestr(name, painting.pixels.tobytes())
        box.writestr(_INDEX, json.dumps({name: [p.x, p.y, *p.pixels.shape] for name, p in pictures.items()}))


def load(path: Path, progress: Progress | None = None) -> dict[str, Painting] | None:
    """What `save` wrote, or None if the file is missing or damaged."""
    if not is_plain(path):
        return None
    try:
        with zipfile.ZipFile(path) as box, ThreadPoolExecutor(2) as pool:
            index = {str(name): [int(n) for n in numbers] for name, numbers in json.loads(box.read(_INDEX)).items()}
            if any(box.getinfo(name).file_size > _MOST_BYTES for name in index):
                return None
            files = pool.map(box.read, index)  # verifies the checksums, which holds no lock
            pictures: dict[str, Painting] = {}
            for (name, (x, y, *shape)), file in zip(index.items(), files, strict=True):
                pictures[name] = Painting(np.frombuffer(file, np.uint8).reshape(shape), x, y)
                if progress:
                    progress(len(pictures) / len(index), mark("Unpacking the forest"))
            return pictures
    except Exception:  # a flipped bit makes zipfile, zlib and json raise nearly anything; the cache is made anew
        return None
