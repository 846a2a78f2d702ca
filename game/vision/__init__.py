"""From cameras to poses: webcams, files, the virtual player, MediaPipe, and the process all of it runs in."""
