"""What a pose means: pure functions of (time, Pose). No camera, no window."""
