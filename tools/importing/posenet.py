"""Reads PoseNet's JSON of one picture, with 17 named parts, as the original experience saved it."""

from __future__ import annotations

import json
import math
from typing import Any, Final

import numpy as np

from game.errors import UserError
from tools.importing.drawn import PARTS, Points

MOST_JSON: Final = 1 << 20
FAR_PX: Final = 2000.0
"""PoseNet guesses a little outside the canvas, never this far."""


def keypoints(data: bytes) -> Points:
    """PoseNet's answer as (17, 3): x, y in pixels and score; a part that is missing has score 0."""
    if len(data) > MOST_JSON:
        raise UserError("it is far too large for one pose")
    try:
        answer = json.loads(data, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise UserError("it is not valid JSON") from None
    points = np.zeros((len(PARTS), 3), np.float32)
    for point in _list_of_keypoints(answer):
        try:
            place = PARTS.get(point["part"])
            x, y, score = float(point["position"]["x"]), float(point["position"]["y"]), float(point["score"])
        except (KeyError, TypeError, ValueError, OverflowError):
            raise UserError("a keypoint should have part, position with x and y, and score") from None
        if not all(map(math.isfinite, (x, y, score))) or max(abs(x), abs(y)) > FAR_PX:
            raise UserError("a coordinate is not a number, or far outside the picture")
        if place is not None:
            points[place] = x, y, min(1.0, max(0.0, score))
    if int((points[:, 2] > 0).sum()) < 6:
        raise UserError("it has too few keypoints for a body")
    return points


def _list_of_keypoints(answer: Any) -> list[Any]:
    """The keypoints wherever PoseNet's versions put them."""
    if isinstance(answer, list) and len(answer) == 1:
        answer = answer[0]
    if isinstance(answer, dict) and isinstance(answer.get("pose"), dict):
        answer = answer["pose"]
    if isinstance(answer, dict):
        answer = answer.get("keypoints")
    if not isinstance(answer, list) or not 0 < len(answer) <= 200:
        raise UserError("it has no list of keypoints")
    return answer


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")
