"""Golden pictures: small, compared with a tolerance, with a side-by-side when they differ.

`HUIA_GOLDEN=write python -m pytest …` makes them anew; look at them before committing.
"""

import os
import tempfile
from pathlib import Path

import cv2
import numpy as np

FOLDER = Path(__file__).parent / "golden"
LONGER = 480


def check(name: str, rgb: np.ndarray, mean: float = 1.5, far: float = 0.01) -> None:
    """Assert that a picture (h, w, 3) RGB looks like the golden one of that name (longer side at most 480 px).

    mean: greatest mean difference in levels; far: greatest share of pixels that differ by more than 40 levels
    (text moves by a fraction of a pixel between versions of OpenCV).
    """
    scale = min(1.0, LONGER / max(rgb.shape[:2]))
    now = cv2.resize(np.ascontiguousarray(rgb), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    path = FOLDER / f"{name}.png"
    if os.environ.get("HUIA_GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), cv2.cvtColor(now, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_PNG_COMPRESSION, 9])
    golden = cv2.imread(str(path))
    assert golden is not None, f"no golden picture {path}; make it with HUIA_GOLDEN=write"
    golden = cv2.cvtColor(golden, cv2.COLOR_BGR2RGB)
    assert golden.shape == now.shape, f"{name} is {now.shape}, the golden picture {golden.shape}"
    apart = np.abs(golden.astype(int) - now.astype(int)).max(axis=2)
    if apart.mean() > mean or (apart > 40).mean() > far:
        shown = np.hstack([golden, now, np.repeat(np.minimum(apart * 4, 255).astype(np.uint8)[..., None], 3, axis=2)])
        beside = Path(tempfile.gettempdir()) / f"huia-golden-{path.stem}.png"
        cv2.imwrite(str(beside), cv2.cvtColor(shown, cv2.COLOR_RGB2BGR))
        raise AssertionError(
            f"{name} differs: mean {apart.mean():.2f}, far {(apart > 40).mean():.4f}; "
            f"golden, now and difference side by side in {beside}"
        )
