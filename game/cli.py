"""The command line: what may be asked of `huia`, checked before anything heavy is imported."""

from __future__ import annotations

from argparse import SUPPRESS, BooleanOptionalAction
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from game import __version__
from game.arguments import (
    Parser,
    existing_file,
    from_zero,
    new_file,
    new_file_of,
    new_folder,
    pose_model_option,
    positive,
    seed,
    window_size,
)
from game.body.profile import CHOICES, Choice
from game.controls.seats import SECONDS, Second
from game.errors import UserError
from game.governor import CHOICES as QUALITY_CHOICES
from game.governor import QualityChoice
from game.osc import HERE
from game.places import CHECKOUT, scores_file, settings_file
from game.screen import RENDERERS, RendererChoice
from game.settings import DEFAULTS, LANGUAGES, LanguageChoice, Settings
from game.settings_file import read_settings

Command = Literal["play", "practice", "free", "teach", "gaze", "settings", "cabinet", "doctor"]

_WHAT: dict[Command, str] = {
    "play": "the game: an endless path, things to jump and things to hit (default)",
    "practice": "a clearing, your skeleton, the eight poses and how sure Huia is of each",
    "free": "the Huia follows your arms, nothing can go wrong",
    "teach": "show the Huia a pose of your own for ten seconds; --list and --forget manage them",
    "gaze": "look at a target; the Huia learns on this machine where you look; --list and --forget manage that",
    "settings": "camera, sound, picture and language on a screen, kept in a file (F5 on the title)",
    "cabinet": "full screen and unattended: waits for somebody, plays, waits again",
    "doctor": "test camera, models, speed, light and distance, and say what to do",
}


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked. Sizes in pixels, times in seconds; see `huia --help` for each.

    settings: as the file has them; where an option says the same thing, the option is what counts.
    settings_file: where a changed setting is kept, None where nothing is.
    """

    command: Command = "play"
    camera: str | None = None
    mirrored: bool = False
    rotate: int = 0
    profile: Choice = "auto"
    record: Path | None = None
    replay: Path | None = None
    headless: bool = False
    events: Path | None = None
    frames: int | None = None
    seconds: float | None = None
    timings: Path | None = None
    screenshot: Path | None = None
    screenshots: Path | None = None
    every_s: float = 5.0
    seed: int | None = None
    fullscreen: bool = False
    size: tuple[int, int] = (1280, 720)
    mute: bool = False
    volume: int = 100
    calm: bool = False
    quality: QualityChoice = "auto"
    renderer: RendererChoice = "auto"
    male: bool = False
    second: Second = "auto"
    pose_model: Path | None = None
    model: Path | None = None
    gaze: str | None = None
    pose_name: str | None = None
    list_poses: bool = False
    forget: str | None = None
    scores: Path | None = None
    osc: str = ""
    language: LanguageChoice = "auto"
    report: Path | None = None
    display: int = 0
    alone: bool = False
    supervised: bool = False
    moment: bool = False
    settings_file: Path | None = None
    settings: Settings = DEFAULTS


_MAKERS: Final = (
    "The makers' tools (capture, review, train, evaluate, trials, bench ...) are not part of the installed game.\n"
    + (
        "They lie in tools/ of its source distribution: unpack that and run python -m tools.NAME there."
        if CHECKOUT is None
        else f"Run python -m tools.NAME in {CHECKOUT}"
    )
)


def _parser(settings: Settings) -> Parser:
    """The parser, with what the settings say as its defaults. --camera is left to `parse`, for --replay's sake."""
    parser = Parser(
        prog="huia",
        description="An arcade game played with the body. Commands:\n"
        + "\n".join(f"  {name:9s} {what}" for name, what in _WHAT.items()),
        epilog=_MAKERS,
    )
    parser.add_argument("--version", action="version", version=f"huia {__version__}")
    parser.add_argument("command", nargs="?", default="play", choices=[*_WHAT], metavar="COMMAND")
    parser.add_argument(
        "--settings",
        type=existing_file,
        metavar="FILE",
        dest="settings_file",
        help=f"settings in place of {settings_file()}; --headless reads settings only where this names them",
    )
    _add_seeing(parser)
    _add_showing(parser)
    _add_playing(parser)
    _add_testing(parser)
    _apply(settings, parser)
    return parser


