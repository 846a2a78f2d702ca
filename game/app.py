"""What the command line asks for: joins vision, window, sound, mode and log, and plays."""

from __future__ import annotations

import json
import os
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

from game import doctor, offline
from game.arguments import tell
from game.body.classifier import ModelCard, load_classifier, read_card
from game.body.notebook import Notebook, check_name
from game.body.package import unpacked
from game.cabinet.attendant import Attendant
from game.cabinet.daybook import DayBook
from game.cabinet.heart import Heart
from game.cabinet.moment import show_moment
from game.cabinet.operator import OperatorPage
from game.cabinet.pulse import BLIND_EXIT
from game.cli import Options
from game.controls.setmaker import SetMaker
from game.controls.trainer import Trainer
from game.director import Director
from game.equipment import gaze_lab, open_scores, opening, preferences_of, seed_of, taught_poses
from game.eventlog import EventLog
from game.gaze.store import Drawer, player_name
from game.live import Live
from game.modes.kit import Kit
from game.modes.panel import loading
from game.osc import Osc
from game.places import CLASSIFIER, cache, day_book, gazes, pose_sets, poses
from game.scene.stage import Stage
from game.scores.scores import Scores, by_the_clock
from game.screen.audio import Audio
from game.screen.display import display_available
from game.screen.inputs import key_named
from game.screen.letterbox import scene_size
from game.screen.window import Window
from game.sights import open_source
from game.sitting import Sitting
from game.trying import try_apart
from game.tuning import SUPERVISION
from game.vision.cameras.camera import DRAWN, check_source
from game.words import Words, chosen, words

LOADING_S: Final = 0.1
"""How often loading says how far it is: 340 pictures of progress would take longer than what they tell of."""
DISPLAY_LOOK_S: Final = 0.1
"""How often a cabinet without a display looks for one."""
UNSEEN_S: Final = 30.0
"""How long the demo is played where there is neither camera nor display."""


class _Closed(BaseException):
    """The window was closed, or the system asked the program to end (SDL tells both alike), while it was loading.

    No Exception, because whoever loads a damaged cache catches those and goes on.
    """


def run(options: Options) -> int:
    """Do what the command line asks. Returns the exit code; raises UserError for what the user can mend."""
    if options.moment:
        return show_moment(options.size, options.display, words(chosen(options.language)))
    heart = Heart() if options.supervised else None
    model = None if options.model is None else unpacked(options.model)
    classifier = model or (CLASSIFIER if CLASSIFIER.is_file() else None)
    if options.command == "gaze" and (options.list_poses or options.forget is not None):
        return _manage_gaze(Drawer(gazes()), options.forget)
    if options.list_poses or options.forget is not None:
        return _manage_poses(Notebook(poses()), options.forget)
    if options.pose_name is not None:
        (player_name if options.command == "gaze" else check_name)(options.pose_name)
    if options.gaze is not None and options.gaze != options.settings.player.gaze:  # the settings' is only remarked on
        Drawer(gazes()).check(options.gaze)
    if options.command == "doctor":
        return doctor.run(options, CLASSIFIER if classifier is None else classifier)
    card = read_card(classifier.with_suffix(".json")) if classifier is not None else None
    if model is not None:
        try_apart(load_classifier, model)  # LiteRT may crash on a damaged one
    if options.headless:
        return _headless(options, classifier, card)
    if not _dummy() and not (display_available() or (options.supervised and _display_comes())):
        return BLIND_EXIT if options.supervised else _unseen(options, classifier, card)
    return _windowed(options, classifier, card, heart)


def _dummy() -> bool:
    """Whether SDL was told to use a driver without a screen: measuring the window loop, on purpose."""
    return os.environ.get("SDL_VIDEODRIVER") in ("dummy", "offscreen")


def _display_comes(within_s: float = SUPERVISION.display_s) -> bool:
    """Wait for a display: a cabinet's game starts sooner than a display server that has just ended. Whether it came."""
    until_s = time.monotonic() + within_s
    while time.monotonic() < until_s:
        time.sleep(DISPLAY_LOOK_S)
        if display_available():
            return True
    return False


def _manage_gaze(drawer: Drawer, forget: str | None) -> int:
    """List the players whose gaze is kept, or forget one."""
    if forget is not None:
        drawer.forget(forget)
        print(f"forgot {forget}")
        return 0
    print("\n".join(drawer.names()) or "nobody's gaze is kept yet; begin with: huia gaze --name ana")
    return 0


def _manage_poses(notebook: Notebook, forget: str | None) -> int:
    """List the poses a player taught, or forget one."""
    if forget is not None:
        notebook.forget(forget)
        print(f"forgot {forget}")
        return 0
    notes = notebook.read()
    for name, shown in notes.poses.items():
        print(f"{name}   {len(shown)} readings")
    for complaint in notes.complaints:
        tell(complaint)
    if not notebook.names():
        print("no pose of yours yet; teach one: huia teach --name tiger")
    return 0


