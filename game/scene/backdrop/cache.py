"""Caches finished paintings on disk, so that only the first start paints them.

There is one zip for each picture size, with PNGs inside. Its name ends in a hash of the code that paints, so changed
code paints anew. It is written under a temporary name and renamed. If anything read is wrong (checksums, names,
sizes), everything is painted again. A cache that cannot be written costs only time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np

from game.atomic import is_plain, replacing
from game.scene.backdrop.gallery import Painting, Progress, paint_all
from game.scene.projection import View
from game.world import fords

_INDEX = "index.json"
_MOST_BYTES = 64 << 20  # largest size of one picture; more means a foreign file
_SCENE = Path(__file__).parents[1]
_PAINTERS = ("backdrop/*.py", "things/*.py", "mesh.py", "raster.py", "shading.py", "projection.py")


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
    with (
        replacing(path) as beside,
        ThreadPoolExecutor(2) as pool,
        zipfile.ZipFile(beside, "w", zipfile.ZIP_STORED) as box,
    ):
        packed = pool.map(_packed, (p.pixels for p in pictures.values()))
        for name, png in zip(pictures, packed, strict=True):
            box.writestr(f"{name}.png", png)
        box.writestr(_INDEX, json.dumps({name: [p.x, p.y, *p.pixels.shape] for name, p in pictures.items()}))


def load(path: Path, progress: Progress | None = None) -> dict[str, Painting] | None:
    """What `save` wrote, or None if the file is missing or damaged."""
    if not is_plain(path):
        return None
    try:
        with zipfile.ZipFile(path) as box, ThreadPoolExecutor(2) as pool:
            index = {str(name): [int(n) for n in numbers] for name, numbers in json.loads(box.read(_INDEX)).items()}
            files = []
            for name in index:
                if box.getinfo(f"{name}.png").file_size > _MOST_BYTES:
                    return None
                files.append(box.read(f"{name}.png"))  # verifies the checksum
            pictures: dict[str, Painting] = {}
            for (name, (x, y, *shape)), pixels in zip(index.items(), pool.map(_unpacked, files), strict=True):
                if list(pixels.shape) != shape:
                    return None
                pictures[name] = Painting(pixels, x, y)
                if progress:
                    progress(len(pictures) / len(index), "Unpacking the forest")
            return pictures
    except Exception:  # a flipped bit makes zipfile, zlib and json raise nearly anything; the cache is made anew
        return None


def _packed(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> bytes:
    order = cv2.COLOR_RGBA2BGRA if pixels.shape[2] == 4 else cv2.COLOR_RGB2BGR
    done, png = cv2.imencode(".png", cv2.cvtColor(pixels, order), [cv2.IMWRITE_PNG_COMPRESSION, 1])
    if not done:
        raise OSError("a painting could not be packed")
    return png.tobytes()


def _unpacked(png: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    pixels = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
    if pixels is None or pixels.ndim != 3 or pixels.dtype != np.uint8:
        raise ValueError("not a painting")
    order = cv2.COLOR_BGRA2RGBA if pixels.shape[2] == 4 else cv2.COLOR_BGR2RGB
    return np.asarray(cv2.cvtColor(pixels, order), np.uint8)
