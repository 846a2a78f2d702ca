"""Records the players' poses while vision runs; a disk that refuses ends the recording, not the game."""

from __future__ import annotations

from pathlib import Path

from game.body.pose import Pose
from game.body.reader import BodyReader
from game.body.reading import Reading
from game.body.recordings import Header, RecordedFace, RecordedMate, RecordingWriter
from game.errors import UserError
from game.vision.frame import Frame


class Recorder:
    """Writes a recording, begun with the first frame.

    path: None records nothing. epoch: of vision, whose restarted process must not overwrite the recording of the one
    before. faces: whether each player's face is read. trouble: why it ended, "" while all is well.
    """

    def __init__(self, path: Path | None, epoch: int, faces: tuple[bool, bool]) -> None:
        self._path = path if path is None or epoch == 0 else path.with_stem(f"{path.stem}-{epoch + 1}")
        self._faces = faces
        self._writer: RecordingWriter | None = None
        self.trouble = ""

    def write(self, frame: Frame, fps: float, poses: tuple[Pose, ...], reader: BodyReader, reading: Reading) -> None:
        """Record a frame. poses: everybody found in it. reader: has read them. reading: with what the faces said."""
        if self._path is None or self.trouble:
            return
        try:
            if self._writer is None:
                height, width = frame.image.shape[:2]
                self._writer = RecordingWriter(self._path, Header((width, height), fps))
            pose = reader.player or reader.newcomer  # unsmoothed: a replay smooths it again
            if pose is None and len(poses) == 1 and not reader.paired:
                (pose,) = poses  # somebody too little of whom is seen to join
            face = RecordedFace(reading.facing, reading.expression) if self._faces[0] else None
            mate = None
            if reader.paired:
                theirs = None
                if self._faces[1] and reading.mate is not None:
                    theirs = RecordedFace(reading.mate.facing, reading.mate.expression)
                mate = RecordedMate(reader.mate, theirs)
            self._writer.write(frame.t_s, pose, face, mate)
        except UserError as error:  # such as a full disk: the game goes on
            self.trouble = error.sentence

    def close(self) -> None:
        """Finish the recording; closing twice is harmless."""
        if self._writer is not None:
            self._writer.close()
