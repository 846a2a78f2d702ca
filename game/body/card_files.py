"""Reading a model's card, which may come from a stranger: bounded, checked, and wrong in one sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from game.errors import UserError, reason
from game.words import told

Card = TypeVar("Card")


def read_card_file(path: Path, parse: Callable[[Any], Card], what: str, again: str, most_bytes: int) -> Card:
    """The card in a JSON file, made by `parse` of what the JSON holds. Raises UserError saying what is wrong with it.

    parse: raises KeyError, TypeError, ValueError, AttributeError or OverflowError for a card that makes no sense.
    what: "model card", say. again: where to get a good one, as the end of a sentence.
    """
    try:
        if path.stat().st_size > most_bytes:
            raise UserError(
                told("{path} is too large for a {what}; {again}.", path=path, what=told(what), again=told(again))
            )
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(
            told(
                "{name} is missing beside {model}; copy the model's card there too.",
                name=path.name,
                model=path.with_suffix(".tflite"),
            )
        ) from None
    except OSError as error:
        raise UserError(told("cannot read {path}: {why}.", path=path, why=reason(error))) from None
    except (ValueError, RecursionError):
        raise UserError(told("{path} is not valid JSON; {again}.", path=path, again=told(again))) from None
    try:
        return parse(found)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        wrong = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise UserError(
            told(
                "{path} is not a usable {what}: {wrong}; {again}.",
                path=path,
                what=told(what),
                wrong=wrong,
                again=told(again),
            )
        ) from None
