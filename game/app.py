"""What the command line asks for: joins vision, window, sound, mode and log, and plays."""

from __future__ import annotations

import json
import secrets
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

from game import doctor, offline
from game.arguments import tell
from game.body.classifier import ModelCard, load_classifier, read_card
from game.body.networks import load_move_networks
from game.body.notebook import Notebook, check_name
from game.body.package import unpacked
from game.body.reader import BodyReader
from game.body.recordings import read_recording
from game.cabinet.attendant import Attendant
from game.cabinet.daybook import DayBook
from game.cabinet.heart import Heart
from game.cabinet.moment import show_moment
from game.cabinet.operator import OperatorPage
from game.cabinet.pulse import BLIND_EXIT
from game.cli import Options
from game.controls.replay import ReplayControl
from game.controls.setmaker import SetMaker
from game.controls.taught import TaughtControl, prepare
from game.controls.trainer import Trainer
from game.director import Director
from game.errors import UserError
from game.eventlog import EventLog
from game.gaze.lab import GazeKit, Lab
from game.gaze.store import Drawer
from game.gaze.training import Inline, Worker
from game.live import Live
from game.modes.kit import Kit
from game.modes.panel import loading
from game.modes.preferences import Preferences
from game.modes.transitions import Opening, ToAttract, ToFree, ToGaze, ToPractice, ToSettings, ToTeach
from game.osc import Osc
from game.places import CLASSIFIER, MOVES, REFERENCE, cache, day_book, fetched, gazes, pose_sets, poses, scores_file
from game.scene.stage import Stage
from game.scores.errors import StoreError
from game.scores.scores import Scores, by_the_clock
from game.screen.audio import Audio
from game.screen.window import Window, display_available, scene_size
from game.settings import Settings
from game.sights import NoSource, ReplaySource, Source, VisionSource, asked_vision
from game.sitting import Sitting
from game.trying import try_apart
from game.tuning import SUPERVISION
from game.vision.cameras.camera import DRAWN, check_source, find_webcam
from game.vision.cameras.desk import START_S
from game.vision.cameras.source import as_turn
from game.vision.models import BUNDLE, NO_FACES, face_model, find_face_model, folder_to_fill, pose_model
from game.vision.worker import VisionProcess
from game.words import chosen, words

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
        return _manage(Notebook(poses()), options.forget)
    if options.pose_name is not None:
        check_name(options.pose_name)
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
    import os

    return os.environ.get("SDL_VIDEODRIVER") in ("dummy", "offscreen")


def _display_comes(within_s: float = SUPERVISION.display_s) -> bool:
    """Wait for a display: a cabinet's game starts sooner than a display server that has just ended. Whether it came."""
    until_s = time.monotonic() + within_s
    while time.monotonic() < until_s:
        time.sleep(DISPLAY_LOOK_S)
        if display_available():
            return True
    return False


def _opening(options: Options, kit: Kit) -> Opening:
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
            return ToGaze(kit, kit.gaze or _gaze(options))
        case _:
            return ToAttract(kit)


def _gaze(options: Options, stand_in: bool = False) -> GazeKit:
    """The gaze lab. Without a window it learns at once, so that nothing depends on the machine's speed.

    stand_in: the demo stands in for a webcam.
    """
    return GazeKit(
        Lab(Inline if options.headless else Worker),
        Drawer(None if options.command == "cabinet" else gazes()),
        (options.pose_name if options.command == "gaze" else options.gaze) or "player",
        acted=options.camera == "demo" or stand_in,
        start_s=START_S,
    )


def _manage_gaze(drawer: Drawer, forget: str | None) -> int:
    """List the players whose gaze is kept, or forget one."""
    if forget is not None:
        drawer.forget(forget)
        print(f"forgot {forget}")
        return 0
    print("\n".join(drawer.names()) or "nobody's gaze is kept yet; begin with: huia gaze --name ana")
    return 0


def _manage(notebook: Notebook, forget: str | None) -> int:
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


def _taught(options: Options, classifier: Path | None, threaded: bool) -> TaughtControl:
    """The player's own poses; a cabinet keeps them in memory, until the player leaves."""
    notebook = Notebook(None if options.command == "cabinet" else poses())
    return TaughtControl(notebook, lambda: prepare(classifier, REFERENCE, notebook), threaded)


def _open_scores(scores: Scores, options: Options) -> None:
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


def _preferences(options: Options, audio: Audio) -> Preferences:
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


