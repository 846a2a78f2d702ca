"""The words of a language, by gettext. Which language it is travels as data: whoever draws is handed its `Words`.

The English text is the key, so code reads as it looks on the screen: `say("Raise both arms to start")`,
`say("{n} more jumps", n=3)`. A text that stands in a table is marked there with `mark` and said where it is drawn.
`tools/languages.py` collects both kinds from the code; the languages lie in assets/languages.
"""

from __future__ import annotations

import gettext
import locale
from functools import cache
from typing import Any, Final, Literal, get_args

from game.places import ASSETS

Language = Literal["en", "pt", "mi"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
"""English, Portuguese, and te reo Māori for names and greetings; what that lacks is said in English."""
LANGUAGE_NAMES: Final = ("English", "Português", "Te reo Māori")
"""What they call themselves."""


class Words:
    """A language. Calling it with an English text gives that language's."""

    def __init__(self, language: Language, table: gettext.NullTranslations | None = None) -> None:
        self.language = language
        self._table = table or gettext.NullTranslations()

    def __call__(self, text: str, /, **values: Any) -> str:
        """The text, with {names} in it replaced by values. "" stays ""."""
        found = self._table.gettext(text) if text else ""
        return found.format(**values) if values else found

    def number(self, value: float, places: int = 0) -> str:
        """A number as this language groups its thousands and marks its fractions."""
        text = f"{value:,.{places}f}"
        return text.translate(str.maketrans(",.", ".,")) if self.language == "pt" else text

    def ordinal(self, number: int) -> str:
        """1st, 2nd, 3rd, 4th … as this language writes it."""
        if self.language == "pt":
            return f"{number}º"
        ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        return f"{number}{ending}"


ENGLISH: Final = Words("en")


def mark(text: str) -> str:
    """The text as it is: it will be said where it is drawn."""
    return text


@cache
def words(language: Language) -> Words:
    """The words of a language; English where its file is missing or broken."""
    if language == "en":
        return ENGLISH
    try:
        with (ASSETS / "languages" / f"{language}.mo").open("rb") as file:
            return Words(language, gettext.GNUTranslations(file))
    except Exception:  # gettext fails in a dozen ways on a damaged file
        return ENGLISH


def chosen(setting: str) -> Language:
    """The language of a setting: itself, or for "auto" the system's, where the game speaks it."""
    if setting in LANGUAGES:
        return setting
    system = (locale.getlocale()[0] or "en").lower()
    names: dict[str, Language] = {"pt": "pt", "portuguese": "pt", "mi": "mi", "maori": "mi"}
    return next((language for name, language in names.items() if system.startswith(name)), "en")
