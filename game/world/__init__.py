"""The simulation: World.step(Intent) -> events, and a Snapshot to draw. No drawing, no sound, no clock."""