def _seed(options: Options) -> int:
    return options.seed if options.seed is not None else secrets.randbelow(2**31)


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
    if options.command == "teach":  # elsewhere figures must not depend on what this machine's player taught
        kit = replace(kit, taught=_taught(options, classifier, threaded=False))
    osc = Osc(options.osc) if options.osc else None
    try:
        with EventLog(options.events) as log:
            sitting = Sitting(Director(_opening(options, kit)), log, kit.taught, osc=osc)
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
    source, by_body, remark = _open_source(options, classifier)
    if remark:
        tell(remark)
    cabinet = options.command == "cabinet"
    window = _window(options)
    attendant = _attendant(options, heart) if cabinet else None
    audio = Audio(options.mute, cache(), options.volume / 100)
    if audio.status and not options.mute:
        tell(audio.status)
    taught = _taught(options, classifier, threaded=True)
    maker = None if cabinet else SetMaker(pose_sets(), Trainer())
    scores = Scores(by_the_clock, options.settings.cabinet.name)
    try:
        source.start()  # it warms up while the forest is painted
        stage = Stage(
            scene_size(window.size),
            cache(),
            _Loading(window),
            male=options.male,
        )
        stage.prepare()
        _open_scores(scores, options)
        kit = Kit(
            stage,
            _seed(options),
            card,
            cabinet,
            options.calm,
            scores,
            taught,
            maker,
            daily=options.seed is None and options.settings.player.course == "day",
            say=words(chosen(options.language)),
            preferences=_preferences(options, audio),
            gaze=_gaze(options, stand_in=source.acted) if isinstance(source, VisionSource) else None,
        )
        with EventLog(options.events, lenient=True) as log:
            sitting = Sitting(Director(_opening(options, kit)), log, taught, by_body, osc)
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
    acted = options.camera in DRAWN or options.replay is not None
    book = DayBook(None if acted else day_book())
    page = OperatorPage(settings.pin, options.volume, options.quality)
    keys_play = options.second == "keys" or (options.camera == "none" and options.replay is None)
    return Attendant(settings, page, book, heart, keys_play, options.settings_file, data=day_book().parent)


class _Loading:
    """Shows how far loading is, seldom enough to take no time from it. Raises _Closed where the window is closed."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._due_s = time.perf_counter() + LOADING_S

    def __call__(self, part: float, what: str) -> None:
        if self._window.poll().closed:
            raise _Closed
        if time.perf_counter() < self._due_s:
            return
        self._window.show(loading(self._window.interface_size, part, what))
        self._due_s = time.perf_counter() + LOADING_S


def _open_source(options: Options, classifier: Path | None) -> tuple[Source, bool, str]:
    """Where sights come from, whether the body in them plays, and what to remark; decided before a window opens.

    Raises UserError for what was asked for and cannot be.
    """
    if options.replay is not None:
        recording = read_recording(options.replay)
        networks = load_move_networks(classifier, MOVES)
        reader = BodyReader(*networks, profile=options.profile, pair=bool(recording.mates))
        return ReplaySource(ReplayControl(recording, reader)), True, ""
    if options.camera == "none":
        return NoSource(), False, ""
    cabinet = options.command == "cabinet"
    camera, search, remark = options.camera, None, ""
    if camera is not None:
        check_source(camera)
    elif not cabinet:  # a cabinet's vision takes the first webcam there is, whenever it comes
        camera = _webcam_name()
        if camera is None:
            camera, search = "demo", _webcam_name
            remark = "No webcam answers: the keyboard plays until one is plugged in. B: the demo does."
    model = missing = None
    try:
        model = pose_model(options.pose_model)
    except UserError as problem:
        if options.pose_model is not None:
            raise
        model = missing = folder_to_fill(fetched()) / BUNDLE  # vision takes it up once it is there
        remark = f"{problem} Until then the keyboard plays."
    if classifier is None and not remark:
        remark = f"{CLASSIFIER} is missing, so only jumps and glances are seen; install the game again."
    faces = face_model() if options.command == "gaze" else find_face_model()
    if faces is None and not remark:
        tell(NO_FACES)
    spec = replace(asked_vision(options, classifier or CLASSIFIER), camera=camera, model=model, faces=faces)
    deaf = not cabinet and (search is not None or missing is not None)
    return VisionSource(VisionProcess(spec), remark, deaf, search), not deaf, remark


def _webcam_name() -> str | None:
    number = find_webcam()
    return None if number is None else str(number)
