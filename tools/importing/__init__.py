"""Parts of `tools/review.py import`: archives, photos, and joints read back from drawn skeletons."""