def _add_seeing(parser: Parser) -> None:
    """Options of camera, recordings and models."""
    see = parser.add_argument_group("what it sees")
    see.add_argument(
        "--camera",
        metavar="N|PATH|demo|demo-pair|none",
        help="webcam number or device, video file, picture folder, one or two virtual players, or keyboard only "
        "(default: the first webcam)",
    )
    see.add_argument(
        "--mirrored", action=BooleanOptionalAction, help="the camera mirrors its picture; set it right before reading"
    )
    see.add_argument("--rotate", type=int, default=0, choices=(0, 90, 180, 270), help="turn the picture clockwise")
    see.add_argument(
        "--profile",
        choices=CHOICES,
        default="auto",
        help="how you play; auto (the default) sees whether your hips or one hand are never in the picture",
    )
    see.add_argument(
        "--gaze", metavar="NAME", help="your eyes, kept under this name in huia gaze, aim in place of your head"
    )
    see.add_argument(
        "--record",
        type=new_file_of("a pose recording", lambda head: b'"huia-recording"' in head),
        metavar="FILE",
        help="write a pose recording: landmarks, no picture",
    )
    see.add_argument("--replay", type=existing_file, metavar="FILE", help="play a pose recording instead of a camera")
    pose_model_option(see)
    see.add_argument(
        "--model", type=existing_file, metavar="FILE.huia", help="another model, or FILE.tflite with its card"
    )


def _add_showing(parser: Parser) -> None:
    """Options of window, sound and lights."""
    show = parser.add_argument_group("what it shows")
    show.add_argument(
        "--size", type=window_size, default=(1280, 720), metavar="WxH", help="window size (default 1280x720)"
    )
    show.add_argument("--fullscreen", action=BooleanOptionalAction, help="F11 leaves it")
    show.add_argument(
        "--quality",
        choices=QUALITY_CHOICES,
        default="auto",
        help="how much is painted; auto (the default) paints less where poses or frames come late",
    )
    show.add_argument(
        "--renderer",
        choices=RENDERERS,
        default="auto",
        help="what puts pictures on the screen; auto (the default) takes a graphics card where there is one",
    )
    show.add_argument("--mute", action=BooleanOptionalAction, help="no sound")
    show.add_argument("--volume", type=from_zero(int, 100), metavar="0..100", help="of everything, percent")
    show.add_argument("--language", choices=LANGUAGES, help="auto is the system's; en, pt, or mi: te reo Māori")
    show.add_argument("--calm", action=BooleanOptionalAction, help="reduce flashing: no shake, no hit-stop, soft light")
    show.add_argument("--male", action=BooleanOptionalAction, help="play the male Huia, with the short beak")
    show.add_argument(
        "--osc",
        nargs="?",
        const=HERE,
        metavar="HOST:PORT",
        help=f"tell lights and robots of moves and events, by Open Sound Control over UDP (alone: {HERE})",
    )


def _add_playing(parser: Parser) -> None:
    """Options of players, and those of single commands."""
    play = parser.add_argument_group("who plays")
    play.add_argument(
        "--second",
        choices=SECONDS,
        default="auto",
        help="what a second player holds; auto (the default) is the second gamepad that is picked up, or the first"
        " beside a body that plays; F2 changes it (a second body joins by itself)",
    )
    cabinet = parser.add_argument_group("cabinet")
    cabinet.add_argument(
        "--display", type=from_zero(int, 15), metavar="N", help="which display it fills (0: the first)"
    )
    cabinet.add_argument(
        "--alone", action="store_true", help="without the supervisor that starts the game again when it fails"
    )
    cabinet.add_argument("--supervised", action="store_true", help=SUPPRESS)  # the supervisor's own words
    cabinet.add_argument("--moment", action="store_true", help=SUPPRESS)
    doctor = parser.add_argument_group("doctor")
    doctor.add_argument("--report", type=new_file, metavar="FILE", help="write what was found for support: no pictures")
    teach = parser.add_argument_group("teach and gaze")
    teach.add_argument(
        "--name",
        metavar="NAME",
        dest="pose_name",
        help='of the pose to teach (default: "pose 1", …), or of the player whose gaze is kept (default: player)',
    )
    teach.add_argument("--list", action="store_true", dest="list_poses", help="list what is kept of this sort")
    teach.add_argument("--forget", metavar="NAME", help="forget one of these")


def _scores(text: str) -> Path:
    """An argparse type: a file for best scores. One with a database's name may be broken: the game mends that."""
    if text.endswith((".sqlite", ".db")):
        return new_file(text)
    return new_file_of("best scores", lambda head: head.startswith(b"SQLite format 3"))(text)


