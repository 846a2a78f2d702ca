"""The settings' screen: a row for each setting with its value, and tiles for a hand.

Pure functions from plain data and a logical size to draw items, as in `screens`.
"""

from __future__ import annotations

from dataclasses import dataclass

from game.scene.drawing import Box, DrawList, Interface
from game.scene.interface import lettering
from game.scene.interface.cards import CREAM, FAINT, GLOW, MIST, NIGHT, WATTLE, Area, card, line
from game.scene.interface.choosing import MenuView, menu_row
from game.scene.interface.hud import Size, layout
from game.scene.interface.screens import dim


def language_row(size: Size, view: MenuView, large: bool) -> DrawList:
    """The languages, each with its flag and in its own words: small in a corner; large while somebody chooses one."""
    place, short = layout(size), min(size)
    if large:
        wide = size[0] - 2 * place.margin
        return menu_row(Area(place.margin, size[1] * (0.62 if place.tall else 0.46), wide, short * 0.14), view)
    wide = min(max(short * 0.62, 280.0), place.size[0] - 2 * place.margin)  # small windows need legible letters
    return menu_row(Area(place.margin, place.margin, wide, short * 0.055), view)


@dataclass(frozen=True, slots=True)
class SettingsView:
    """rows: (name, value) each. at: the one that is changed. note: about it. problem: a sentence, "" if all is well."""

    title: str
    rows: tuple[tuple[str, str], ...]
    at: int
    note: str
    menu: MenuView
    problem: str = ""


def settings_page(size: Size, view: SettingsView) -> DrawList:
    """The whole screen."""
    place, short = layout(size), min(size)
    margin = float(place.margin)
    tiles = Area(margin, size[1] - margin - short * 0.1, size[0] - 2 * margin, short * 0.1)
    wide = min(size[0] - 2 * margin, short * 1.25)
    area = Area((size[0] - wide) / 2, margin, wide, tiles.y - 2 * margin)
    items: DrawList = [Interface(), *dim(size, 0.55), *card(area, 24, (*NIGHT, 225))]
    inner = area.inside(short * 0.035)
    head = round(short / 15)
    items.append(line(view.title, inner.x, inner.y, head, CREAM, "nw", True, inner.width))
    small = max(12, round(short / 34))
    foot = lettering.line_height(small) * 1.2
    top = inner.y + lettering.line_height(head)
    step = min((inner.bottom - foot - top) / len(view.rows), short / 12)
    size_px = round(step * 0.56)
    for name, value in view.rows:
        size_px = lettering.fitted(f"{name}      {value}  ‹  ›", size_px, inner.width - step * 0.6)
    for n, (name, value) in enumerate(view.rows):
        y = top + (n + 0.5) * step
        marked = n == view.at
        ink = GLOW if marked else CREAM
        if marked:
            items.append(Box(inner.x, y - step * 0.46, inner.width, step * 0.92, (*GLOW, 40), step * 0.25))
        items.append(line(name, inner.x + step * 0.3, y, size_px, ink if marked else MIST, "w"))
        shown = f"‹ {value} ›" if marked else value
        items.append(line(shown, inner.right - step * 0.3, y, size_px, ink, "e", True))
    below = view.problem or view.note
    fit_px = lettering.fitted(below, small, inner.width)
    items.append(
        line(below, inner.x, inner.bottom, fit_px, WATTLE if view.problem else FAINT, "sw", False, inner.width)
    )
    return items + menu_row(tiles, view.menu)
