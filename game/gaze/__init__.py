"""Where a player looks on the screen, learnt from examples of this player. No camera and no display."""
