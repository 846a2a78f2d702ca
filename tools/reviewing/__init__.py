"""Parts of `tools/review.py`: the check of a data set, its gallery, and the window for verdicts."""
