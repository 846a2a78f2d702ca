"""Attends to an unattended machine, frame by frame: keys that count, coins, quiet hours, the operator's page, the day
book, and signs of life for the supervisor. It is handed everything it needs; `game/live.py` asks it.
"""

from __future__ import annotations

import multiprocessing
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np

from game.cabinet.daybook import DayBook, Played
from game.cabinet.heart import Heart
from game.cabinet.hours import is_quiet
from game.cabinet.operator import ROWS, OperatorPage, Row, Wish
from game.cabinet.pulse import LEAVE_EXIT, RESTART_EXIT, SHUTDOWN_EXIT, Pulse, Watchers
from game.controls.command import Command
from game.errors import UserError, reason
from game.eventlog import EventLog
from game.modes.around import camera
from game.modes.kit import Kit
from game.modes.look import Look
from game.modes.mode import Mode
from game.modes.play import Play
from game.modes.results import Results
from game.scene.drawing import DrawList
from game.scene.interface.operator import OperatorView, Part, coins, operator_page, pin_question, resting
from game.screen.inputs import WindowInput
from game.settings import CabinetSettings
from game.settings_file import write_setting
from game.sitting import Sitting
from game.timings import resident_mb
from game.tuning import TIMING
from game.verdicts import Check, distance_check, flow_check, light_check
from game.words import ENGLISH, Words

MOST_CREDITS: Final = 99
SLOW_S: Final = 1.0
"""How often what changes slowly is looked at: the time of day, the memory."""
FREE_MB: Final = 200
"""With less free disk space the operator is warned: logs, scores and the day book need room."""


@dataclass(frozen=True, slots=True)
class Machine:
    """How the machine is doing, in figures of the frame loop. sound: empty, or why nothing is heard.

    camera_fps: frames the camera really gave in the last seconds, 0 if unknown; skipped: the part vision did not read.
    """

    fps: float = 0.0
    p99_ms: float = 0.0
    latency_ms: float = 0.0
    pictures: str = ""
    sound: str = ""
    camera_fps: float = 0.0
    skipped: float = 0.0


