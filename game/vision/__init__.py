"""Where poses come from: cameras, the virtual player, MediaPipe, and the process they live in."""
