"""What a player or an exhibitor sets once: each setting with its default, what it may be, and words for people.

`game/settings_file.py` reads and writes them; the command line wins over them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from ipaddress import IPv4Address, IPv6Address
from types import MappingProxyType
from typing import Any, Final, Literal, get_args
from urllib.parse import urlsplit

from game.arguments import window_size
from game.body.profile import CHOICES as PROFILES
from game.body.profile import Choice
from game.errors import UserError
from game.governor import CHOICES as QUALITIES
from game.governor import QualityChoice
from game.screen import RENDERERS, RendererChoice
from game.toml_lines import written

Check = Callable[[Any], Any]
"""Returns the value to take. Raises ValueError, whose message completes "… must be"."""
LanguageChoice = Literal["auto", "en", "pt", "mi"]
LANGUAGES: Final[tuple[LanguageChoice, ...]] = get_args(LanguageChoice)
"""What `language` may be; "auto" is the system's, where the game speaks it, else English."""
CourseChoice = Literal["day", "new"]
Turn = Literal[0, 90, 180, 270]


def _said(check: Check, about: str) -> Mapping[str, Any]:
    return MappingProxyType({"check": check, "about": about})


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def _one_of(*choices: Any) -> Check:
    def check(value: Any) -> Any:
        if isinstance(value, bool) or value not in choices:
            raise ValueError(f"one of {', '.join(written(choice) for choice in choices)}")
        return value

    return check


def _whole(least: int, most: int) -> Check:
    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError(f"a whole number from {least} to {most}")
        return value

    return check


def _text(most: int, what: str = "a text") -> Check:
    def check(value: Any) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)  # a webcam's number, a name that is a year
        if not isinstance(value, str) or len(value) > most or not value.isprintable():
            raise ValueError(f"{what} in quotes, of at most {most} plain characters")
        return value.strip()

    return check


def _matching(pattern: str, what: str) -> Check:
    form = re.compile(pattern)

    def check(value: Any) -> str:
        if not isinstance(value, str) or (value and not form.fullmatch(value)):
            raise ValueError(f'{what}, or ""')
        return value

    return check


def _size(value: Any) -> str:
    try:
        wide, high = window_size(value)
    except Exception:  # argparse's own error, or no text at all
        raise ValueError('a size from "320x240" to "7680x4320"') from None
    return f"{wide}x{high}"


def database_url(value: Any) -> str:
    """A PostgreSQL address, or "" for none. Raises ValueError for anything else."""
    wanted = 'a PostgreSQL address such as "postgresql://huia:word@server/huia", or ""'
    if value == "":
        return ""
    if not isinstance(value, str) or len(value) > 500 or not value.isprintable():
        raise ValueError(wanted)
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("postgresql", "postgres") and len(parts.path) > 1 and (parts.port or 1) > 0
    except ValueError:
        good = False
    if not good:
        raise ValueError(wanted)
    return value


_LABEL: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


def osc_address(value: Any) -> str:
    """HOST:PORT that OSC messages go to, or "" for none. Raises ValueError for what makes no sense."""
    if value == "":
        return ""
    wanted = 'HOST:PORT such as "127.0.0.1:9000", or ""'
    if not isinstance(value, str) or len(value) > 260:
        raise ValueError(wanted)
    host, _, port = value.rpartition(":")
    if not re.fullmatch(r"[0-9]{1,5}", port) or not 1 <= int(port) <= 65535:
        raise ValueError(wanted)
    try:
        if host[:1] == "[" and host[-1:] == "]":
            if IPv6Address(host[1:-1]).is_unspecified:
                raise ValueError
        elif re.fullmatch(r"[0-9.]+", host):
            if IPv4Address(host).is_unspecified or host == "255.255.255.255":
                raise ValueError
        elif not all(_LABEL.fullmatch(part) for part in host.split(".")):
            raise ValueError
    except ValueError:
        raise ValueError(wanted) from None
    return value


_KEY: Final = _matching(r"[ -~]{1,20}", 'a key\'s name such as "5", "c" or "f5"')
_CLOCK: Final = _matching(r"([01][0-9]|2[0-3]):[0-5][0-9]", 'a time of day such as "22:00"')


@dataclass(frozen=True, slots=True)
class CameraSettings:
    """What sees the player."""

    source: str = field(
        default="",
        metadata=_said(
            _text(400), 'webcam number or device, video file, picture folder, "demo" or "none"; "": the first webcam'
        ),
    )
    mirrored: bool = field(
        default=False, metadata=_said(_truth, "the camera mirrors its picture; set it right before reading")
    )
    rotate: Turn = field(default=0, metadata=_said(_one_of(0, 90, 180, 270), "turn the picture clockwise, degrees"))


