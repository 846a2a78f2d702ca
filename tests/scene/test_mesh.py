"""Meshes: normals look outward, shapes have the right size, joints turn the right way."""

from __future__ import annotations

import numpy as np
import pytest

from game.scene.mesh import (
    MeshBuilder,
    ball,
    chain,
    cross,
    disc,
    loft,
    moved,
    newell,
    pivot,
    rings,
    shingles,
    smooth_path,
    tube,
    turn_x,
    turn_y,
    turn_z,
    unit,
)


def test_a_balls_normals_point_away_from_its_middle() -> None:
    build = MeshBuilder(parts=1)
    build.add(ball((3, 1, -2), (0.5, 1.0, 0.7), 9, 16), part=0, material=0)
    mesh = build.done()
    outward = ((mesh.centres - np.array((3, 1, -2))) * mesh.normals).sum(1)
    assert (outward > 0).all()
    assert np.allclose(np.linalg.norm(mesh.normals, axis=1), 1, atol=1e-5)
    assert np.abs(mesh.corners.reshape(-1, 3) - (3, 1, -2)).max(0) == pytest.approx((0.5, 1.0, 0.7), rel=0.05)


def test_newell_is_right_for_repeated_corners_and_any_winding() -> None:
    square = np.array([[(0, 0, 0), (1, 0, 0), (1, 0, 1), (0, 0, 1), (0, 0, 1)]], float)
    assert newell(square)[0] == pytest.approx((0, -1, 0))
    assert newell(square[:, ::-1])[0] == pytest.approx((0, 1, 0))


def test_cross_is_numpys() -> None:
    a, b = np.random.default_rng(0).normal(size=(2, 5, 3))
    assert np.allclose(cross(a, b), np.cross(a, b))


def test_unit_leaves_null_vectors_null() -> None:
    assert np.isfinite(unit(np.zeros(3))).all()
    assert unit((3.0, 0, 4.0)) == pytest.approx((0.6, 0, 0.8))


def test_turns_go_the_way_they_say() -> None:
    quarter = np.pi / 2
    assert turn_z(quarter) @ (1, 0, 0) == pytest.approx((0, 1, 0))  # pitch: forward goes up
    assert turn_x(quarter) @ (0, 1, 0) == pytest.approx((0, 0, 1))  # roll: up goes right
    assert turn_y(quarter) @ (0, 0, 1) == pytest.approx((1, 0, 0))  # yaw: right goes forward


def test_a_pivot_holds_its_point_and_chains_like_joints() -> None:
    elbow = pivot(turn_z(1.0), (1, 2, 0))
    assert moved(elbow, (1, 2, 0)) == pytest.approx((1, 2, 0))
    shoulder = pivot(turn_x(0.5), (0, 2, 0))
    point = np.array((2.0, 2.0, 0.5))
    assert moved(chain(shoulder, elbow), point) == pytest.approx(moved(shoulder, moved(elbow, point)))


def test_smooth_path_passes_its_ends_and_stays_near_its_knots() -> None:
    knots = np.array([(0, 0, 1), (1, 1, 2), (2, 0, 1), (3, 0, 1)], float)
    path = smooth_path(knots, 61)
    assert path[0] == pytest.approx(knots[0])
    assert path[-1] == pytest.approx(knots[-1])
    for knot in knots:
        assert np.linalg.norm(path - knot, axis=1).min() < 0.08


def test_rings_and_tubes_have_their_radii() -> None:
    ring = rings([(0, 0, 0.5, 0.2), (1, 0, 0.5, 0.2), (2, 0, 0.5, 0.2)], 8)
    assert np.ptp(ring[1, :, 1]) == pytest.approx(1.0)
    assert np.ptp(ring[1, :, 2]) == pytest.approx(0.4)
    pipe = tube([(0, 0, 0), (0, 1, 0), (0, 2, 0)], (0.1, 0.2, 0.3), 12)
    assert np.hypot(pipe[:, :, 0], pipe[:, :, 2]) == pytest.approx(np.repeat([[0.1], [0.2], [0.3]], 12, 1))
    assert loft(pipe).shape == (24, 4, 3)


def test_shingles_cover_and_point_back() -> None:
    ring = rings([(x, 0, 0.3, 0.3) for x in np.linspace(0, 1, 6)], 10)
    faces, row, tint = shingles(ring)
    assert faces.shape == (50, 7, 3)
    assert (np.diff(row) <= 0).all()  # painted root over tip: the last ring first
    tips, roots = faces[:, 3, 0], faces[:, 0, 0]
    assert (tips < roots).all()
    assert tint.min() >= 0.6
    away = np.hypot(faces[..., 1], faces[..., 2])
    assert away.min() > 0.25  # on the skin, not inside


def test_corners_that_were_repeated_are_not_counted() -> None:
    build = MeshBuilder(parts=1)
    triangle = np.array([[(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 1, 0)]], float)
    build.add(triangle, part=0, material=0, inside=(0, 0, -1))
    build.add(disc((0, 0, 0), (0, 0, 1), 1.0), part=0, material=0, inside=(0, 0, -1))
    mesh = build.done()
    assert mesh.counts.tolist() == [3, 8]
    assert mesh.normals == pytest.approx(np.array([(0, 0, 1), (0, 0, 1)]))


def test_a_face_of_nine_corners_is_refused() -> None:
    with pytest.raises(ValueError, match="3 to 8 corners"):
        MeshBuilder(parts=1).add(np.zeros((1, 9, 3)), part=0, material=0)
