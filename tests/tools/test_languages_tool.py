"""Languages: whole, current, and read by gettext as they were written."""

from pathlib import Path

import pytest

from game.errors import UserError
from game.words import ENGLISH, LANGUAGES, chosen, words
from tools.languages import FOLDER, compiled, main, read_po, texts, written_po, wrong


@pytest.mark.no_cover
def test_the_shipped_languages_are_whole_and_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0, capsys.readouterr().out


def test_what_is_compiled_is_read_as_it_was_translated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = {"Hello!": 'Olá "você"\n\\', "{n} games": "{n} partidas", "Go!": ""}
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages" / "pt.mo").write_bytes(compiled("pt", catalogue))
    monkeypatch.setattr("game.words.ASSETS", tmp_path)
    words.cache_clear()
    say = words("pt")
    words.cache_clear()
    assert say("Hello!") == 'Olá "você"\n\\'
    assert say("{n} games", n=3) == "3 partidas"
    assert (say("Go!"), say("never heard"), say("")) == ("Go!", "never heard", "")
    again = read_po(written_po("pt", catalogue, {key: ["a.py"] for key in catalogue}))
    assert {**again, "": ""} == {**catalogue, "": ""}


def test_a_broken_language_is_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "languages").mkdir()
    good = (FOLDER / "pt.mo").read_bytes()
    monkeypatch.setattr("game.words.ASSETS", tmp_path)
    for content in (b"", b"junk", good[:100], good[:28] + b"\xff" * (len(good) - 28)):
        (tmp_path / "languages" / "pt.mo").write_bytes(content)
        words.cache_clear()
        assert words("pt") is ENGLISH
    words.cache_clear()


def test_what_is_wrong_is_named() -> None:
    said = {"Hello {name}!": ["a.py"], "Go!": ["b.py"]}
    found = wrong("pt", {"": "x", "Hello {name}!": "Olá {nome}!", "Gone": "Foi"}, said)
    assert [part.partition(": ")[2].split(" ")[0] for part in found] == ["'Gone'", "'Olá", "'Go!'"]
    with pytest.raises(UserError, match="line 2"):
        read_po('msgid "a"\nnonsense\n')


def test_texts_are_found_in_the_code() -> None:
    said = texts()
    assert {"Raise both arms to start", "Raise both arms to play again", "hadouken", "{n} more jumps"} <= set(said)


def test_numbers_are_written_as_people_write_them() -> None:
    assert [words(language).number(1234.5, 1) for language in LANGUAGES] == ["1,234.5", "1.234,5", "1,234.5"]
    assert [words("en").ordinal(n) for n in (1, 2, 3, 4, 11, 12, 21, 112)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "21st", "112th"),
    ]
    assert words("pt").ordinal(3) == "3º"


def test_the_setting_or_the_system_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    assert chosen("mi") == "mi"
    for system, language in (
        ("pt_BR", "pt"),
        ("en_NZ", "en"),
        ("mi_NZ", "mi"),
        (None, "en"),
        ("Portuguese_Brazil", "pt"),
    ):
        monkeypatch.setattr("locale.getlocale", lambda system=system: (system, "UTF-8"))
        assert chosen("auto") == language
