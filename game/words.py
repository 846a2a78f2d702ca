"""The words of a language, by gettext. Which language it is travels as data: whoever draws is handed its `Words`.

The English text is the key, so code reads as it looks on the screen: `say("Raise both arms to start")`,
`say("{n} more jumps", n=3)`. A text that stands in a table is marked there with `mark` and said where it is drawn.
A sentence with values that is made where nobody knows the language, as in the vision process, is `told`: it reads as
English until it is said. `tools/languages.py` collects all three from the code; the languages lie in assets/languages.
"""

from __future__ import annotations

import gettext
import locale
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final, Literal, Self, get_args

from game.places import ASSETS

Language = Literal["en", "pt", "mi"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
"""English, Portuguese, and te reo Māori for names and greetings; what that lacks is said in English."""
LANGUAGE_NAMES: Final = ("English", "Português", "Te reo Māori")
"""What they call themselves."""


class Told(str):
    """An English sentence that keeps the text and the values it was made of, so that any language can say it.

    A log or a terminal takes it as the str it is; pickling keeps what it was made of. text: with {names}. values: by
    name; those that were told themselves are said, too, fractions with two places, everything else stays as it is.
    """

    text: str
    values: Mapping[str, Any]

    def __new__(cls, text: str, values: Mapping[str, Any]) -> Self:
        """Fill the text with the values."""
        self = super().__new__(cls, _filled(text, values, ENGLISH))
        self.text, self.values = text, values
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """How pickle makes it again."""
        return type(self), (self.text, self.values)


class Words:
    """A language. Calling it with an English text gives that language's."""

    def __init__(self, language: Language, table: gettext.NullTranslations | None = None) -> None:
        self.language = language
        self._table = table or gettext.NullTranslations()

    def __call__(self, text: str, /, **values: Any) -> str:
        """The text, with {names} in it replaced by values. "" stays ""."""
        plain = text.text if isinstance(text, Told) else text
        found = self._table.gettext(plain) if plain else ""  # gettext has its file's head for ""
        if isinstance(text, Told):
            return _filled(found, text.values, self)
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


def told(text: str, /, **values: Any) -> Told:
    """A sentence with {names} in it, to be said where it is drawn. One that was told already stays what it is."""
    return text if isinstance(text, Told) and not values else Told(text, values)


def joined(sentences: Iterable[str]) -> str:
    """Sentences one after the other; each is said in its own right. Empty ones are left out."""
    parts = [one for one in sentences if one]
    if len(parts) < 2:
        return parts[0] if parts else ""
    values = {f"part{n}": one if isinstance(one, Told) else told(one) for n, one in enumerate(parts)}
    return Told(" ".join(f"{{{name}}}" for name in values), values)


def as_data(sentence: str) -> Any:
    """A sentence for JSON, for another process to say: the str itself, or [text, values] of one that was told."""
    if not isinstance(sentence, Told):
        return sentence
    return [
        sentence.text,
        {name: as_data(one) if isinstance(one, str) else one for name, one in sentence.values.items()},
    ]


def from_data(found: Any) -> str:
    """The sentence in what `as_data` made. Raises KeyError, TypeError, ValueError or IndexError for anything else."""
    if isinstance(found, str):
        return found
    text, values = found
    plain = {str(name): one if isinstance(one, int | float) else from_data(one) for name, one in values.items()}
    return Told(str(text), plain)


def _filled(text: str, values: Mapping[str, Any], say: Words) -> str:
    """A text with its values as a language says them."""
    if not values:
        return text
    said = {
        name: say(one) if isinstance(one, Told) else say.number(one, 2) if isinstance(one, float) else one
        for name, one in values.items()
    }
    return text.format(**said)


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
