"""Plays what happened, the forest, and music that follows the game. No sound device is no error."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np
import pygame

from game.screen.bank import Bank
from game.screen.quiet import no_stderr
from game.screen.synth import RATE, Samples
from game.world.snapshot import WorldEvent, WorldEventKind

_LOOPS: Final = ("forest", "pad", "tune", "drums")
"""Each has its own channel, in this order; the others are for short sounds."""
_CHANNELS: Final = 24
_BUFFER: Final = 512  # 12 ms: a jump is heard with the frame that shows it
_SAME: Final = 3  # copies of one sound at a time: more only add up to noise
_GLIDE: Final = 0.025  # of the way to a loop's wanted volume each frame: about 0.7 s to most of it

_CUES: Final[dict[WorldEventKind, str]] = {
    "jump": "jump",
    "flap": "flap",
    "land": "land",
    "footstep": "footstep",
    "gather": "charge",
    "hadouken": "fire",
    "fizzle": "empty",
    "wave_hit": "impact",
    "wave_end": "fizzle",
    "knock": "knock",
    "thud": "thud",
    "stomp": "stomp",
    "hit": "hurt",
    "pickup": "pickup",
    "move": "flourish",
    "passed": "passed",
    "over": "over",
    "start": "start",
}
"""World event → sound."""
_HARD_MPS: Final = 6.0
"""A fall of two metres: the impact speed from which a landing or a thud is at its loudest."""
_FAMILIES: Final = {"footstep": 4, "pickup": 5, "call": 3, "knock": 3}
"""Sounds with several variants, taken in turn."""


class Audio:
    """All sound. Call `play` with each frame's events and `ambience` once a frame.

    folder: where made sounds are kept between starts. muted, effects and music (0..1) may be set at any time.
    status: empty, or why nothing is heard.
    """

    def __init__(self, mute: bool = False, folder: Path | None = None) -> None:
        self.muted = mute
        self.effects = 1.0
        self.music = 1.0
        self.status = ""
        self._turns = dict.fromkeys(_FAMILIES, 0)
        self._levels = dict.fromkeys(_LOOPS, 0.0)
        self._bank: Bank[pygame.mixer.Sound] | None = None
        with no_stderr():
            try:
                pygame.mixer.init(RATE, -16, 2, _BUFFER, allowedchanges=0)
            except pygame.error as error:
                self.status = f"No sound: {error}"
                return
        pygame.mixer.set_num_channels(_CHANNELS)
        self._bank = Bank(folder, _sound)
        self._bank.start()

    @property
    def ready(self) -> bool:
        """Whether every sound is made."""
        return self._bank is not None and self._bank.wait(0)

    def play(self, events: Iterable[WorldEvent]) -> None:
        """Play what happened in the world."""
        for event in events:
            cue = _CUES.get(event.kind)
            if cue is not None:
                soft = event.kind in ("land", "thud") and event.amount > 0
                self.cue(cue, min(1.0, 0.25 + event.amount / _HARD_MPS) if soft else 1.0)

    def cue(self, name: str, volume: float = 1.0) -> None:
        """Play one sound by name (see sounds.SOUNDS; families take turns). Unknown or unfinished ones are silent."""
        if name in _FAMILIES:
            turn = self._turns[name]
            self._turns[name] = (turn + 1) % _FAMILIES[name]
            name = f"{name} {turn}"
        sound = None if self.muted or self._bank is None else self._bank.get(name)
        if sound is None or sound.get_num_channels() >= _SAME:
            return
        # mixer.find_channel hands out reserved channels too (pygame-ce 2.5): look for a free one behind the loops'
        free = (pygame.mixer.Channel(n) for n in range(len(_LOOPS), _CHANNELS))
        channel = next((channel for channel in free if not channel.get_busy()), None)
        if channel is not None:
            channel.play(sound)
            channel.set_volume(volume * self.effects)  # playing resets it

    def ambience(self, intensity: float, playing: bool = True) -> None:
        """Once a frame: let forest and music drift to how tense the game is (0..1), or to rest when not playing."""
        if self._bank is None:
            return
        intensity = max(0.0, min(1.0, intensity))
        wanted = {
            "forest": 1.0 - 0.35 * intensity * playing,
            "pad": 0.85 * self.music,
            "tune": (0.55 + 0.45 * intensity) * self.music * playing,
            "drums": (0.0 if intensity < 0.15 else 0.35 + 0.65 * intensity) * self.music * playing,
        }
        self._begin_loops(self._bank)
        for n, name in enumerate(_LOOPS):
            target = 0.0 if self.muted else wanted[name]
            self._levels[name] += (target - self._levels[name]) * (0.3 if self.muted else _GLIDE)
            pygame.mixer.Channel(n).set_volume(self._levels[name])

    def close(self) -> None:
        """Silence, and let the device go."""
        if self._bank is not None:
            self._bank.stop()
            self._bank = None
            pygame.mixer.quit()

    def _begin_loops(self, bank: Bank[pygame.mixer.Sound]) -> None:
        """Start the forest as soon as it is there, and the music's layers together, so that they stay in time."""
        for first, names in ((0, _LOOPS[:1]), (1, _LOOPS[1:])):
            sounds = [sound for name in names if (sound := bank.get(name)) is not None]
            if len(sounds) < len(names) or pygame.mixer.Channel(first).get_busy():
                continue
            for n, sound in enumerate(sounds, first):
                pygame.mixer.Channel(n).play(sound, loops=-1)
                pygame.mixer.Channel(n).set_volume(0.0)


def _sound(samples: Samples) -> pygame.mixer.Sound:
    stereo = samples if samples.ndim == 2 else np.repeat(samples[:, None], 2, axis=1)
    return pygame.mixer.Sound(buffer=stereo.tobytes())