def _add_testing(parser: Parser) -> None:
    """Options for runs that are tested or measured."""
    test = parser.add_argument_group("testing and measuring")
    test.add_argument("--headless", action="store_true", help="no window and no wall clock: every frame, in order")
    test.add_argument(
        "--events", type=new_file, metavar="FILE", help="write each jump, hadouken, move and player as a JSON line"
    )
    test.add_argument(
        "--timings", type=new_file, metavar="FILE", help="write frame times, delays and memory (tools/bench.py)"
    )
    test.add_argument(
        "--scores",
        type=_scores,
        metavar="FILE",
        help=f"keep best scores here and not in {scores_file()}, and the virtual player's and a replay's, too",
    )
    test.add_argument("--frames", type=positive(int, 1e9), metavar="N", help="stop after N frames")
    test.add_argument("--seconds", type=positive(float, 1e7), metavar="S", help="stop after S seconds")
    test.add_argument("--screenshot", type=new_file, metavar="FILE", help="save the last frame as PNG")
    test.add_argument("--screenshots", type=new_folder, metavar="DIR", help="save a frame every --every seconds")
    test.add_argument("--every", type=positive(float, 1e6), default=5.0, metavar="S", dest="every_s")
    test.add_argument("--seed", type=seed, metavar="N", help="the same seed and input give the same world")


def _apply(settings: Settings, parser: Parser) -> None:
    """Make the settings the defaults of their options."""
    parser.set_defaults(
        mirrored=settings.camera.mirrored,
        rotate=settings.camera.rotate,
        profile=settings.player.profile,
        gaze=settings.player.gaze or None,
        male=settings.player.male,
        volume=settings.sound.volume,
        osc=settings.osc.address,
        language=settings.picture.language,
        mute=settings.sound.mute,
        fullscreen=settings.picture.fullscreen,
        size=window_size(settings.picture.size),
        quality=settings.picture.quality,
        renderer=settings.picture.renderer,
        calm=settings.picture.calm,
        display=settings.cabinet.display,
    )


def asked(arguments: Sequence[str]) -> tuple[Options, tuple[str, ...]]:
    """Options from the words after `huia` and the player's settings, and a sentence for each setting left out.

    Without a window only settings that the words name are read: figures must not depend on whose machine it is.
    Raises UserError like `parse`.
    """
    first = parse(arguments)
    if first.settings_file is None and first.headless:
        return first, ()
    path = first.settings_file or settings_file()
    loaded = read_settings(path)
    return replace(parse(arguments, loaded.settings), settings_file=path), loaded.complaints


def watched(options: Options) -> bool:
    """Whether a supervisor watches over this game: over every cabinet that is to go on until it is left."""
    ends = options.headless or options.frames is not None or options.seconds is not None
    return options.command == "cabinet" and not (ends or options.alone or options.supervised or options.moment)


def parse(arguments: Sequence[str], settings: Settings = DEFAULTS) -> Options:
    """Options from the words after `huia`, and from settings where they say nothing.

    Raises UserError for what cannot be; exits only for --help.
    """
    options = Options(**vars(_parser(settings).parse_args(arguments)), settings=settings)
    if options.replay is not None and options.camera is not None:
        raise UserError("--replay takes the camera's place; leave out --camera")
    if options.replay is not None and options.record is not None:
        raise UserError("--record with --replay would only copy the file; leave one out")
    if options.camera is None and options.replay is None and settings.camera.source:
        options = replace(options, camera=settings.camera.source)
    if options.camera == "":
        raise UserError("--camera needs a webcam's number, a path, demo or none; leave it out for the first webcam")
    if options.camera == "none" and options.record is not None:
        raise UserError("--record needs somebody to look at; choose another --camera than none")
    if options.command not in ("teach", "gaze") and (options.pose_name or options.list_poses or options.forget):
        raise UserError("--name, --list and --forget belong to huia teach and huia gaze")
    if options.command == "gaze" and (options.replay is not None or options.record is not None):
        raise UserError("huia gaze looks at eyes, which pose recordings do not hold; leave out --replay and --record")
    if options.command == "gaze" and options.camera == "none":
        raise UserError("huia gaze needs a camera near your face; choose another --camera than none")
    if options.command != "doctor" and options.report is not None:
        raise UserError("--report belongs to huia doctor")
    if options.screenshot is not None and options.screenshot.suffix.lower() != ".png":
        raise UserError(f"--screenshot {options.screenshot} must end in .png")
    return options
