"""Parts of `tools/capture.py`: the sitting, its window, and the virtual player who shows each pose."""