def _headless(options: Options, classifier: Path | None, card: ModelCard | None) -> int:
    seed = options.seed or 0
    drawn = options.screenshot is not None or options.screenshots is not None
    stage = Stage(scene_size(options.size), cache_dir=cache(), male=options.male) if drawn else None
    scores = Scores()
    if options.scores is not None:
        scores.open(options.scores)
    kit = Kit(stage, seed, card, cabinet=options.command == "cabinet", calm=options.calm, scores=scores)
    if options.language != "auto":  # as with settings: what is drawn must not depend on whose machine it is
        kit = replace(kit, say=words(chosen(options.language)))
    kit = replace(kit, gaze=gaze_lab(options, None))
    if options.command == "teach":  # elsewhere figures must not depend on what this machine's player taught
        kit = replace(kit, taught=taught_poses(options, classifier, threaded=False))
    osc = Osc(options.osc) if options.osc else None
    try:
        with EventLog(options.events) as log:
            sitting = Sitting(Director(opening(options, kit)), log, kit.taught, osc=osc)
            return offline.play(options, sitting, classifier)
    finally:
        scores.close()
        if scores.problem:
            tell(scores.problem)
        if osc is not None:
            osc.close()


def _unseen(options: Options, classifier: Path | None, card: ModelCard | None) -> int:
    """No display: play the demo for half a minute and leave what can be looked at. No webcam: it has a clock."""
    camera = options.camera or ("demo" if options.replay is None else None)
    if camera not in (None, "none"):
        check_source(camera)
    name = time.strftime("huia-run-%Y%m%d-%H%M%S")
    folder = Path.cwd() / name
    try:
        folder.mkdir()
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="huia-run-"))
    seconds = options.seconds or UNSEEN_S
    print(f"There is no display here, so the demo camera plays {seconds:.0f} s without a window; see {folder}")
    asked = replace(
        options,
        camera=camera,
        headless=True,
        seconds=seconds,
        events=options.events or folder / "events.jsonl",
        screenshots=options.screenshots or folder,
    )
    return _headless(asked, classifier, card)


def _windowed(options: Options, classifier: Path | None, card: ModelCard | None, heart: Heart | None) -> int:
    osc = Osc(options.osc) if options.osc else None
    source, by_body, remark = open_source(options, classifier)
    if remark:
        tell(remark)
    cabinet = options.command == "cabinet"
    window = _window(options)
    attendant = _attendant(options, heart) if cabinet else None
    audio = Audio(options.mute, cache(), options.volume / 100)
    if audio.status and not options.mute:
        tell(audio.status)
    taught = taught_poses(options, classifier, threaded=True)
    maker = None if cabinet else SetMaker(pose_sets(), Trainer())
    scores = Scores(by_the_clock, options.settings.cabinet.name)
    try:
        source.start()  # it warms up while the forest is painted
        open_scores(scores, options)  # they are read meanwhile, too: loading SQLAlchemy would make frames late
        stage = Stage(
            scene_size(window.size),
            cache(),
            _Loading(window, words(chosen(options.language))),
            male=options.male,
        )
        stage.prepare()
        kit = Kit(
            stage,
            seed_of(options),
            card,
            cabinet,
            options.calm,
            scores,
            taught,
            maker,
            daily=options.seed is None and options.settings.player.course == "day",
            say=words(chosen(options.language)),
            preferences=preferences_of(options, audio),
            gaze=gaze_lab(options, source),
        )
        with EventLog(options.events, lenient=True) as log:
            sitting = Sitting(Director(opening(options, kit)), log, taught, by_body, osc)
            try:
                Live(options, sitting, window, audio, source, attendant=attendant).play()
            finally:
                print(json.dumps(log.summary()))
    except _Closed:
        pass
    finally:
        source.stop()
        taught.close()
        if maker is not None:
            maker.close()
        scores.close()
        if scores.problem:
            tell(scores.problem)
        if osc is not None:
            osc.close()
        audio.close()
        window.close()
    return 0 if attendant is None else attendant.exit_code


def _window(options: Options) -> Window:
    """The window that was asked for; a cabinet's fills the display and hides the pointer."""
    cabinet = options.command == "cabinet"
    return Window(
        options.size,
        options.fullscreen or cabinet,
        pointer=not cabinet,
        renderer=options.renderer,
        pictures_mb=options.settings.cabinet.pictures_mb,
        display=options.display,
    )


def _attendant(options: Options, heart: Heart | None) -> Attendant:
    """Who attends to a cabinet. The demo's plays are nobody's: they are not written down."""
    settings = options.settings.cabinet
    settings = replace(
        settings, coin_key=_key("coin_key", settings.coin_key), start_key=_key("start_key", settings.start_key)
    )
    acted = options.camera in DRAWN or options.replay is not None
    book = DayBook(None if acted else day_book())
    page = OperatorPage(settings.pin, options.volume, options.quality)
    keys_play = options.second == "keys" or (options.camera == "none" and options.replay is None)
    return Attendant(settings, page, book, heart, keys_play, options.settings_file, data=day_book().parent)


def _key(setting: str, name: str) -> str:
    """The key of a cabinet's setting as the window names it; "" where there is none of that name, which is told."""
    found = key_named(name) if name else ""
    if name and not found:
        tell(f"huia: cabinet.{setting}: no key is called {name}; it is left out")
    return found


class _Loading:
    """Shows how far loading is, seldom enough to take no time from it. Raises _Closed where the window is closed."""

    def __init__(self, window: Window, say: Words) -> None:
        self._window, self._say = window, say
        self._due_s = time.perf_counter() + LOADING_S

    def __call__(self, part: float, what: str) -> None:
        if self._window.poll().closed:
            raise _Closed
        if time.perf_counter() < self._due_s:
            return
        self._window.show(loading(self._window.interface_size, part, self._say(what)))
        self._due_s = time.perf_counter() + LOADING_S