class Attendant:
    """Attends to one game of a cabinet.

    settings: the cabinet's. page: the operator's. book: of the day's plays. heart: None without a supervisor.
    keys_play: there is no camera, so the keyboard plays. settings_file: keeps volume and quality, None: nothing does.
    wall: the time of day. data: a folder, which may not exist yet, on the disk that scores are written to.
    """

    def __init__(
        self,
        settings: CabinetSettings,
        page: OperatorPage,
        book: DayBook,
        heart: Heart | None = None,
        keys_play: bool = False,
        settings_file: Path | None = None,
        wall: Callable[[], datetime] = datetime.now,
        data: Path | None = None,
    ) -> None:
        self.settings = settings
        self.page = page
        self.exit_code = 0
        self.asleep = False
        self.credits = 0 if heart is None else min(MOST_CREDITS, heart.watchers.credits)
        self._book = book
        self._heart = heart
        self._keys_play = keys_play
        self._settings_file = settings_file
        self._wall = wall
        self._data = data
        self._plays = _Plays()
        self._slow_s = float("-inf")
        self._memory_mb = 0.0
        self._look: Look | None = None
        self._frames = 0
        self._vision_restarts = 0

    @property
    def free(self) -> bool:
        """Whether a game costs nothing."""
        return not self.settings.coin_key

    def heed(self, heard: WindowInput, sitting: Sitting, t_s: float) -> tuple[WindowInput, tuple[Wish, ...]]:
        """Input of a frame, less what does not count on a cabinet; and what the operator wants."""
        wishes = self.page.hear(heard.held, heard.pressed, heard.commands, t_s)
        for wish in wishes:
            self._grant(wish, sitting)
        commands = [Command.QUIT] if heard.closed else []
        self.credits = min(MOST_CREDITS, self.credits + _presses(self.settings.coin_key, heard))
        self._allow(sitting)
        asked = Command.START in heard.commands or _presses(self.settings.start_key, heard) > 0
        playing = isinstance(sitting.director.mode, Play)
        if asked and not playing and not self.page.shown and not self.asleep:
            commands.append(Command.START)
        mine = self._keys_play and not self.page.shown
        held = heard.held if mine else frozenset()
        pads = () if self.page.shown else heard.pads
        return WindowInput(tuple(commands), held, pads, heard.closed), wishes

    def attend(self, sitting: Sitting, now_s: float, sight_age_s: float | None, notice: str, restarts: int = 0) -> None:
        """A frame has been played. restarts: of vision, because it ended or hung."""
        self._vision_restarts = restarts
        self._frames += 1
        mode = sitting.director.mode
        ended, begun = self._plays.see(mode, sitting.log)
        if begun and not self.free:
            self.credits = max(0, self.credits - 1)
        if ended is not None:
            self._book.add(self._today, ended)
        self._allow(sitting)
        if now_s - self._slow_s >= SLOW_S:
            self._slow_s = now_s
            # The operator's page wakes it, so that every part can be tested.
            self.asleep = self._quiet and not self.page.open and not isinstance(mode, Play | Results)
            if self.page.open:
                self._memory_mb = _memory_mb()
        if self._heart is not None and self._heart.due(now_s):
            self._memory_mb = _memory_mb()
            name = "asleep" if self.asleep else type(mode).__name__.lower()
            pulse = Pulse(
                self._frames, round(self._memory_mb, 1), sight_age_s, name, restarts, notice[:200], self.credits
            )
            self._heart.beat(now_s, pulse)

    def over(self, drawing: DrawList, look: Look, kit: Kit, machine: Callable[[], Machine]) -> DrawList:
        """The picture with what the cabinet shows over it, or instead of it. machine: asked where the page is open."""
        if self.page.open:
            return operator_page(look.size, self._view(look, kit, machine()), kit.say)
        if self.page.digits is not None:
            return [*drawing, *pin_question(look.size, self.page.digits, len(self.settings.pin), kit.say)[1:]]
        if self.asleep:
            return resting(look.size)
        if self.free or isinstance(self._plays.mode, Play):
            return drawing
        return [*drawing, *coins(look.size, self.credits, kit.say)]

    @property
    def _quiet(self) -> bool:
        return is_quiet(self._wall().time(), self.settings.quiet_from, self.settings.quiet_until)

    @property
    def _today(self) -> str:
        return self._wall().strftime("%Y-%m-%d")

    def _allow(self, sitting: Sitting) -> None:
        """Say whether a game may begin."""
        sitting.director.may_play = (self.free or self.credits > 0) and not self.page.shown

    def _grant(self, wish: Wish, sitting: Sitting) -> None:
        """Do what the operator wants, as far as it is not the frame loop's to do."""
        codes = {Row.LEAVE: LEAVE_EXIT, Row.RESTART: RESTART_EXIT, Row.SHUTDOWN: SHUTDOWN_EXIT}
        if wish.row in codes:
            self.exit_code = codes[wish.row]
            sitting.director.command(Command.QUIT)
        elif self._settings_file is not None:
            try:
                if wish.row is Row.VOLUME:
                    write_setting(self._settings_file, "sound", "volume", wish.volume)
                elif wish.row is Row.QUALITY:
                    write_setting(self._settings_file, "picture", "quality", wish.quality)
            except UserError:  # it holds until the next start at least
                pass

    def _view(self, look: Look, kit: Kit, machine: Machine) -> OperatorView:
        say = kit.say
        told = self._heart.watchers if self._heart is not None else Watchers()
        up = _span(time.time() - told.since_s, say) if told.since_s else say("no supervisor")
        values = {Row.VOLUME: f"{self.page.volume} %", Row.QUALITY: say(self.page.quality)}
        facts = [
            (say("plays today"), f"{self._book.plays(self._today)}"),
            (say("running for"), up),
            (say("game restarts"), f"{told.restarts}"),
            (say("vision restarts"), f"{self._vision_restarts}"),
            (say("frames a second"), f"{machine.fps:.0f}, p99 {machine.p99_ms:.0f} ms"),
            (say("camera to screen"), f"{machine.latency_ms:.0f} ms"),
            (say("memory"), f"{self._memory_mb:.0f} MB"),
        ]
        if self._quiet:
            facts.insert(0, (say("quiet hours"), f"{self.settings.quiet_from} – {self.settings.quiet_until}"))
        if look.sight is not None and look.sight.frames:
            facts.insert(-1, (say("a pose takes"), f"{look.sight.inference_s * 1e3:.0f} ms"))
        return OperatorView(
            head=say("{cabinet}: for the operator", cabinet=self.settings.name),
            rows=tuple((say(row.value), values.get(row, "")) for row in ROWS),
            chosen=self.page.chosen,
            sure=self.page.sure,
            facts=tuple(facts),
            parts=(*self.parts(look, machine, say), _scores_part(kit), _last_error(told.last, say)),
            camera=camera(kit, look),
        )

    def parts(self, look: Look, machine: Machine, say: Words = ENGLISH) -> tuple[Part, ...]:
        """Every part of the machine, tested by what it does now."""
        found = [_camera_part(look, machine, self._keys_play, say), _vision_part(look, machine, say)]
        sight = look.sight
        if sight is not None and sight.picture is not None and sight.camera.state == "ok":
            light = light_check([np.ascontiguousarray(sight.picture[..., ::-1])], say)
            found.append(Part(say("light"), light.verdict, light.fix or light.found))
            if sight.reading.pose is not None:
                place = distance_check([sight.reading.pose], say)
                found.append(Part(say("distance"), place.verdict, place.fix or place.found))
            else:
                found.append(Part(say("distance"), "fair", say("stand where players stand, and look here again")))
        found.append(Part(say("picture"), "good", f"{look.size[0]}x{look.size[1]}, {say(machine.pictures)}"))
        found.append(
            Part(say("sound"), "bad" if machine.sound else "good", say(machine.sound) or say("a device plays"))
        )
        found.append(self._disk(say))
        return tuple(found)

    def _disk(self, say: Words) -> Part:
        try:
            data = self._data or Path.home()
            place = next(folder for folder in (data, *data.absolute().parents) if folder.exists())
            free_mb = shutil.disk_usage(place).free >> 20
        except OSError as problem:
            return Part(say("disk"), "bad", say("cannot be looked at ({why})", why=say(reason(problem))))
        return Part(say("disk"), "good" if free_mb >= FREE_MB else "bad", say("{mb} MB free", mb=say.number(free_mb)))


