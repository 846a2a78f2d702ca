"""Animals can be made out at night, and their eyes shine only then."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from game.scene.drawing import Blend, Sprite
from game.scene.stage import Stage
from game.screen.painter import Canvas, Painter
from game.tuning import SCENE
from game.world.snapshot import Act, BirdView, Kind, Snapshot, ThingView
from game.world.things import NATURES

NIGHT_S = SCENE.hour_s + 12.0
ANIMALS = [kind for kind, nature in NATURES.items() if nature.animal]


@pytest.fixture(scope="module")
def stage(forest: Path) -> Stage:
    return Stage(cache_dir=forest)


def empty(x_m: float, t_s: float) -> Snapshot:
    bird = BirdView(x_m=x_m, vx_mps=3.0, act=Act.RUN, act_s=1.0, stride=0.2)
    return Snapshot(t_s=t_s, day_s=t_s, bird=bird, camera_x_m=x_m + 2.6, speed_mps=3.0)


def luminance(rgb: np.ndarray) -> np.ndarray:
    """Relative luminance as WCAG 2 defines it, 0..1."""
    c = rgb / 255
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("kind", ANIMALS)
def test_an_animal_stands_out_from_what_is_behind_it_at_night(stage: Stage, kind: Kind) -> None:
    size = NATURES[kind].size
    contrasts = []
    for x_m in (31.0, 50.0, 66.0):
        without = empty(x_m, NIGHT_S)
        y_m = 1.2 if kind is Kind.HARRIER else size[1] / 2
        animal = ThingView(1, kind, x_m + 2.2, y_m, 0.0, size, phase=0.2)
        pictures = []
        for world in (without, replace(without, things=(animal,))):
            canvas = Canvas((1280, 720))
            Painter().paint(canvas, stage.draw(world, world, 1.0, 3.0))
            pictures.append(canvas.pixels[..., :3].astype(float))
        behind, shown = pictures
        camera = stage.camera(without)
        x, y = camera.point(animal.x_m, animal.y_m)
        wide, high = (int(0.7 * side * camera.size_px_per_m) for side in size)
        box = np.s_[int(y) - high : int(y) + high, int(x) - wide : int(x) + wide]
        covered = np.abs(shown[box] - behind[box]).sum(2) > 24
        light, dark = luminance(shown[box][covered]).mean(), luminance(behind[box][covered]).mean()
        contrasts.append((light + 0.05) / (dark + 0.05))
    assert np.mean(contrasts) >= 2.5


def test_eyes_shine_at_night_only(stage: Stage) -> None:
    def lights(t_s: float, alive: bool = True) -> int:
        cat = ThingView(1, Kind.CAT, 33.0, 0.27, 0.0, NATURES[Kind.CAT].size, alive=alive)
        world = replace(empty(31.0, t_s), things=(cat,))
        items = stage.draw(world, world, 1.0, 3.0)
        return sum(
            isinstance(i, Sprite) and i.blend is Blend.ADD and i.picture.key.startswith("eyeshine/") for i in items
        )

    assert lights(NIGHT_S) == 1
    assert lights(5.0) == 0
    assert lights(NIGHT_S, alive=False) == 0
