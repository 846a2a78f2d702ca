"""Plays what the mixing desk says through the sound device. No sound device is no error."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np
import pygame

from game.quiet import no_stderr
from game.sound.bank import Bank
from game.sound.desk import LOOPS, Desk, Voice
from game.sound.finish import Samples
from game.sound.synth import RATE
from game.tuning import TIMING
from game.world.snapshot import WorldEvent

_CHANNELS: Final = 28
"""The first belong to the loops, in their order; the others are for short sounds."""
_BUFFER: Final = 512  # 12 ms: a jump is heard with the frame that shows it
_SAME: Final = 3  # copies of one sound at a time: more only add up to noise
_MUTING: Final = 0.3  # of the way to silence each frame


class Audio:
    """All sound. Call `play` with each frame's events and `ambience` once a frame.

    folder: where made sounds are kept between starts. muted may be set at any time. status: empty, or why nothing is
    heard.
    """

    def __init__(self, mute: bool = False, folder: Path | None = None) -> None:
        self.muted = mute
        self.status = ""
        self._desk = Desk()
        self._heard = 0.0 if mute else 1.0
        self._bank: Bank[pygame.mixer.Sound] | None = None
        with no_stderr():
            try:
                pygame.mixer.init(RATE, -16, 2, _BUFFER, allowedchanges=0)
            except pygame.error as error:
                self.status = f"No sound ({error}): the game plays in silence until it finds a device when it starts."
                return
        pygame.mixer.set_num_channels(_CHANNELS)
        self._bank = Bank(folder, _sound)
        self._bank.start()

    def play(self, events: Iterable[WorldEvent]) -> None:
        """Play what happened in the world."""
        self._begin(self._desk.hear(events))

    def cue(self, name: str, volume: float = 1.0) -> None:
        """Play one sound by its name in the bank, without its number. Unknown or unfinished ones are silent."""
        self._begin([self._desk.cue(name, volume)])

    def ambience(self, tension: float | None, elapsed_s: float = 1 / TIMING.fps) -> None:
        """Once a frame: let forest and music drift to how thrilling it is, 0..1; None, where nobody plays, is rest."""
        due = self._desk.frame(tension, elapsed_s)
        if self._bank is None:
            return
        self._begin(due)
        self._begin_loops(self._bank)
        self._heard += (float(not self.muted) - self._heard) * _MUTING
        for n, name in enumerate(LOOPS):
            pygame.mixer.Channel(n).set_volume(self._desk.level(name) * self._heard)

    def close(self) -> None:
        """Silence, and let the device go."""
        if self._bank is not None:
            self._bank.stop()
            self._bank = None
            pygame.mixer.quit()

    def _begin(self, voices: Iterable[Voice]) -> None:
        if self.muted or self._bank is None:
            return
        for voice in voices:
            sound = self._bank.get(voice.name)
            if sound is None or sound.get_num_channels() >= _SAME:
                continue
            # mixer.find_channel hands out reserved channels too (pygame-ce 2.5): look for a free one behind the loops'
            free = (pygame.mixer.Channel(n) for n in range(len(LOOPS), _CHANNELS))
            channel = next((channel for channel in free if not channel.get_busy()), None)
            if channel is not None:
                channel.play(sound)
                channel.set_volume(voice.left, voice.right)  # playing resets it

    def _begin_loops(self, bank: Bank[pygame.mixer.Sound]) -> None:
        """Start the forest as soon as it is there, and the music's layers together, so that they stay in time."""
        for first, names in ((0, LOOPS[:1]), (1, LOOPS[1:])):
            sounds = [sound for name in names if (sound := bank.get(name)) is not None]
            if len(sounds) < len(names) or pygame.mixer.Channel(first).get_busy():
                continue
            for n, sound in enumerate(sounds, first):
                pygame.mixer.Channel(n).play(sound, loops=-1)
                pygame.mixer.Channel(n).set_volume(0.0)


def _sound(samples: Samples) -> pygame.mixer.Sound:
    stereo = samples if samples.ndim == 2 else np.repeat(samples[:, None], 2, axis=1)
    return pygame.mixer.Sound(buffer=stereo.tobytes())
