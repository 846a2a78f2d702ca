"""Data sets as files and in memory, shared by capturing, reviewing and training."""
