"""What `tools.trials` asks of a module that measures something."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Figures = dict[str, Any]
"""Figures by name, fit for JSON."""


def no_options(parser: argparse.ArgumentParser) -> None:
    """Most subjects need no option of their own."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that is measured.

    measure: does it; the first line of its docstring is its help. It is given `count`, `seed`, `model`, `landmarker`,
    `fps` and `pose_model`, and what `options` adds to the command line.
    count: how many of `counted`, unless --count says otherwise. apart: `all` leaves it out.
    """

    measure: Callable[[argparse.Namespace], Figures]
    count: int
    counted: str
    options: Callable[[argparse.ArgumentParser], None] = no_options
    apart: bool = False
