"""The player's settings while the game runs: what they are now, and the file that a changed one is kept in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from game.errors import UserError
from game.settings import DEFAULTS, Settings, checked
from game.settings_file import write_setting
from game.words import ENGLISH, Words, chosen, words


class Preferences:
    """now: the settings in effect. problem: why the last change was not kept, "" if it was. heard: told each change.

    say: the language that is spoken unless somebody chooses another.
    """

    def __init__(self, now: Settings = DEFAULTS, path: Path | None = None, say: Words = ENGLISH) -> None:
        """path: the settings file; None keeps changes for as long as the program runs."""
        self.say = say
        self.now = now
        self.problem = ""
        self.heard: Callable[[Settings], None] | None = None
        self._path = path

    def change(self, section: str, key: str, value: Any) -> None:
        """Set one setting now, and in the file. Raises UserError for a value that may not be."""
        value = checked(section, key, value)
        self.now = replace(self.now, **{section: replace(getattr(self.now, section), **{key: value})})
        self.problem = ""
        if key == "language":
            self.say = words(chosen(value))
        if self._path is not None:
            try:
                write_setting(self._path, section, key, value)
            except UserError as problem:
                self.problem = problem.sentence
        if self.heard is not None:
            self.heard(self.now)
