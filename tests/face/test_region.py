import math

import numpy as np

from game.body.facing import fit_head
from game.face.region import Region, around, cut_out, of_head
from tests.face.conftest import Portrait


def test_a_region_cuts_out_what_lies_in_it() -> None:
    image = np.zeros((100, 200, 3), np.uint8)
    image[20:60, 120:160] = 255
    assert cut_out(image, Region(140, 40, 38), 16).min() == 255
    assert cut_out(image, Region(40, 40, 38), 16).max() == 0
    shrunk = cut_out(image, Region(140, 40, 80), 16)  # shrunk five times: averaged, not sampled
    assert 0.2 < (shrunk > 128).mean() < 0.3


def test_points_come_back_from_a_turned_region() -> None:
    region = Region(50, 60, 40, math.radians(90))
    assert np.allclose(region.to_picture(np.array([[0.5, 0.5], [1.0, 0.5]])), [[50, 60], [50, 80]])
    spot = np.zeros((100, 100, 3), np.uint8)
    spot[79, 50] = 255  # at the end of the turned square's first axis
    v, u = np.unravel_index(cut_out(spot, region, 40)[..., 0].argmax(), (40, 40))
    assert u > 36 and 18 <= v <= 21


def test_around_points_is_level_with_the_eyes() -> None:
    region = around(np.array([[10.0, 10.0, 0.0], [30.0, 30.0, 0.0], [20.0, 20.0, 0.0]]), 0, 1)
    assert (region.x, region.y, region.side) == (20, 20, 30)
    assert math.isclose(region.turn_rad, math.radians(45))


def test_the_region_of_a_head_is_on_its_face() -> None:
    tilted = Portrait(3, 1.5, HEAD_ROLL=0.3)
    fit = fit_head(tilted.pose)
    assert fit is not None
    region = of_head(fit)
    nose = tilted.pose.xy_px()[0]
    assert np.hypot(*(nose - (region.x, region.y))) < 0.15 * region.side
    # their own left is to the right of the picture: a head tilted to the left shoulder is turned clockwise
    assert math.isclose(region.turn_rad, 0.3, abs_tol=0.12)
