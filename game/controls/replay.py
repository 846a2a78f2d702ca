"""A recording as a controller: poses from a file, through the same recognisers as live ones."""

from __future__ import annotations

from game.body.reader import BodyReader
from game.body.reading import Reading
from game.body.recordings import Recording


class ReplayControl:
    """Plays a recording on the world's clock; its first frame is at 0 s.

    The recognisers read every frame in order with its own time, however often `read` is called, so that one recording
    always gives the same edges. After its last frame nobody is present.
    """

    def __init__(self, recording: Recording, reader: BodyReader) -> None:
        self._recording = recording
        self._frames = recording.frames
        self._reader = reader
        self._start_s = recording.frames[0][0] if recording.frames else 0.0
        self._next = 0
        self.reading: Reading | None = None

    def read(self, now_s: float) -> Reading | None:
        """The newest reading due at `now_s`, which must not decrease; None before the first."""
        while self._next < len(self._frames):
            t_s, pose = self._frames[self._next]
            due_s = t_s - self._start_s
            if due_s > now_s + 1e-9:
                break
            mates = self._recording.mates
            read = self._reader.replay(due_s, pose, mates.get(self._next), self._next in mates)
            self.reading = self._recording.faced(self._next, read)
            self._next += 1
        return self.reading
