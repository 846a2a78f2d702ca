"""The parts of build_gaze_trainer: the trainable networks, and the virtual players one of them learns from first."""
