"""The Huia's mesh: skin, feathers, beak, eyes, wattles, legs, the hat it moonwalks in and the pack it dances with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from game.scene.bird import anatomy as at
from game.scene.bird.anatomy import SIDES, Beak, Group, Part
from game.scene.mesh import Floats, Ints, Mesh, MeshBuilder, cross, disc, loft, rings, shingles, smooth_path, tube, unit
from game.scene.shading import Material, rgb

PALETTE: Final = (
    Material(rgb("#0a0e15"), sheen=1.3, edge=0.8),  # plumage
    Material(rgb("#0b1016"), sheen=0.95, edge=0.7),  # belly and thighs, duller
    Material(rgb("#f0d8b0"), gloss=0.42, own=0.25, edge=1.0),  # beak
    Material(rgb("#ff580c"), gloss=0.28, own=0.80, edge=0.7),  # wattles, lit from within
    Material(rgb("#545e68"), gloss=0.30, edge=0.6),  # legs
    Material(rgb("#f4f0e2"), gloss=0.15, own=0.95, edge=0.8),  # tail band, lights in the eye, hat
    Material(rgb("#040305"), gloss=0.9, edge=0.1),  # pupil
    Material(rgb("#7a431a"), gloss=0.5, own=0.7, edge=0.1),  # iris
    Material(rgb("#1a2128"), gloss=0.2, edge=0.3),  # bare skin: eye ring, lids
    Material(rgb("#7d4a3c"), gloss=0.3, own=0.3, edge=0.2),  # inside of the beak
    Material(rgb("#15161c"), gloss=0.2, edge=0.6),  # hat band
    Material(rgb("#0a0f17"), sheen=1.25, mirror=0.10, edge=0.7),  # wings and tail: flat, so a flare would cover them
    Material(rgb("#c9512b"), gloss=0.12, own=0.35, edge=0.8),  # canvas of the backpack
    Material(rgb("#6b4126"), gloss=0.25, own=0.2, edge=0.6),  # its leather
    Material(rgb("#f3cf72"), gloss=0.8, own=0.6, edge=0.6),  # its buckles
)
PLUME, BELLY, HORN, WATTLE, SCALE, WHITE, PUPIL, IRIS, SKIN, MOUTH, FELT, FLIGHT, CANVAS, LEATHER, BRASS = range(
    len(PALETTE)
)

VANE_AT: Final = np.array([0.16, 0.34, 0.62, 0.88, 0.96, 1.0])  # places along a feather, whose root lies under others
VANE_WIDTH: Final = np.array([0.62, 0.88, 1.0, 0.84, 0.52, 0.0])  # width of the vane at these places
COVERT_AT: Final = np.array([0.0, 0.36, 0.80, 1.0])  # the same of a small one, which is drawn in one piece
COVERT_WIDTH: Final = np.array([0.30, 0.95, 0.86, 0.0])
COVERTS: Final = 4  # rows of a wing from this one on are small
TAIL_AT: Final = np.array([0, 0.30, 0.62, 0.88, 0.965, 1.0])
TAIL_WIDTH: Final = np.array([0.34, 0.80, 1.0, 1.0, 0.66, 0.18])
CROWN_OVER, CROWN_OUT, CROWN_AHEAD = 1.71, 0.085, 0.58  # feathers above, within and behind these limits make the crest
BAND: Final = 0.765  # where the white of the tail begins; a shade more than the Huia had, to be read from afar


@dataclass(frozen=True, slots=True)
class Detail:
    """How finely the bird is built: rows and columns of body and head feathers, sides of its tubes.

    eye: how much larger than life; a small bird needs a larger one to look alive. plain: small feathers have five
    corners, wattles and toes fewer faces.
    """

    body_rows: int = 19
    body_columns: int = 20
    head_rows: int = 11
    head_columns: int = 16
    around: int = 8
    beak_rows: int = 12
    eye: float = 1.0
    plain: bool = False


FINE: Final = Detail()  # columns are even, because the skin below has half as many
COARSE: Final = Detail(16, 16, 9, 14, 6, 10, 1.12)  # below 300 px feathers of the fine mesh are dots
RUNNING: Final = Detail(13, 14, 8, 12, 6, 9, 1.2, plain=True)  # a run shows 220 px, in an upright picture 240
SMALL: Final = Detail(11, 12, 7, 10, 5, 8, 1.4, plain=True)


def build(beak: Beak, detail: Detail) -> Mesh:
    """The whole bird as one mesh of `anatomy.PARTS` parts in `Group.COUNT` groups."""
    made = MeshBuilder(at.PARTS, Group.COUNT)
    _body(made, detail)
    _head(made, detail)
    _beak(made, beak, detail)
    for side in (0, 1):
        _eye(made, side, detail)
        _wattle(made, side, detail)
        _leg(made, side, detail)
        _wing(made, side)
    _tail(made)
    _hat(made, detail)
    _pack(made)
    made.nudge[[Group.LEG, Group.LEG + 1]] = -0.30  # the belly's feathers cover the legs
    made.stacked[[Group.TAIL, Group.WING, Group.WING + 1]] = True
    return made.done()


def beak_sections(beak: Beak, rows: int) -> Floats:
    """Cross-sections (rows, 4) of the upper bill in the head's resting place, root first."""
    t = np.linspace(0, 1, rows)
    angle = -0.02 - beak.turn * t**1.05
    step = beak.length / (rows - 1)
    x = 0.600 + np.concatenate([[0.0], np.cumsum(np.cos(angle[:-1]) * step)])
    y = 1.598 + np.concatenate([[0.0], np.cumsum(np.sin(angle[:-1]) * step)])
    taper = (1 - t) ** 0.72 * 0.93 + 0.07 * (1 - t) + 0.012
    return np.stack([x, y, beak.height * taper, beak.width * taper], 1)


