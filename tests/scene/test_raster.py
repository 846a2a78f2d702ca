"""The small renderer: where things land, what hides what, what the light does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from game.scene.mesh import Mesh, MeshBuilder, ball, identity, pivot, turn_y
from game.scene.raster import Renderer, Scratch, Viewpoint, bounds, render, wrap_light
from game.scene.shading import DAWN, DUSK, NIGHT, Firelight, Lights, Material, Shader, Twilight

RED, GREEN, PLAIN = 0, 1, 2
PALETTE = (Material((250, 20, 20)), Material((20, 250, 20)), Material((128, 128, 128)))
LEVEL = Viewpoint(100.0, (100.0, 100.0), azimuth_rad=0.0, elevation_rad=0.0)


def square(z: float, size: float = 1.0) -> npt.NDArray[np.float64]:
    """A square that looks at the eye, (1, 4, 3)."""
    h = size / 2
    return np.array([[(-h, -h, z), (h, -h, z), (h, h, z), (-h, h, z)]])


def two_squares(red_z: float, green_z: float, groups: tuple[int, int] = (0, 0), nudge: float = 0.0) -> Mesh:
    build = MeshBuilder(parts=2, groups=2)
    build.nudge[1] = nudge
    build.add(square(red_z), part=0, material=RED, group=groups[0], inside=(0, 0, -9))
    build.add(square(green_z), part=1, material=GREEN, group=groups[1], inside=(0, 0, -9))
    return build.done()


def middle(mesh: Mesh, viewpoint: Viewpoint = LEVEL, transforms: npt.NDArray[np.float64] | None = None) -> str:
    moved = identity(mesh.parts) if transforms is None else transforms
    r, g, _, a = Renderer(mesh, PALETTE).render(moved, viewpoint, DUSK, (200, 200))[100, 100].tolist()
    return "nothing" if a == 0 else "red" if r > g else "green"


def test_the_nearer_face_hides_the_farther() -> None:
    assert middle(two_squares(0.1, 0.2)) == "green"
    assert middle(two_squares(0.2, 0.1)) == "red"


def test_groups_are_painted_whole_and_can_be_nudged() -> None:
    assert middle(two_squares(0.2, 0.1, (0, 1))) == "red"
    assert middle(two_squares(0.2, 0.1, (0, 1), nudge=0.5)) == "green"


def test_faces_that_look_away_are_culled_unless_two_sided() -> None:
    for two_sided, seen in ((False, "nothing"), (True, "red")):
        build = MeshBuilder(parts=1)
        build.add(square(0.0), part=0, material=RED, inside=(0, 0, 9), two_sided=two_sided)
        assert middle(build.done()) == seen


def test_stacked_layers_go_by_lift_and_turn_over_with_the_eye() -> None:
    build = MeshBuilder(parts=1)
    build.stacked[0] = True
    build.add(square(0.0), part=0, material=RED, lift=0.2, two_sided=True, inside=(0, 0, -9))
    build.add(square(0.0), part=0, material=GREEN, lift=0.1, two_sided=True, inside=(0, 0, -9))
    mesh = build.done()
    assert middle(mesh) == "red"
    assert middle(mesh, replace(LEVEL, azimuth_rad=np.pi)) == "green"


def test_a_point_lands_where_the_camera_says() -> None:
    build = MeshBuilder(parts=1)
    build.add(ball((0.6, 0.4, 0.3), (0.05, 0.05, 0.05), 6, 8), part=0, material=RED)
    viewpoint = Viewpoint(100.0, (120.0, 130.0), azimuth_rad=-0.5, elevation_rad=0.2)
    alpha = Renderer(build.done(), PALETTE).render(identity(1), viewpoint, DUSK, (300, 200))[..., 3]
    rows, columns = np.nonzero(alpha > 128)
    assert viewpoint.project((0.6, 0.4, 0.3)) == pytest.approx((columns.mean(), rows.mean()), abs=0.8)


def test_transforms_move_parts_and_shown_hides_them() -> None:
    mesh = two_squares(0.2, 0.1)
    aside = identity(2)
    aside[0] = pivot(turn_y(0.0), (0, 0, 0), (5.0, 0, 0))
    assert middle(mesh, transforms=aside) == "green"
    shown = np.array([False, True])
    picture = Renderer(mesh, PALETTE).render(identity(2), LEVEL, DUSK, (200, 200), shown=shown)
    assert picture[100, 100, 1] > picture[100, 100, 0]


def test_normals_stay_right_when_a_part_is_stretched() -> None:
    """A ball stretched to an egg is lit like an egg: the colours of `Renderer.faces` match true normals."""
    build = MeshBuilder(parts=1)
    build.add(ball((0, 0, 0), (1, 1, 1), 12, 24), part=0, material=PLAIN)
    egg = MeshBuilder(parts=1)
    egg.add(ball((0, 0, 0), (3, 0.5, 1), 12, 24), part=0, material=PLAIN)
    stretch = np.array([[(3.0, 0, 0, 0), (0, 0.5, 0, 0), (0, 0, 1.0, 0)]])
    index, _, colours = Renderer(build.done(), PALETTE).faces(stretch, LEVEL, DUSK)
    true_index, _, true_colours = Renderer(egg.done(), PALETTE).faces(identity(1), LEVEL, DUSK)
    a = {i: c for i, c in zip(index.tolist(), colours, strict=True)}
    b = {i: c for i, c in zip(true_index.tolist(), true_colours, strict=True)}
    both = a.keys() & b.keys()
    assert len(both) > 80
    assert np.mean([np.abs(a[i] - b[i]).mean() for i in both]) < 3


def test_light_comes_from_where_it_says() -> None:
    shader = Shader(PALETTE)
    normals = np.array([(0, 0.8, 0.6), (0, -0.8, 0.6)], np.float32)
    material, tint = np.array([PLAIN, PLAIN]), np.ones(2, np.float32)
    above, below = shader.colours(normals, material, tint, DUSK).sum(1)
    assert above > 1.5 * below
    dim = shader.colours(normals, material, tint, replace(DUSK, exposure=0.5)).sum(1)
    assert dim == pytest.approx((above / 2, below / 2), rel=0.01)
    assert shader.colours(normals, material, tint, DUSK).sum(1) == pytest.approx((above, below))


def test_a_twilight_lies_between_its_lights_and_ends_in_them() -> None:
    shader = Shader(PALETTE)
    normals = np.array([(0.1, 0.8, 0.59), (-0.6, -0.3, 0.74)], np.float32)
    material, tint = np.array([PLAIN, RED]), np.ones(2, np.float32)
    dusk, night = (shader.colours(normals, material, tint, light) for light in (DUSK, NIGHT))
    for share in (0.0, 0.25, 1.0):
        between = shader.colours(normals, material, tint, Twilight(DUSK, NIGHT, share))
        assert between == pytest.approx(dusk * (1 - share) + night * share, rel=1e-4, abs=1e-3)
    for light in (DAWN, Lights(exposure=0.9), Lights(exposure=0.8), Lights(exposure=0.7)):
        shader.colours(normals, material, tint, light)  # more lights than it keeps
    assert shader.colours(normals, material, tint, DUSK) == pytest.approx(dusk)


def test_fire_reddens_the_side_it_is_on() -> None:
    build = MeshBuilder(parts=1)
    build.add(ball((0, 0, 0), (0.8, 0.8, 0.8), 10, 16), part=0, material=PLAIN)
    renderer = Renderer(build.done(), PALETTE)
    plain = renderer.render(identity(1), LEVEL, DUSK, (200, 200)).astype(int)
    lit = renderer.render(identity(1), LEVEL, DUSK, (200, 200), fire=Firelight((1.2, 0, 0.3))).astype(int)
    gain = (lit - plain)[..., 0].sum(0)
    assert gain[110:].sum() > 3 * max(gain[:90].sum(), 1000)


def test_wrap_light_keeps_premultiplied_and_stays_at_the_rim() -> None:
    build = MeshBuilder(parts=1)
    build.add(ball((0, 0, 0), (0.8, 0.8, 0.8), 14, 24), part=0, material=PLAIN)
    plain = Renderer(build.done(), PALETTE).render(identity(1), LEVEL, Lights(), (201, 199))
    lit = wrap_light(plain.copy(), DUSK)
    assert (lit[..., 3] == plain[..., 3]).all()
    assert (lit[..., :3] <= lit[..., 3:]).all()
    gain = lit.astype(int) - plain
    assert gain[100, 100].sum() == 0
    assert gain[..., 0].max() > 40


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (3, 1)])
def test_tiny_pictures_are_no_trouble(size: tuple[int, int]) -> None:
    assert render(two_squares(0, 0.1), PALETTE, identity(2), LEVEL, size=size).shape == (size[1], size[0], 4)


def test_scratch_gives_views_of_one_buffer() -> None:
    scratch = Scratch()
    big = scratch.picture("a", 40, 30)
    small = scratch.picture("a", 10, 7)
    assert small.shape == (7, 10, 4)
    assert np.shares_memory(big, small)
    assert scratch.picture("b", 4, 3, 1).shape == (3, 4)


def test_bounds_hold_everything() -> None:
    pixels = np.array([[(3.2, -4.5), (10.9, 8.1)]], np.float32)
    left, top, right, bottom = bounds(pixels, margin=2)
    assert left <= 1 and top <= -7 and right >= 12 and bottom >= 11
