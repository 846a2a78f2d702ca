"""Parts of `tools/share.py`: what a model's card says besides the network's own facts."""
