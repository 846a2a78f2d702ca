"""What the modes are equipped with, as the command line asks: best scores, taught poses, settings, the gaze lab."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from game.arguments import tell
from game.body.notebook import Notebook
from game.cli import Options
from game.controls.taught import TaughtControl, prepare
from game.gaze.lab import GazeKit, Lab
from game.gaze.store import Drawer
from game.gaze.training import Inline, Worker
from game.modes.kit import Kit
from game.modes.preferences import Preferences
from game.modes.transitions import Opening, ToAttract, ToFree, ToGaze, ToPractice, ToSettings, ToTeach
from game.places import REFERENCE, gazes, poses, scores_file
from game.scores.errors import StoreError
from game.scores.scores import Scores
from game.screen.audio import Audio
from game.settings import Settings
from game.sights import Source, VisionSource
from game.vision.cameras.camera import DRAWN
from game.vision.cameras.desk import START_S
from game.vision.cameras.source import as_turn
from game.words import chosen, words


def opening(options: Options, kit: Kit) -> Opening:
    """What the command begins with."""
    match options.command:
        case "practice":
            return ToPractice(kit)
        case "free":
            return ToFree(kit)
        case "settings":
            return ToSettings(kit)
        case "teach":
            return ToTeach(kit, options.pose_name)
        case "gaze":
            assert kit.gaze is not None  # the command line refuses it without a camera
            return ToGaze(kit, kit.gaze)
        case _:
            return ToAttract(kit)


def gaze_lab(options: Options, source: Source | None) -> GazeKit | None:
    """The gaze lab; None where no eyes can be seen. source: of a window's sights, None without a window.

    Without a window only the command itself opens the lab, and it learns at once: nothing depends on the machine's
    speed.
    """
    if source is None:
        return None if options.command != "gaze" else _gaze_kit(options, Lab(Inline), lambda: options.camera in DRAWN)
    if isinstance(source, VisionSource) and source.sees_eyes:
        return _gaze_kit(options, Lab(Worker), lambda: source.acted)
    return None


def _gaze_kit(options: Options, lab: Lab, acted: Callable[[], bool]) -> GazeKit:
    drawer = Drawer(None if options.command == "cabinet" else gazes())
    name = (options.pose_name if options.command == "gaze" else options.gaze) or "player"
    return GazeKit(lab, drawer, name, acted, START_S)


def taught_poses(options: Options, classifier: Path | None, threaded: bool) -> TaughtControl:
    """The player's own poses; a cabinet keeps them in memory, until the player leaves."""
    notebook = Notebook(None if options.command == "cabinet" else poses())
    return TaughtControl(notebook, lambda: prepare(classifier, REFERENCE, notebook), threaded)


def open_scores(scores: Scores, options: Options) -> None:
    """Keep best scores on disk and in the house where a person plays; the virtual player's are nobody's record."""
    acted = options.camera in DRAWN or options.replay is not None
    if options.scores is None and acted:
        return
    address, house = options.settings.house.database, None
    if address:
        from game.scores.store import House  # loads SQLAlchemy

        try:
            house = House(address)
        except StoreError as problem:
            tell(f"{problem}; until then scores stay on this machine")
    scores.open(options.scores or scores_file(), house)


def preferences_of(options: Options, audio: Audio) -> Preferences:
    """The settings as they count: what the command line says wins. Sound follows a change at once."""
    file = options.settings
    camera = replace(
        file.camera, source=options.camera or "", mirrored=options.mirrored, rotate=as_turn(options.rotate)
    )
    player = replace(file.player, profile=options.profile, male=options.male)
    sound = replace(file.sound, volume=options.volume, mute=options.mute)
    picture = replace(
        file.picture,
        fullscreen=options.fullscreen,
        quality=options.quality,
        calm=options.calm,
        language=options.language,
    )
    now = replace(file, camera=camera, player=player, sound=sound, picture=picture)
    preferences = Preferences(now, options.settings_file, words(chosen(options.language)))

    def heard(settings: Settings) -> None:
        audio.volume, audio.muted = settings.sound.volume / 100, settings.sound.mute

    preferences.heard = heard
    return preferences


def seed_of(options: Options) -> int:
    """The seed of the first run: the command line's, else a new one each time."""
    return options.seed if options.seed is not None else secrets.randbelow(2**31)
