"""Recordings as tests write them: whole, not frame by frame as the game does."""

from pathlib import Path

from game.body.recordings import RecordedMate, Recording, RecordingWriter


def write_recording(path: Path, recording: Recording) -> None:
    """Write a whole recording at once."""
    with RecordingWriter(path, recording.header) as file:
        for index, (t_s, pose) in enumerate(recording.frames):
            mate = None
            if index in recording.mates:
                mate = RecordedMate(recording.mates[index], recording.mate_faces.get(index))
            file.write(t_s, pose, recording.faces.get(index), mate)
