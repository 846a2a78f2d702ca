"""Sizes: of the scene and the interface in a window, where the scene lies in it, and what is beside the scene."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import pygame

from game.scene.drawing import Pixels
from game.scene.interface.cards import NIGHT
from game.screen.graphics import Bar

SCENE: Final = (1280, 720)
TALL_PX: Final = 810
"""Width of the scene in an upright window: 7 m of path, so that obstacles are visible in time."""
TALLEST: Final = 17 / 9


def interface_scale(size: tuple[int, int]) -> float:
    """Window pixels for each logical pixel of the interface.

    The short side has 720 logical pixels, fewer in windows under 480 pixels, so that letters stay readable.
    """
    short = min(size)
    return max(short / 720, min(2 / 3, short / 540))


def scene_size(size: tuple[int, int]) -> tuple[int, int]:
    """The scene's size for a window of this size; upright windows have their own."""
    if size[1] <= size[0]:
        return SCENE
    return TALL_PX, 2 * round(TALL_PX * min(TALLEST, size[1] / size[0]) / 2)


def box_of(size: tuple[int, int], scene: tuple[int, int]) -> pygame.Rect:
    """The place of a scene in a window: as large as it fits, in the middle."""
    scale = min(size[0] / scene[0], size[1] / scene[1])
    wide, high = max(1, round(scene[0] * scale)), max(1, round(scene[1] * scale))
    return pygame.Rect((size[0] - wide) // 2, (size[1] - high) // 2, wide, high)


def bars(scene: Pixels, box: pygame.Rect, size: tuple[int, int]) -> list[Bar]:
    """The areas beside a scene and their colours: the scene's edge fades into the dark.

    scene: its pixels. box: its place in a window of this size.
    """
    wide, high = size
    found: list[Bar] = []
    for bar, edge, way in (
        (pygame.Rect(0, 0, wide, box.top), scene[:4], (0, -1)),
        (pygame.Rect(0, box.bottom, wide, high - box.bottom), scene[-4:], (0, 1)),
        (pygame.Rect(0, 0, box.left, high), scene[:, :4], (-1, 0)),
        (pygame.Rect(box.right, 0, wide - box.right, high), scene[:, -4:], (1, 0)),
    ):
        if bar.width < 1 or bar.height < 1:
            continue
        steps = np.linspace(1.0, 0.0, bar.height if way[1] else bar.width, dtype=np.float32)[:, None] ** 1.5
        shades = np.asarray(NIGHT, np.float32) * (1 - steps) + np.asarray(cv2.mean(edge)[:3], np.float32) * steps
        colours = np.full((len(shades), 1, 4), 255, np.uint8)
        colours[:, 0, :3] = shades[:: sum(way)].round()
        found.append((bar, colours if way[1] else np.ascontiguousarray(colours.swapaxes(0, 1))))
    return found