@dataclass(frozen=True, slots=True)
class PlayerSettings:
    """Who plays."""

    profile: Choice = field(default="auto", metadata=_said(_one_of(*PROFILES), "how you play: " + ", ".join(PROFILES)))
    course: CourseChoice = field(
        default="day",
        metadata=_said(
            _one_of("day", "new"), '"day": the same course for all until midnight; "new": another each time'
        ),
    )
    gaze: str = field(
        default="",
        metadata=_said(_text(20), "the name under which huia gaze kept your eyes: they aim in place of your head"),
    )
    male: bool = field(default=False, metadata=_said(_truth, "play the male Huia, with the short beak"))


@dataclass(frozen=True, slots=True)
class SoundSettings:
    """What is heard."""

    volume: int = field(default=100, metadata=_said(_whole(0, 100), "of everything, percent"))
    mute: bool = field(default=False, metadata=_said(_truth, "no sound"))


@dataclass(frozen=True, slots=True)
class PictureSettings:
    """What is shown."""

    fullscreen: bool = field(default=False, metadata=_said(_truth, "F11 leaves it"))
    size: str = field(default="1280x720", metadata=_said(_size, "of the window"))
    quality: QualityChoice = field(
        default="auto",
        metadata=_said(_one_of(*QUALITIES), "how much is painted; auto paints less where poses or frames come late"),
    )
    renderer: RendererChoice = field(
        default="auto", metadata=_said(_one_of(*RENDERERS), "what puts pictures on the screen")
    )
    calm: bool = field(default=False, metadata=_said(_truth, "reduce flashing: no shake, no hit-stop, soft light"))
    language: LanguageChoice = field(
        default="auto", metadata=_said(_one_of(*LANGUAGES), "auto is the system's; en, pt, mi (te reo Māori)")
    )


@dataclass(frozen=True, slots=True)
class CabinetSettings:
    """An unattended machine (`huia cabinet`)."""

    name: str = field(
        default="Huia", metadata=_said(_text(24), "of this machine, beside its scores in the house's table")
    )
    display: int = field(default=0, metadata=_said(_whole(0, 15), "number of the display it fills; 0 is the first"))
    pin: str = field(
        default="",
        metadata=_said(
            _matching(r"[0-9]{4,8}", "4 to 8 digits in quotes"), 'opens the operator\'s page; "": a key held down does'
        ),
    )
    coin_key: str = field(default="", metadata=_said(_KEY, 'a coin adds a game; "" is free play'))
    start_key: str = field(default="", metadata=_said(_KEY, 'begins a game besides Enter; "": none'))
    quiet_from: str = field(
        default="", metadata=_said(_CLOCK, 'time of day from when it is silent and dark; "": never')
    )
    quiet_until: str = field(default="", metadata=_said(_CLOCK, 'and until when; may be on the next day; "": never'))
    memory_mb: int = field(
        default=2048, metadata=_said(_whole(256, 65536), "the supervisor starts the game again beyond this memory, MB")
    )
    pictures_mb: int = field(default=96, metadata=_said(_whole(32, 4096), "pictures kept ready to be shown, MB"))
    log_mb: int = field(default=20, metadata=_said(_whole(1, 1000), "all logs and crash reports together, MB"))


@dataclass(frozen=True, slots=True)
class HouseSettings:
    """Several cabinets with one table of best scores."""

    database: str = field(
        default="",
        metadata=_said(
            database_url, 'PostgreSQL, "postgresql://user:password@host/name"; "": scores stay on this machine'
        ),
    )


@dataclass(frozen=True, slots=True)
class OscSettings:
    """Messages for lights, sounds and robots."""

    address: str = field(
        default="", metadata=_said(osc_address, 'HOST:PORT that OSC messages go to, as "127.0.0.1:9000"; "": none')
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, section by section as in the file."""

    camera: CameraSettings = CameraSettings()
    player: PlayerSettings = PlayerSettings()
    sound: SoundSettings = SoundSettings()
    picture: PictureSettings = PictureSettings()
    cabinet: CabinetSettings = CabinetSettings()
    house: HouseSettings = HouseSettings()
    osc: OscSettings = OscSettings()


DEFAULTS: Final = Settings()


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of one setting. check: see `Check`. about: words for people."""

    default: Any
    check: Check
    about: str


@cache
def described() -> Mapping[str, Mapping[str, Described]]:
    """Every setting by section and key, in the order of the file."""
    return MappingProxyType(
        {
            part.name: {
                item.name: Described(item.default, item.metadata["check"], item.metadata["about"])
                for item in fields(getattr(DEFAULTS, part.name))
            }
            for part in fields(DEFAULTS)
        }
    )


def checked(section: str, key: str, value: Any) -> Any:
    """The value as it is taken. Raises UserError if there is no such setting, or it may not be that."""
    known = described().get(section, {}).get(key)
    if known is None:
        raise UserError(f"there is no setting {section}.{key}")
    try:
        return known.check(value)
    except ValueError as wanted:
        raise UserError(f"{section}.{key} must be {wanted}") from None