def _presses(key: str, heard: WindowInput) -> int:
    """How often a key of the settings went down; quick ones may do so more than once in a frame."""
    return heard.pressed.count(key) if key else 0


def _memory_mb() -> float:
    """What the game and its vision hold."""
    children = multiprocessing.active_children()
    return resident_mb() + sum(resident_mb(child.pid) for child in children if child.pid)


class _Plays:
    """Notices plays as they begin and end. mode: the one that is on."""

    def __init__(self) -> None:
        self.mode: Mode | None = None
        self._before: tuple[int, int, dict[str, int]] = (0, 0, {})

    def see(self, mode: Mode, log: EventLog) -> tuple[Played | None, bool]:
        """The play that ended with this frame, if any, and whether one began."""
        before, self.mode = self.mode, mode
        if mode is before:
            return None, False
        ended = None
        if isinstance(before, Play) and before.run.now.step:
            jumps, hadoukens, moves = self._before
            ended = Played(
                before.run.now.step * TIMING.step_s,
                before.score if isinstance(mode, Results) else None,
                log.jumps - jumps,
                log.hadoukens - hadoukens,
                {name: count - moves.get(name, 0) for name, count in log.moves.items() if count > moves.get(name, 0)},
            )
        if isinstance(mode, Play):
            self._before = log.jumps, log.hadoukens, dict(log.moves)
        return ended, isinstance(mode, Play)


def _scores_part(kit: Kit) -> Part:
    problem = kit.scores.problem
    kept = kit.say("kept; {n} today", n=len(kit.scores.table("today", 100)))
    return Part(kit.say("scores"), "bad" if problem else "good", kit.say(problem) or kept)


def _last_error(last: str, say: Words) -> Part:
    return Part(say("last error"), "fair" if last else "good", say(last) or say("no error"))


def _camera_part(look: Look, machine: Machine, keys_play: bool, say: Words) -> Part:
    sight, name = look.sight, say("camera")
    if keys_play:
        return Part(name, "fair", say("none was asked for: the keyboard plays"))
    if sight is None:
        return Part(name, "fair", say(look.notice) or say("vision is starting"))
    if sight.camera.state != "ok":
        return Part(name, "bad", say(sight.camera.sentence) or say("nothing seen yet"))
    if not machine.camera_fps:
        return Part(name, "fair", say("nothing seen yet"))
    check, _ = flow_check(machine.camera_fps, machine.skipped, sight.size, say)
    return Part(name, check.verdict, _told(check))


def _told(check: Check) -> str:
    """What was found, and what to do about it."""
    return f"{check.found}; {check.fix}" if check.fix else check.found


def _vision_part(look: Look, machine: Machine, say: Words) -> Part:
    sight, name = look.sight, say("vision")
    if sight is None:
        return Part(name, "fair", say("nothing seen yet"))
    if sight.trouble:
        return Part(name, "bad", say(sight.trouble))
    if machine.camera_fps:
        _, check = flow_check(machine.camera_fps, machine.skipped, sight.size, say)
        if check.verdict != "good":
            return Part(name, check.verdict, _told(check))
    seen = say("somebody in view") if sight.reading.pose is not None else say("nobody in view")
    return Part(name, "good", say("{seen}; a pose takes {ms} ms", seen=seen, ms=round(sight.inference_s * 1e3)))


def _span(seconds: float, say: Words = ENGLISH) -> str:
    """Days, hours and minutes."""
    minutes = max(0, int(seconds // 60))
    days, hours = divmod(minutes // 60, 24)
    if days:
        return say("{d} d {h} h {min} min", d=days, h=hours, min=minutes % 60)
    return say("{h} h {min} min", h=hours, min=minutes % 60)
