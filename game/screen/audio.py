"""Plays the mixing desk's sounds on the sound device. Without a sound device it stays silent."""

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
from game.words import told
from game.world.snapshot import WorldEvent

_CHANNELS: Final = 28
"""The first channels belong to the loops, in their order; the others are for short sounds."""
_BUFFER: Final = 512  # 12 ms, so that a jump is heard with the frame that shows it
_SAME: Final = 3  # copies of one sound at a time; more only add up to noise
_MUTING: Final = 0.3  # fraction of the way to silence in each frame


class Audio:
    """All sound. Call `play` with each frame's events and `ambience` once a frame.

    folder: cache of finished sounds. muted, and volume (0..1, of everything), may be set at any time.
    status: empty, or why nothing is heard.
    """

    def __init__(self, mute: bool = False, folder: Path | None = None, volume: float = 1.0) -> None:
        self.muted = mute
        self.volume = volume
        self.status = ""
        self._desk = Desk()
        self._heard = 0.0 if mute else 1.0
        self._bank: Bank[pygame.mixer.Sound] | None = None
        with no_stderr():
            try:
                pygame.mixer.init(RATE, -16, 2, _BUFFER, allowedchanges=0)
            except pygame.error as error:
                self.status = told(
                    "No sound ({why}): the game plays in silence until it finds a device when it starts.",
                    why=str(error),
                )
                return
        pygame.mixer.set_num_channels(_CHANNELS)
        self._bank = Bank(folder, _sound)
        self._bank.start()

    def play(self, events: Iterable[WorldEvent]) -> None:
        """Play the sounds of the world's events."""
        self._begin(self._desk.hear(events))

    def cue(self, name: str, volume: float = 1.0) -> None:
        """Play a sound by its name in the bank without a variant's number. Unknown and unfinished ones are silent."""
        self._begin([self._desk.cue(name, volume)])

    def ambience(self, tension: float | None, elapsed_s: float = 1 / TIMING.fps) -> None:
        """Move forest and music towards the game's tension, 0..1; None if nobody plays. Call once a frame."""
        due = self._desk.frame(tension, elapsed_s)
        if self._bank is None:
            return
        self._begin(due)
        self._begin_loops(self._bank)
        self._heard += (float(not self.muted) - self._heard) * _MUTING
        for n, name in enumerate(LOOPS):
            pygame.mixer.Channel(n).set_volume(self._desk.level(name) * self._heard * self.volume)

    def close(self) -> None:
        """Stop all sound and free the device."""
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
            # mixer.find_channel also returns reserved channels (pygame-ce 2.5), so look for a free one after the loops'
            free = (pygame.mixer.Channel(n) for n in range(len(LOOPS), _CHANNELS))
            channel = next((channel for channel in free if not channel.get_busy()), None)
            if channel is not None:
                channel.play(sound)
                channel.set_volume(voice.left * self.volume, voice.right * self.volume)  # after play(), which resets it

    def _begin_loops(self, bank: Bank[pygame.mixer.Sound]) -> None:
        """Start the forest as soon as it is made, and all music layers together, so that they stay in step."""
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
