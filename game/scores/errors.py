"""What goes wrong with a database."""

from __future__ import annotations


class StoreError(Exception):
    """The database refuses. broken: what it holds cannot be read, so that it must be begun anew."""

    def __init__(self, reason: str, broken: bool = False) -> None:
        super().__init__(reason)
        self.broken = broken


class LaterVersion(StoreError):
    """The file was written by a later version of the game, whose tables this one does not know."""
