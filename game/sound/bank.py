"""Sounds ready to play: made once, in the background, and cached in the user's cache folder."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import sys
import threading
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Generic, TypeVar

import numpy as np

from game.atomic import is_plain, put
from game.background import give_back
from game.sound import ambience as forest
from game.sound import finish, loudness, music, notes, sounds, synth
from game.sound.finish import Samples

Playable = TypeVar("Playable")

MAKERS: Final[Mapping[str, Callable[[], Samples]]] = {
    **sounds.SOUNDS,
    **notes.NOTES,
    "forest": forest.forest,
    **music.LAYERS,
}
"""All sounds in the order in which they are made: those needed first come first."""
_SUM_BYTES: Final = 4
"""A cached sound ends in the CRC-32 of what stands before it."""


class Bank(Generic[Playable]):
    """Makes sounds in its own thread; `get` never waits.

    folder: the cache, None: no cache. If it cannot be written, sounds are made anew at each start.
    ready: turns samples, int16 (n,) or (n, 2) at synth.RATE, into playable objects, in the thread.
    """

    def __init__(
        self,
        folder: Path | None,
        ready: Callable[[Samples], Playable],
        makers: Mapping[str, Callable[[], Samples]] = MAKERS,
    ) -> None:
        self._makers = makers
        self._ready = ready
        self._folder = folder / f"sounds-{version()}" if folder is not None else None
        self._made: dict[str, Playable] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._make_all, name="sounds", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def get(self, name: str) -> Playable | None:
        """A sound, or None until it is made."""
        return self._made.get(name)

    def wait(self, seconds: float) -> bool:
        """Wait until all sounds are made, at most this long; returns whether they are."""
        self._thread.join(seconds)
        return len(self._made) == len(self._makers)

    def stop(self) -> None:
        """Stop making sounds."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(10)

    def _make_all(self) -> None:
        if sys.platform == "linux":  # only Linux sets priorities per thread
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
        made = False
        for name, maker in self._makers.items():
            if self._stop.is_set():
                return
            samples = self._kept(name)
            if samples is None:
                samples = maker()
                self._keep(name, samples)
                made = True
            if self._stop.is_set():
                return
            try:
                self._made[name] = self._ready(samples)
            except RuntimeError:  # pygame's: the device has just been closed
                return
        if made:
            give_back()

    def _path(self, name: str) -> Path | None:
        return None if self._folder is None else self._folder / f"{name.replace(' ', '-')}.npy"

    def _kept(self, name: str) -> Samples | None:
        path = self._path(name)
        if path is None or not is_plain(path):
            return None
        try:
            content = path.read_bytes()
            if zlib.crc32(content[:-_SUM_BYTES]).to_bytes(_SUM_BYTES, "little") != content[-_SUM_BYTES:]:
                return None
            samples = np.load(io.BytesIO(content), allow_pickle=False)
        except Exception:  # whatever is wrong with a cached sound, it is made again
            return None
        good = samples.dtype == np.int16 and samples.ndim in (1, 2) and samples.shape[0] > 0
        return samples if good and samples.shape[1:] in ((), (2,)) else None

    def _keep(self, name: str, samples: Samples) -> None:
        path = self._path(name)
        if path is None:
            return
        try:
            if not path.parent.is_dir():
                path.parent.mkdir(parents=True, exist_ok=True)
                for other in path.parent.parent.glob("sounds-*"):  # sounds of older versions, 30 MB each
                    if other != path.parent:
                        shutil.rmtree(other, ignore_errors=True)
            content = io.BytesIO()
            np.save(content, samples)
            sum_ = zlib.crc32(content.getvalue()).to_bytes(_SUM_BYTES, "little")
            put(path, content.getvalue() + sum_)
        except OSError:
            self._folder = None  # full or read-only: keep sounds in memory only


def version() -> str:
    """A version that changes with the code that makes the sounds, so that outdated files are not played."""
    digest = hashlib.sha256()
    for module in (synth, loudness, finish, notes, sounds, forest, music):
        digest.update(Path(module.__file__ or "").read_bytes())
    return digest.hexdigest()[:12]
