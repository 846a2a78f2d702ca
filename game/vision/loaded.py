"""The models of vision: loaded from the files that a spec names, or the reason why not."""

from __future__ import annotations

from pathlib import Path

from game.body.networks import MoveNetworks, load_move_networks
from game.errors import UserError
from game.face.eyes import EyeReader
from game.face.networks import load_networks
from game.face.reader import FaceReader
from game.gaze.aim import Aim, aim_of
from game.tuning import WATCHDOG
from game.vision.landmarker import Landmarker
from game.vision.spec import VisionSpec
from game.words import mark

Stamp = tuple[int, int]


class LoadedModels:
    """What a spec asks for: for bodies landmarker, networks and faces (a reader for each player), else eyes; and aim.

    What is not asked for or cannot be loaded is None, or empty. troubles: a sentence for each that cannot be, by name.
    """

    def __init__(self, spec: VisionSpec, now_s: float) -> None:
        self._spec = spec
        self.troubles: dict[str, str] = {}
        self._next_look_s = now_s + WATCHDOG.reload_s
        self._tried = self._stamps()
        self.eyes = self._load_eyes() if spec.eyes else None
        self.landmarker = None if spec.eyes else self._load_landmarker()
        self.networks = MoveNetworks() if spec.eyes else self._load_move_networks()
        self.faces = (None, None) if spec.eyes else self._load_faces()
        self.aim = self._load_aim()

    def arrived(self, now_s: float) -> bool:
        """Whether a model that was missing or broken is there now, or another one; checked every two seconds."""
        if now_s < self._next_look_s:
            return False
        self._next_look_s = now_s + WATCHDOG.reload_s
        now = self._stamps()
        return any(now[name][0] is not None and now[name] != self._tried[name] for name in now.keys() & self.troubles)

    def close(self) -> None:
        """Free what holds threads and memory."""
        if self.landmarker is not None:
            self.landmarker.close()

    def _stamps(self) -> dict[str, tuple[Stamp | None, ...]]:
        """Stamps of each model's files, itself first, by the name under which its trouble is told."""
        spec = self._spec
        networks = [path for path in (spec.classifier, spec.moves) if path is not None]
        cards = [path.with_suffix(".json") for path in networks]
        return {
            "pose model": (_stamp(spec.model),),
            "classifier": (_stamp(spec.classifier), *map(_stamp, [*networks, *cards])),
            "face model": (_stamp(spec.faces),),
        }

    def _load_landmarker(self) -> Landmarker | None:
        try:
            if self._spec.model is None:
                raise UserError(mark("There is no pose model, so nobody can be recognised; play with the keyboard."))
            return Landmarker(self._spec.model, self._spec.most_people, self._spec.pair)
        except UserError as error:
            self.troubles["pose model"] = error.sentence
            return None

    def _load_move_networks(self) -> MoveNetworks:
        try:
            return load_move_networks(self._spec.classifier, self._spec.moves)
        except UserError as error:
            self.troubles["classifier"] = error.sentence
            return MoveNetworks()

    def _load_eyes(self) -> EyeReader | None:
        try:
            if self._spec.faces is None:
                raise UserError(mark("There is no face model, so eyes cannot be found; huia doctor fetches it."))
            return EyeReader(load_networks(self._spec.faces))
        except UserError as error:
            self.troubles["face model"] = error.sentence
            return None

    def _load_aim(self) -> Aim | None:
        if self._spec.gaze is None or self._spec.eyes:
            return None
        try:
            if self._spec.faces is None:
                raise UserError(
                    mark("There is no face model, so your gaze cannot be followed; huia doctor fetches it.")
                )
            return aim_of(self._spec.gaze, load_networks(self._spec.faces))
        except UserError as error:
            self.troubles["gaze"] = error.sentence
            return None

    def _load_faces(self) -> tuple[FaceReader | None, FaceReader | None]:
        """A reader for each player, on the same networks."""
        if self._spec.faces is None:
            return None, None
        try:
            networks = load_networks(self._spec.faces)
        except UserError as error:
            self.troubles["face model"] = error.sentence
            return None, None
        return FaceReader(networks), FaceReader(networks) if self._spec.pair else None


def _stamp(path: Path | None) -> Stamp | None:
    """Size and modification time of a file, to notice a replacement; None without the file."""
    try:
        found = None if path is None else path.stat()
    except OSError:
        return None
    return None if found is None else (found.st_size, found.st_mtime_ns)
