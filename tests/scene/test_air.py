"""What is always in the air."""

from game.scene.air import FLAKES, Air
from game.scene.drawing import Sprite
from game.scene.projection import Camera, view_of


def test_it_snows_as_much_as_it_should_and_each_flake_comes_down() -> None:
    view = view_of((1280, 720))
    air, camera = Air(view), Camera(view, 520.0)
    assert air.snow(camera, 1.0, 0.0) == []
    assert len(air.snow(camera, 1.0, 1.0)) == FLAKES > len(air.snow(camera, 1.0, 1.0, 0.5)) > 0
    first, later = (air.snow(camera, t_s, 1.0) for t_s in (1.0, 1.1))
    pairs = [(a, b) for a, b in zip(first, later, strict=True) if isinstance(a, Sprite) and isinstance(b, Sprite)]
    falling = [b.y - a.y for a, b in pairs]
    assert sum(0 < way < 40 for way in falling) > 0.9 * FLAKES