def _body(made: MeshBuilder, detail: Detail) -> None:
    rows, columns = detail.body_rows, detail.body_columns
    ring = rings(smooth_path(at.SPINE, rows), columns)
    vertebra = Part.SPINE + np.rint(np.linspace(0, at.VERTEBRAE - 1, rows)).astype(int)
    # skin below the feathers: a gap between them shows dark, not forest; each band reaches under the next
    middle = ring.mean(1, keepdims=True)
    skin = middle + (ring[:, ::2] - middle) * 0.94  # inside the feathers, whose edges are the smooth ones
    kept = np.unique([*range(0, rows, 2), rows - 1])
    skin = skin[kept]
    under = skin[1:].copy()
    under[:-1] += 0.3 * (skin[2:] - skin[1:-1])
    bands, start = loft(skin[:-1], under), kept[:-1]
    made.lining(
        bands, np.repeat(vertebra[start], columns // 2), BELLY,
        group=Group.BODY, tint=0.7, lift=-0.05, inside=np.repeat(ring.mean(1)[start], columns // 2, 0),
    )  # fmt: skip
    faces, row, tint = shingles(ring, seed=1, plain=detail.plain)
    bend = np.maximum(np.rint((row - 1.5) / (rows - 1) * (at.VERTEBRAE - 1)), 0).astype(
        int
    )  # a feather turns with the skin below its middle, or the tips stand off a bent neck
    height = faces.mean(1)[:, 1] - ring.mean(1)[row, 1]
    belly = height < -0.10 * np.abs(ring[row, :, 1].max(1) - ring.mean(1)[row, 1]) / 0.28
    shaded = tint * np.clip(1.06 + height * 0.9, 0.62, 1.25)  # what looks down sees the bird's own shadow
    made.add(
        faces, Part.SPINE + bend, np.where(belly, BELLY, PLUME),
        group=Group.BODY, tint=shaded**1.3, inside=ring.mean(1)[row],
    )  # fmt: skip
    made.ruffle(0.09, seed=2)


def _head(made: MeshBuilder, detail: Detail) -> None:
    rows, columns = detail.head_rows, detail.head_columns
    ring = rings(smooth_path(at.SKULL, rows), columns)
    skin = ring[np.unique([*range(0, rows, 2), rows - 1])][:, ::2]  # hardly any of it is ever visible
    made.lining(loft(skin), Part.HEAD, PLUME, group=Group.HEAD, tint=0.6, lift=-0.03, inside=at.FACE_AT)
    faces, row, tint = shingles(ring[:-1], overlap=1.8, width=0.60, rise=0.007, seed=2, plain=detail.plain)
    made.add(
        faces, _crest(faces), PLUME,
        group=Group.HEAD, tint=tint**1.2, inside=ring.mean(1)[row],
    )  # fmt: skip
    made.ruffle(0.07, seed=3)


def _crest(faces: Floats) -> Ints:
    """The part each feather of the head belongs to: those of the crown can stand up, row by row."""
    root = faces[:, :, 0].max(1)  # feathers point back
    middle = faces.mean(1)
    row = np.argmin(np.abs(root[:, None] - np.array(at.CREST_X)), 1)
    crown = (middle[:, 1] > CROWN_OVER) & (np.abs(middle[:, 2]) < CROWN_OUT) & (root < CROWN_AHEAD)
    return np.where(crown, Part.CREST + row, Part.HEAD)


def _beak(made: MeshBuilder, beak: Beak, detail: Detail) -> None:
    upper = beak_sections(beak, detail.beak_rows)
    lower = beak_sections(
        Beak(beak.length * 0.94, beak.turn * 0.972, beak.height * 0.62, beak.width * 0.78), detail.beak_rows
    )
    lower[:, 0] += 0.005
    lower[:, 1] -= 0.036 * np.linspace(1, 0.5, len(lower))
    for sections, part, bright, lift, around in (
        (upper, Part.HEAD, 1.0, 0.05, detail.around + 1),
        (lower, Part.JAW, 0.78, 0.0, detail.around - 2),  # mostly behind the upper one
    ):
        ring = rings(sections, around)
        t = np.repeat(np.linspace(0, 1, len(ring) - 1), around)
        tint = bright * (0.72 + 0.36 * np.minimum(1, t * 3.5))  # greyer where it leaves the feathers
        made.add(
            loft(ring),
            part,
            HORN,
            group=Group.HEAD,
            tint=tint,
            lift=lift,
            inside=np.repeat(sections_middle(sections), around, 0),
        )


def sections_middle(sections: Floats) -> Floats:
    """Middles (n - 1, 3) between cross-sections, for normals to turn away from."""
    middle = (sections[1:, :2] + sections[:-1, :2]) / 2
    return np.concatenate([middle, np.zeros((len(middle), 1))], 1)


def eye_frame(side: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Centre of an eye, its outward axis, and the directions to its front and top."""
    mirror = np.array((1, 1, SIDES[side]))
    axis = unit(at.EYE_AXIS * mirror)
    front = unit(cross((0, 1, 0), axis)) * SIDES[side]
    return at.EYE_AT * mirror, axis, front, unit(np.array((0, 1, 0)) - axis * axis[1])


def _eye(made: MeshBuilder, side: int, detail: Detail) -> None:
    centre, axis, front, top = eye_frame(side)
    for radius, out, material, part, lift in (
        (0.046, 0.003, SKIN, Part.HEAD, 0.05),
        (0.037, 0.006, IRIS, Part.HEAD, 0.06),
        (0.0265, 0.009, PUPIL, Part.PUPIL + side, 0.07),
    ):
        made.add(
            disc(centre + axis * out, axis, radius * detail.eye),
            part,
            material,
            group=Group.HEAD,
            lift=lift,
            inside=at.FACE_AT,
        )
    for radius, shift in (
        ((0.0095, (-0.25, 0.45)), (0.0045, (0.35, -0.40))) if detail is FINE else ((0.011, (-0.2, 0.5)),)
    ):
        spot = centre + axis * 0.011 + (front * shift[0] + top * shift[1]) * 0.026
        made.add(disc(spot, axis, radius), Part.HEAD, WHITE, group=Group.HEAD, lift=0.09, tint=1.5, inside=at.FACE_AT)
    lid = disc((0, -0.5, 0), (0, 0, 1), 0.5)  # its own frame: x front, y down to -1, z out; the rig lowers it
    made.add(lid, Part.LID + side, SKIN, group=Group.HEAD, lift=0.10, tint=1.7, inside=(0, -0.5, -1))
    low = np.radians([-140, -123, -107, -90, -73, -57, -40])
    lashes = np.stack([0.5 * np.cos(low), 0.5 * np.sin(low) - 0.5, 0 * low], 1)[None]
    made.add(lashes, Part.LID + side, PUPIL, group=Group.HEAD, lift=0.11, inside=(0, -0.8, -1))


def _wattle(made: MeshBuilder, side: int, detail: Detail) -> None:
    mirror = np.array((1, 1, SIDES[side]))
    around = 8 if detail.plain else detail.around + 4
    axis = unit(np.array((0.22, -0.10, 1.0)) * mirror)
    across = unit(cross(axis, (0, 1, 0.0)))
    up = cross(across, axis)
    a = np.linspace(0, 2 * np.pi, around, endpoint=False)
    outline = across * np.cos(a)[:, None] * 0.070 + up * (np.sin(a) * 0.080 - 0.012)[:, None]
    centre = np.array((0.572, 1.506, 0.100)) * mirror
    shape: tuple[tuple[float, float], ...] = ((-0.9, 0.05), (-0.7, 0.8), (0.0, 1.0), (0.72, 0.72), (1.0, 0.03))
    shades = [0.55, 0.66, 0.88, 1.06]
    if detail.plain:
        shape, shades = ((-0.9, 0.05), (-0.5, 0.92), (0.45, 0.95), (1.0, 0.03)), [0.58, 0.80, 1.02]
    ring = np.array([centre + axis * 0.036 * out + outline * size for out, size in shape])
    tint = np.repeat(shades, around)
    made.add(loft(ring), Part.WATTLE + side, WATTLE, group=Group.HEAD, tint=tint, lift=0.06)


def _leg(made: MeshBuilder, side: int, detail: Detail) -> None:
    """Tibia and tarsus along x from 0 to 1; the foot about its root."""
    group = Group.LEG + side
    around = detail.around
    x = np.linspace(-0.22, 0.86, 6)  # the thigh is inside the body, and so is the root of this
    radii = (0.100, 0.122, 0.100, 0.070, 0.045, 0.027)
    drum = tube(np.stack([x, 0 * x, 0 * x], 1), radii, 6 if detail.plain else 8)
    drum[:, :, 1:] *= np.array((1.0, 0.86))
    skin = drum[::2, ::2] * np.array((1.0, 0.94, 0.94))
    made.lining(loft(skin), Part.TIBIA + side, BELLY, group=group, tint=0.6, lift=-0.02)
    faces, row, tint = shingles(drum[::-1], overlap=1.5, width=0.66, rise=0.008, seed=5 + side, plain=detail.plain)
    made.add(
        faces, Part.TIBIA + side, BELLY,
        group=group, tint=tint * (0.75 + 0.5 * row / 6), inside=drum[::-1].mean(1)[row],
    )  # fmt: skip
    made.ruffle(0.08)
    bare = tube(np.array([(0.78, 0, 0), (1.02, 0, 0)]), (0.021, 0.027), max(5, around - 2))
    made.add(loft(bare), Part.TIBIA + side, SCALE, group=group)
    x = np.array([-0.05, 0.03, 0.12, 0.88, 1.0])
    shank = tube(np.stack([x, 0 * x, 0 * x], 1), (0.022, 0.031, 0.021, 0.020, 0.026), max(5, around - 2))
    scutes = np.repeat([1.0, 1.1, 1.0, 0.95], shank.shape[1])
    made.add(loft(shank), Part.TARSUS + side, SCALE, group=group, tint=scutes)
    for angle, length in ((0.0, 0.24), (0.55, 0.20), (-0.55, 0.20), (np.pi, 0.15)):
        ahead = np.array((np.cos(angle), 0, np.sin(angle)))
        bend = [(0.0, -0.012, 0.022), (0.48, 0.0, 0.018), (0.8, -0.022, 0.014), (1.0, -0.042, 0.004)]
        if detail.plain:
            bend = bend[::2] + bend[3:]
        path = [ahead * length * k + (0, rise, 0) for k, rise, _ in bend]
        around = 3 if detail.plain else 4
        stout = 1.3 if detail.plain else 1.0  # three sides are narrower than four
        toe = tube(path, [radius * stout for *_, radius in bend], around, side=(-ahead[2], 0, ahead[0]))
        tint = np.repeat([0.92, 1.0, 0.5][4 - len(bend) :], around)  # the claw is dark
        made.add(loft(toe), Part.FOOT + side, SCALE, group=group, tint=tint)


def _vane(along: Floats, width: Floats, sign: float, depth: float, curl: float) -> Floats:
    """Half a feather (1, n + 2 at most 8, 3) in its own frame: x root to tip 0..1, y up, z across -1..1."""
    x = np.concatenate([[along[0]], along, [along[-1]]])
    z = np.concatenate([[0.0], width, [0.0]]) * sign
    return np.stack([x, curl * x * x - depth * np.abs(z), z], 1)[None]


def _wing(made: MeshBuilder, side: int) -> None:
    plan = at.wing_plan()
    n = at.WING_FEATHERS
    part = Part.WING + side * n + np.arange(n)
    lift = plan.rise + 1e-4 * np.arange(n)
    large = plan.row < COVERTS
    x = np.concatenate([COVERT_AT, COVERT_AT[-2::-1]])
    z = np.concatenate([COVERT_WIDTH, -COVERT_WIDTH[-2::-1]])
    whole = np.stack([x, -0.05 * x * x - 0.004, z], 1)[None]
    for vane, bright, which in (
        (_vane(VANE_AT, VANE_WIDTH, 1.0, 0.008, -0.05)[:, :-1], 0.84, large),
        (_vane(VANE_AT, VANE_WIDTH, -1.0, 0.008, -0.05)[:, :-1], 1.18, large),
        (whole, 1.02, ~large),
    ):
        made.add(
            np.repeat(vane, which.sum(), 0), part[which], FLIGHT,
            group=Group.WING + side, tint=(bright * plan.tint[which]) ** 1.3, lift=lift[which],
            two_sided=True, inside=(0.5, -1, 0),
        )  # fmt: skip
        made.ruffle(0.03, seed=7)


def _tail(made: MeshBuilder) -> None:
    dark = np.array([0, 0.3, 0.6, BAND])
    white = np.array([BAND, 0.88, 0.965, 1.0])
    n = at.TAIL_FEATHERS
    lift = 1 - np.abs(np.arange(n) - (n - 1) / 2) / n + 0.001 * np.arange(n)  # the middle ones lie on top
    varied = 1 + 0.12 * np.cos(np.arange(n) * 2.4)
    for along, material, bright in ((dark, FLIGHT, (0.85 * varied, 1.2 * varied)), (white, WHITE, (0.92, 1.05))):
        for sign, tint in zip((1.0, -1.0), bright, strict=True):
            vane = _vane(along, np.interp(along, TAIL_AT, TAIL_WIDTH), sign, 0.016, 0.0)
            made.add(
                np.repeat(vane, n, 0), Part.TAIL + np.arange(n), material,
                group=Group.TAIL, tint=tint, lift=lift, two_sided=True, inside=(0.5, -1, 0),
            )  # fmt: skip


def _hat(made: MeshBuilder, detail: Detail) -> None:
    """A fedora about the origin, brim at y 0."""
    around = detail.around + 5
    a = np.linspace(0, 2 * np.pi, around, endpoint=False)
    flat = np.stack([np.cos(a), 0 * a, np.sin(a) * 0.82], 1)
    curve = np.stack([0 * a, 0.035 * np.cos(2 * a) - 0.015 * np.cos(a), 0 * a], 1)  # dips before and behind

    def ring(radius: float, height: float, bend: float = 0.0) -> Floats:
        return np.asarray(flat * radius + np.array((0, height, 0)) - curve * bend)

    brim = np.array([ring(0.13, 0.0), ring(0.25, -0.012, 1.0)])
    made.add(loft(brim), Part.HAT, WHITE, group=Group.HEAD, lift=0.10, two_sided=True, inside=(0, -1, 0), tint=0.9)
    made.add(loft(np.array([ring(0.142, 0.0), ring(0.14, 0.05)])), Part.HAT, FELT, group=Group.HEAD, lift=0.16)
    crown = np.array([ring(0.139, 0.05), ring(0.128, 0.13), ring(0.10, 0.155), ring(0.02, 0.135)])
    made.add(loft(crown), Part.HAT, WHITE, group=Group.HEAD, lift=0.16, inside=(0, 0.05, 0))


def _pack(made: MeshBuilder) -> None:
    """A backpack with a flap and two straps that come over the shoulders."""
    along, out = np.array((0.84, 0.54, 0.0)), np.array((-0.54, 0.84, 0.0))  # up the slope of the back, off the back
    side = np.array((0.0, 0.0, 1.0))

    def slab(low: float, high: float, half: float, thick: tuple[float, float]) -> Floats:
        """A box with rounded sides: rings (n, 8, 3) from its bottom to its top."""
        corners = np.radians(np.array([22, 68, 112, 158, 202, 248, 292, 338]))
        rows = []
        for at_, grown in ((low, 0.80), (low + 0.04, 1.0), (high - 0.05, 1.0), (high, 0.74)):
            middle = at.PACK_AT + along * at_ + out * (thick[0] + thick[1]) / 2
            deep = (thick[1] - thick[0]) / 2
            rows.append([middle + (side * half * np.cos(a) + out * deep * np.sin(a)) * grown * 1.08 for a in corners])
        return np.asarray(rows)

    def solid(rows: Floats, material: int, lift: float, tint: float = 1.0) -> None:
        made.add(loft(rows), Part.PACK, material, group=Group.BODY, lift=lift, tint=tint)
        for end, inward in ((rows[-1], rows[0]), (rows[0], rows[-1])):
            made.add(
                end[None], Part.PACK, material, group=Group.BODY, lift=lift, tint=1.1 * tint, inside=inward.mean(0)
            )

    solid(slab(-0.30, 0.26, 0.34, (-0.02, 0.24)), CANVAS, 0.10)
    solid(slab(0.06, 0.29, 0.36, (-0.02, 0.27)), CANVAS, 0.14, 0.72)  # the flap
    solid(slab(-0.24, -0.06, 0.20, (0.20, 0.31)), CANVAS, 0.16, 0.86)  # a pocket
    for s in SIDES:
        buckle = disc(at.PACK_AT + along * 0.05 + out * 0.29 + side * 0.17 * s, out, 0.035)
        made.add(buckle, Part.PACK, BRASS, group=Group.BODY, lift=0.2)
        path = np.array(
            [(-0.14, 1.44, 0.16), (0.06, 1.50, 0.19), (0.26, 1.45, 0.215), (0.40, 1.27, 0.205), (0.43, 1.12, 0.215),
             (0.30, 0.95, 0.25), (0.08, 0.86, 0.28)]
        ) * np.array((1.0, 1.0, s))  # fmt: skip
        strap = tube(path, np.full(len(path), 0.030), 5)
        made.add(loft(strap), Part.PACK, LEATHER, group=Group.BODY, lift=0.20)
