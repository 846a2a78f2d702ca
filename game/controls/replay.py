"""A recorded player as a controller: poses from a file, through the same recognisers as a live body."""

from __future__ import annotations

from typing import Final

from game.body.reader import BodyReader
from game.body.reading import Reading
from game.body.recording import Recording
from game.controls.body import BodyControl
from game.controls.intent import Intent

BREAK_S: Final = 1.0
"""Between the end and the next round of a looped recording nobody is seen, so that recognisers start afresh."""


class ReplayControl:
    """Plays a recording on the world's clock: the first frame is read at 0 s.

    The recognisers see every frame in order at its own time, whatever the rate of asking, so one recording gives
    one sequence of edges. loop: starts again after the end; otherwise the player is gone then.
    """

    def __init__(self, recording: Recording, reader: BodyReader, loop: bool = False) -> None:
        self._frames = recording.frames
        self._reader = reader
        self._loop = loop and bool(recording.frames)
        self._start_s = recording.frames[0][0] if recording.frames else 0.0
        self._round_s = recording.seconds + BREAK_S
        self._rounds = 0
        self._next = 0
        self._control = BodyControl()
        self.reading: Reading | None = None

    @property
    def done(self) -> bool:
        """Whether the last frame has been read and no other round follows."""
        return self._next >= len(self._frames) and not self._loop

    def intent(self, now_s: float) -> Intent:
        """What the recorded player wants at `now_s`, which may not go back."""
        while (due_s := self._due_s()) is not None and due_s <= now_s + 1e-9:
            pose = self._frames[self._next][1]
            self.reading = self._reader.read(due_s, () if pose is None else (pose,))
            self._next += 1
        age_s = 0.0 if self.reading is None else max(0.0, now_s - self.reading.t_s)
        return self._control.intent(self.reading, age_s)

    def _due_s(self) -> float | None:
        """When the next frame is due, on the world's clock; None after the end."""
        if self._next >= len(self._frames):
            if not self._loop:
                return None
            self._next, self._rounds = 0, self._rounds + 1
        return self._frames[self._next][0] - self._start_s + self._rounds * self._round_s
