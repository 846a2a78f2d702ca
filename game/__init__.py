"""Huia: an arcade game played with the body. Start reading at app.py, then shell.py."""

__version__ = "0.1.0"
