"""The settings on a screen, for keys, pad and a hand that dwells. On a cabinet they are the operator's, in the file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from game.controls.command import Command
from game.controls.intent import Intent
from game.modes.kit import Kit
from game.modes.look import Look
from game.modes.menu import Menu
from game.modes.mode import Mode
from game.modes.run import Run
from game.modes.transitions import STAY, Quit, ToAttract, ToGaze, Transition
from game.scene.drawing import DrawList
from game.scene.interface.setting import SettingsView, settings_page
from game.settings import LANGUAGES
from game.words import mark
from game.world.world import Course

PATIENCE_S: Final = 90.0
"""Nobody touches anything for so long: back to the title."""


@dataclass(frozen=True, slots=True)
class Row:
    """One setting on the screen. values: what it may be set to, in order; names: what they are called there.

    at_once: it counts from now on; else from the next start.
    """

    section: str
    key: str
    label: str
    values: tuple[Any, ...]
    names: tuple[str, ...]
    at_once: bool = False


_SWITCH: Final = (False, True), (mark("off"), mark("on"))
ROWS: Final = (
    Row(
        "picture",
        "language",
        mark("Language"),
        LANGUAGES,
        (mark("the system's"), "English", "Português", "te reo Māori"),
        True,
    ),
    Row("sound", "volume", mark("Volume"), tuple(range(0, 101, 10)), tuple(f"{n} %" for n in range(0, 101, 10)), True),
    Row("sound", "mute", mark("No sound"), *_SWITCH, True),
    Row("picture", "calm", mark("Less flashing"), *_SWITCH, True),
    Row(
        "player",
        "course",
        mark("Course"),
        ("day", "new"),
        (mark("the same all day"), mark("a new one each time")),
        True,
    ),
    Row(
        "camera",
        "source",
        mark("Camera"),
        ("", "0", "1", "2", "3", "demo", "none"),
        (mark("the first webcam"), "0", "1", "2", "3", mark("virtual player"), mark("none: keys play")),
    ),
    Row("camera", "mirrored", mark("Camera mirrors its picture"), *_SWITCH),
    Row("camera", "rotate", mark("Turn the camera's picture"), (0, 90, 180, 270), ("0°", "90°", "180°", "270°")),
    Row(
        "player",
        "profile",
        mark("How you play"),
        ("auto", "standing", "seated", "left-arm", "right-arm", "child"),
        (mark("as seen"), mark("standing"), mark("seated"), mark("left arm"), mark("right arm"), mark("child")),
    ),
    Row("player", "male", mark("Huia"), (False, True), (mark("female, long bill"), mark("male, short bill"))),
    Row(
        "picture",
        "quality",
        mark("Picture"),
        ("auto", "low", "high"),
        (mark("as fast as needed"), mark("simple"), mark("all")),
    ),
    Row("picture", "fullscreen", mark("Full screen"), *_SWITCH),
    Row(
        "player",
        "gaze",
        mark("What aims"),
        ("", "player"),
        (mark("the head"), mark("the eyes, kept in the gaze lab")),
    ),
)
"""The settings a player may want to change; all of them are in the file."""
LAB: Final = mark("The gaze lab")
"""The last row opens it."""


class Setting(Mode):
    """Up and down choose a setting, left and right change it; Esc leads to the title."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, Run(kit.seed, Course.PRACTICE, kit.calm))
        self._at = 0
        self._menu = self._tiles()

    def step(self, intent: Intent) -> Transition:
        """One step: the bird waits in its clearing; a hand may choose."""
        self.run.step(Intent(face=intent.face, present=intent.present))
        return self._do(self._menu.step(intent))

    def command(self, command: Command) -> Transition:
        """Up and down choose, left and right change, OK changes, too; Back leaves."""
        tiles = {
            Command.UP: "up",
            Command.DOWN: "down",
            Command.LEFT: "less",
            Command.RIGHT: "more",
            Command.OK: "more",
            Command.BACK: "done",
        }
        if command is Command.QUIT:
            return Quit()
        return self._do(tiles.get(command))

    def draw(self, fraction: float, look: Look) -> DrawList:
        """The rows over the clearing."""
        say, row = self.kit.say, ROWS[min(self._at, len(ROWS) - 1)]
        note = say("counts from now on" if row.at_once else "counts from the next start")
        if self._at == len(ROWS):  # the gaze lab is no setting
            note = ""
        elif not all(self._offered(row, value) for value in row.values):
            note = say("keep your eyes in the gaze lab first")
        rows = tuple((say(row.label), self._value(row)) for row in ROWS)
        if self.kit.gaze is not None:
            rows = (*rows, (say(LAB), say("open")))
        view = SettingsView(say("Settings"), rows, self._at, note, self._menu.view, say(self.kit.preferences.problem))
        return self.run.draw(self.kit, fraction, look) + settings_page(look.size, view)

    def _do(self, choice: str | None) -> Transition:
        match choice:
            case "up" | "down":
                count = len(ROWS) + (self.kit.gaze is not None)
                self._at = (self._at + (1 if choice == "down" else -1)) % count
            case "less" | "more" if self._at == len(ROWS) and self.kit.gaze is not None:
                return ToGaze(self.kit, self.kit.gaze, guest=True)
            case "less" | "more":
                self._change(ROWS[self._at], 1 if choice == "more" else -1)
            case "done":
                return ToAttract(self.kit.next())
        if choice is not None:
            self._cues.append("count")
        return STAY

    def _change(self, row: Row, by: int) -> None:
        """The next or previous value of a setting; whatever can, counts at once."""
        now = self._now(row)
        at = row.values.index(now) if now in row.values else 0
        value = row.values[(at + by) % len(row.values)]
        if not self._offered(row, value):
            return
        preferences = self.kit.preferences
        preferences.change(row.section, row.key, value)
        settings = preferences.now
        self.kit = replace(
            self.kit,
            calm=settings.picture.calm,
            daily=settings.player.course == "day",
            say=preferences.say,
        )
        if row.key == "language":
            self._menu = self._tiles()

    def _offered(self, row: Row, value: Any) -> bool:
        """Whether a value may be chosen: eyes aim only for a player whom the gaze lab has kept."""
        if row.key != "gaze" or not value:
            return True
        return self.kit.gaze is not None and value in self.kit.gaze.drawer.names()

    def _value(self, row: Row) -> str:
        now = self._now(row)
        return self.kit.say(row.names[row.values.index(now)]) if now in row.values else str(now)

    def _now(self, row: Row) -> Any:
        return getattr(getattr(self.kit.preferences.now, row.section), row.key)

    def _tiles(self) -> Menu:
        choices = (("up", "↑"), ("down", "↓"), ("less", "←"), ("more", "→"), ("done", self.kit.say("Done")))
        return Menu(choices, at=4, default=4, patience_s=PATIENCE_S)
