"""The capture window: joins camera, sitting, data set, sound and screen. The only part of capturing with a clock."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

from game.body.datasets import Sample
from game.body.pose import Pose
from game.body.skeleton import draw
from game.clock import FramePacer
from game.controls.command import Command
from game.errors import UserError
from game.places import cache
from game.scene.drawing import DrawList, Pixels
from game.screen.audio import Audio
from game.screen.display import display_available
from game.screen.inputs import WindowInput
from game.screen.window import Window
from game.vision.sight import Sight
from game.vision.worker import VisionProcess
from tools.capturing import screen as capture_screen
from tools.capturing.poser import LOOP_FPS, pose_loop
from tools.capturing.screen import CaptureView, Thumb
from tools.capturing.sitting import CaptureSitting, ShotPlan
from tools.capturing.taking import Options, new_sample, usable, vision
from tools.collecting.dataset import Capture, aside, plain
from tools.collecting.next_step import next_step
from tools.collecting.pictures import PictureFolder

FPS: Final = 30.0
STALE_S: Final = 1.0
"""A sight older than this is not what stands before the camera now."""
GOAL: Final = 40
"""Samples of a class by one person that make a good start: training was measured with 40."""
FLASH_S: Final = 0.35
MESSAGE_S: Final = 4.0
_MOST_NAME: Final = 40
_CUES: Final = {"count": "count", "shutter": "shutter", "waiting": "empty", "next": "chosen", "done": "best"}


def run(options: Options) -> int:
    """Open the window and capture until somebody leaves; returns the exit code."""
    if not display_available():
        raise UserError("There is no display here; capture with --headless --label NAME --count N.")
    spec = vision(options, realtime=True)
    with Capture(options.data) as data:
        desk = CaptureDesk(options, data)
        window = Window(title="Huia capture")
        audio = Audio(options.mute, cache())
        try:
            with VisionProcess(spec) as seeing:
                pacer = FramePacer(FPS)
                start_s = pacer.wait()
                while not desk.ended:
                    now_s = pacer.wait()
                    health, heard = seeing.poll(now_s), window.poll()
                    if Command.MUTE in heard.commands and not desk.typing:
                        audio.muted = not audio.muted
                    drawing = desk.frame(
                        now_s - start_s, heard, seeing.latest(), now_s, health.sentence, window.interface_size
                    )
                    for cue in desk.cues():
                        audio.cue(cue)
                    window.show(drawing)
        finally:
            desk.close()
            audio.close()
            window.close()
        print(f"{data.added} samples added to {options.data}, {len(data.samples)} in all")
        if data.samples:
            print(next_step(options.data))
    return 0


class CaptureDesk:
    """All the window does, given what came in: call `frame` once a frame, then play `cues()` and show what it returns.

    Times: t_s of the sitting, now_s of the clock that sights were captured by.
    """

    def __init__(self, options: Options, data: Capture) -> None:
        self.sitting = CaptureSitting(ShotPlan(options.labels, options.every_s, options.shots), options.label)
        self.person = options.person
        self.ended = False
        self._session = options.session
        self._data = data
        self._pictures = PictureFolder(options.keep_pictures)
        self._held: frozenset[str] = frozenset()
        self._asking: str | None = None
        self._message, self._message_s = "", -MESSAGE_S
        self._shot_s = -1.0
        self._cues: list[str] = []
        self._thumb_px = 0
        self._thumbs: list[Thumb] = []
        self._painter = ThreadPoolExecutor(1, "guide")
        self._loops: dict[str, Future[tuple[Pixels, ...]]] = {}

    @property
    def typing(self) -> bool:
        """Whether keys are letters of a name just now."""
        return self._asking is not None

    def close(self) -> None:
        """Stop painting the guide."""
        self._painter.shutdown(cancel_futures=True)

    def cues(self) -> tuple[str, ...]:
        """Names of the sounds that are due since the last call."""
        due, self._cues = tuple(self._cues), []
        return due

    def frame(
        self, t_s: float, heard: WindowInput, sight: Sight | None, now_s: float, sentence: str, size: tuple[int, int]
    ) -> DrawList:
        """Hear, capture, and draw. sentence: what is wrong with the vision process, "" when nothing is."""
        pressed, self._held = heard.held - self._held, heard.held
        if heard.closed:
            self.ended = True
        if self._asking is not None:
            self._type(pressed, t_s)
        else:
            self._obey(heard.commands, pressed, t_s)
        fresh = sight is not None and now_s - sight.captured_s < STALE_S
        pose = sight.reading.pose if sight is not None and fresh else None
        ready = pose is not None and usable(pose) and self._asking is None
        label = self.sitting.label  # a guided session moves on with the last shot of a label
        for news in self.sitting.step(t_s, ready):
            self._cues.append(_CUES[news])
            if news == "shutter" and sight is not None and pose is not None:
                self._take(label, pose, sight, t_s)
            elif news == "waiting":
                self._say("Nobody can be measured: step back until your shoulders are in view.", t_s)
            elif news == "done":
                self._say(f"The round is complete: {len(self._data.samples)} samples in {self._data.path.name}.", t_s)
        return capture_screen.screen(size, self._view(t_s, sight, pose, sentence, size))

    # --- what keys do -----------------------------------------------------------------------------------

    def _obey(self, commands: tuple[Command, ...], pressed: frozenset[str], t_s: float) -> None:
        for command in commands:
            if command is Command.UP:
                self.sitting.select(self.sitting.selected - 1, t_s)
            elif command is Command.DOWN:
                self.sitting.select(self.sitting.selected + 1, t_s)
            elif command is Command.BACK:
                if self.sitting.way in ("timer", "guided"):
                    self.sitting.stop()
                else:
                    self.ended = True
        for key in sorted(pressed):
            if key == "space":
                self.sitting.shoot()
            elif key == "t":
                self.sitting.timer(t_s)
            elif key == "g":
                self.sitting.guide(t_s)
            elif key in ("z", "backspace"):
                self._take_back(t_s)
            elif key == "n":
                self.sitting.stop()
                self._asking = ""
            elif key.isdecimal() and 0 < int(key) <= len(self.sitting.plan.labels):
                self.sitting.select(int(key) - 1, t_s)

    def _type(self, pressed: frozenset[str], t_s: float) -> None:
        name = self._asking or ""
        for key in sorted(pressed):
            if key in ("return", "enter"):
                if not name.strip():
                    self._asking = None
                    return
                try:
                    self.person, self._asking = plain(name, "The person"), None
                except UserError as problem:
                    self._say(str(problem), t_s)
                return
            if key == "escape":
                self._asking = None
                return
            if key == "backspace":
                name = name[:-1]
            elif key == "space":
                name += " "
            elif len(key) == 1 and len(name) < _MOST_NAME:
                name += key
        self._asking = name

    # --- what happens -----------------------------------------------------------------------------------

    def _take(self, label: str, pose: Pose, sight: Sight, t_s: float) -> None:
        sample = new_sample(self._data, label, self.person, self._session, pose)
        self._pictures.keep(sample, sight.picture)
        self._data.add(sample)
        self._shot_s = t_s
        if self._thumb_px:  # else the strip is about to be drawn from the data set
            self._thumbs = [self._thumb(sample), *self._thumbs][: capture_screen.MOST_THUMBS]

    def _take_back(self, t_s: float) -> None:
        sample = self._data.undo()
        if sample is None:
            self._say("Nothing was taken in this sitting that could be taken back.", t_s)
            return
        self._pictures.forget(sample)
        self.sitting.taken_back(sample.label, t_s)
        self._cues.append("back")
        self._thumb_px = 0  # the strip is drawn anew, with the sample before those shown
        self._say(f"Took back {sample.id}; it is kept in {aside(self._data.path, 'undone').name}.", t_s)

    def _say(self, message: str, t_s: float) -> None:
        self._message, self._message_s = message, t_s

    # --- what is shown ----------------------------------------------------------------------------------

    def _view(
        self, t_s: float, sight: Sight | None, pose: Pose | None, sentence: str, size: tuple[int, int]
    ) -> CaptureView:
        if (side := capture_screen.thumb_px(size)) != self._thumb_px:
            self._thumb_px = side
            self._thumbs = [self._thumb(s) for s in self._data.samples[: -capture_screen.MOST_THUMBS - 1 : -1]]
        every = self._data.counts()
        own = [sample.label for sample in self._data.samples if sample.person == self.person]
        labels, sitting = self.sitting.plan.labels, self.sitting
        trouble = sentence or ("" if sight is None else sight.camera.sentence or sight.trouble)
        notice = trouble
        if not notice and sight is not None and pose is None:
            notice = "Nobody in view" if sight.reading.people == 0 else "Come to the middle of the picture"
        return CaptureView(
            picture=None if sight is None else sight.picture,
            pose=pose,
            notice=notice,
            trouble=bool(trouble),
            labels=labels,
            selected=sitting.selected,
            counts=tuple((own.count(label), every[label]) for label in labels),
            goal=GOAL,
            person=self.person,
            session=self._session,
            file=_short(self._data.path),
            way=sitting.way,
            until_s=sitting.until_s(t_s),
            share=sitting.share(t_s),
            left=sitting.left,
            shots=sitting.plan.shots,
            thumbs=tuple(self._thumbs),
            figure=self._figure(labels[sitting.selected], t_s),
            flash=max(0.0, 1.0 - (t_s - self._shot_s) / FLASH_S) if t_s >= self._shot_s >= 0 else 0.0,
            asking=self._asking,
            message=self._message if t_s - self._message_s < MESSAGE_S else "",
        )

    def _thumb(self, sample: Sample) -> Thumb:
        pixels = draw(sample.pose, self._thumb_px)
        return Thumb(f"sample {sample.id} {self._thumb_px}", pixels, sample.label)

    def _figure(self, label: str, t_s: float) -> Pixels | None:
        """The virtual player in this pose, once a loop of it has been painted."""
        if label not in self._loops:
            self._loops[label] = self._painter.submit(pose_loop, label)
        loop = self._loops[label]
        if not loop.done() or not (pictures := loop.result()):
            return None
        return pictures[int(t_s * LOOP_FPS) % len(pictures)]


def _short(path: Path) -> str:
    """A path that fits a line: its last two parts."""
    return str(Path(*path.parts[-2:]))
