"""Huia: an arcade game played with the body. Start reading at app.py, then sitting.py and live.py."""

__version__ = "0.1.0"
