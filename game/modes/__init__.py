"""What the program is doing: attract, play, practice, results … Each mode returns transitions."""
