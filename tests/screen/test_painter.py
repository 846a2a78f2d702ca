import weakref

import numpy as np
import pytest

from game.scene.drawing import (
    Blend,
    Box,
    Disc,
    Fresh,
    Interface,
    Item,
    Line,
    Picture,
    Polygon,
    Sprite,
    Stamp,
    Text,
)
from game.scene.interface import lettering
from game.screen.painter import Canvas, Painter

GREY = 100


def painted(*items: Item, size: tuple[int, int] = (120, 80), scale: float = 1.0) -> np.ndarray:
    canvas = Canvas(size)
    canvas.pixels[..., :3] = GREY
    Painter(scale).paint(canvas, items)
    return canvas.pixels[..., :3].astype(int)


def solid(h: int, w: int, *channels: int) -> np.ndarray:
    return np.full((h, w, len(channels)), channels, np.uint8)


def changed(pixels: np.ndarray) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is no longer the background."""
    rows, columns = np.nonzero((pixels != GREY).any(axis=2))
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


@pytest.mark.parametrize("kind", ["kept", "fresh"])
def test_blends(kind: str) -> None:
    def item(pixels: np.ndarray, blend: Blend) -> Item:
        return Sprite(Picture("p", pixels), 10, 5, blend) if kind == "kept" else Fresh(pixels, 10, 5, blend)

    opaque = painted(item(solid(4, 6, 250, 20, 30), Blend.OPAQUE))
    assert opaque[5, 10].tolist() == [250, 20, 30]
    assert changed(opaque) == (10, 5, 16, 9)

    half = painted(item(solid(4, 6, 60, 20, 30, 128), Blend.PREMULTIPLIED))
    assert np.abs(half[6, 12] - [60 + GREY // 2, 20 + GREY // 2, 30 + GREY // 2]).max() <= 1
    clear = painted(item(solid(4, 6, 0, 0, 0, 0), Blend.PREMULTIPLIED))
    assert (clear == GREY).all()

    added = painted(item(solid(4, 6, 60, 200, 0), Blend.ADD))
    assert added[6, 12].tolist() == [160, 255, 100]


def test_pictures_may_be_read_only_and_strided() -> None:
    pixels = solid(10, 12, 200, 100, 50, 255)[::2, ::2]
    pixels.flags.writeable = False
    assert painted(Fresh(pixels, 0, 0))[2, 2].tolist() == [200, 100, 50]
    assert painted(Sprite(Picture("p", pixels), 0, 0))[2, 2].tolist() == [200, 100, 50]


def test_sprites_are_clipped_at_every_edge() -> None:
    picture = Picture("p", solid(20, 20, 9, 9, 9))
    pixels = painted(*(Sprite(picture, x, y, Blend.OPAQUE) for x, y in ((-10, -10), (110, 70), (500, 500))))
    assert pixels[9, 9].tolist() == [9, 9, 9]
    assert pixels[75, 115].tolist() == [9, 9, 9]
    assert pixels[40, 60].tolist() == [GREY] * 3


def test_order_holds_when_sprites_are_batched() -> None:
    red, blue = Picture("r", solid(8, 8, 255, 0, 0)), Picture("b", solid(8, 8, 0, 0, 255))
    items = (Sprite(red, 0, 0, Blend.OPAQUE), Sprite(blue, 4, 0, Blend.OPAQUE), Box(6, 0, 8, 8, (0, 255, 0)))
    pixels = painted(*items, Sprite(red, 12, 0, Blend.OPAQUE))
    assert [pixels[4, x].tolist().index(255) for x in (2, 5, 8, 15)] == [0, 2, 1, 0]


def test_new_pixels_under_an_old_key_replace_them() -> None:
    canvas, painter = Canvas((20, 20)), Painter()
    painter.paint(canvas, [Sprite(Picture("p", solid(20, 20, 1, 2, 3)), 0, 0, Blend.OPAQUE)])
    painter.paint(canvas, [Sprite(Picture("p", solid(20, 20, 4, 5, 6)), 0, 0, Blend.OPAQUE)])
    assert canvas.pixels[3, 3, :3].tolist() == [4, 5, 6]


@pytest.mark.parametrize("colour", [(250, 40, 10), (250, 40, 10, 255), (250, 40, 10, 128)])
@pytest.mark.parametrize(
    ("item", "inside", "outside", "area"),
    [
        (lambda c: Polygon(((20, 10), (60, 10), (60, 50), (20, 50)), c), (40, 30), (70, 30), 1600),
        (lambda c: Disc(40, 30, 20, c), (40, 30), (62, 30), np.pi * 400),
        (lambda c: Disc(40, 30, 20, c, 4), (40, 10), (40, 30), np.pi * (22**2 - 18**2)),
        (lambda c: Box(20, 10, 40, 40, c), (21, 11), (61, 30), 1600),
        (lambda c: Box(20, 10, 40, 40, c, 12), (40, 12), (21, 11), 1600 - (4 - np.pi) * 144),
        (lambda c: Box(20, 10, 40, 40, c, 0, 3), (21, 30), (40, 30), 1600 - 34**2),
        (lambda c: Line(((10, 30), (90, 30)), c, 6), (50, 30), (50, 38), 80 * 6 + np.pi * 9),
        (lambda c: Polygon(((20, 10), (60, 10), (60, 50), (20, 50)), c, 4), (20, 30), (40, 30), 160 * 4),
    ],
    ids=["polygon", "disc", "ring", "box", "rounded", "frame", "line", "outline"],
)
def test_shapes(item, inside, outside, area, colour) -> None:  # type: ignore[no-untyped-def]
    pixels = painted(item(colour))
    alpha = (colour[3] if len(colour) == 4 else 255) / 255
    want = [c * alpha + GREY * (1 - alpha) for c in colour[:3]]
    assert np.abs(pixels[inside[1], inside[0]] - want).max() <= 2
    assert pixels[outside[1], outside[0]].tolist() == [GREY] * 3
    covered = (pixels[..., 0] - GREY).sum() / (want[0] - GREY)
    assert covered == pytest.approx(area, rel=0.12)


def test_edges_are_smooth() -> None:
    slanted = painted(Polygon(((10, 10), (100, 30), (20, 70)), (255, 255, 255)))
    assert len(np.unique(slanted)) > 20
    round_box = painted(Box(10, 10, 60, 40, (255, 255, 255), 16))
    assert len(np.unique(round_box)) > 8


def test_discs_stand_where_they_are_asked_to_a_quarter_pixel() -> None:
    for x in (40.0, 40.25, 40.5, 40.75):
        pixels = painted(Disc(x, 30, 8, (255, 255, 255, 200)))[..., 0] - GREY
        middle = (pixels * np.arange(120)).sum() / pixels.sum()
        assert middle == pytest.approx(x, abs=0.15)


def test_scale_moves_everything_alike() -> None:
    items = (
        Box(10, 5, 20, 10, (200, 0, 0)),
        Disc(20, 30, 5, (200, 0, 0)),
        Polygon(((30, 20), (40, 20), (40, 30), (30, 30)), (200, 0, 0, 200)),
        Fresh(solid(6, 6, 200, 0, 0, 255), 45, 5),
        Sprite(Picture("p", solid(6, 6, 200, 0, 0, 255)), 45, 25),
        Text("Huia", 5, 40, 12, shadow=False),
    )
    for item in items:
        small = changed(painted(item, size=(120, 80)))
        large = changed(painted(item, size=(240, 160), scale=2.0))
        assert np.abs(np.array(large) - np.array(small) * 2).max() <= 2, item


@pytest.mark.parametrize("anchor", ["nw", "n", "ne", "w", "c", "e", "sw", "s", "se"])
def test_text_hangs_by_its_anchor(anchor) -> None:  # type: ignore[no-untyped-def]
    pixels = painted(Text("HHH", 60, 40, 20, anchor=anchor, shadow=False))
    left, top, right, bottom = changed(pixels)
    wide = lettering.width("HHH", 20)
    x = {"w": 60, "e": 60 - wide}.get(anchor[-1], 60 - wide / 2)
    assert left == pytest.approx(x, abs=3)
    assert right == pytest.approx(x + wide, abs=3)
    assert {"n": top >= 40, "s": bottom <= 40}.get(anchor[0], top < 40 < bottom)


def test_text_has_its_colour_and_a_shadow_only_if_asked() -> None:
    plain = painted(Text("HH", 20, 20, 30, (255, 200, 0), shadow=False))
    assert plain.reshape(-1, 3)[plain[..., 0].argmax()].tolist() == [255, 200, 0]
    assert plain[..., 2].min() == 0  # the ink's own blue
    assert (plain[..., 0] >= GREY).all()
    dark = painted(Text("HH", 20, 20, 30, (255, 200, 0)))
    assert dark[..., 0].min() < GREY - 30
    assert (painted(Text("", 20, 20, 30), Interface()) == GREY).all()


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_a_stamp_looks_like_its_items(scale: float) -> None:
    items = (
        Box(0, 0, 90, 56, (4, 13, 21, 196), 12),
        Polygon(((12.3, 8), (50, 12.7), (30, 40)), (250, 240, 10)),
        Line(((60, 8), (80, 44), (84, 18)), (20, 240, 250), 6.5),
        Disc(20, 40, 7, (200, 30, 90)),
        Text("HA", 40, 20, 20, (250, 250, 250)),
    )
    direct = painted(*items, scale=scale)
    stamped = painted(Stamp("a", 0, 0, 90, 56, items), scale=scale)
    assert (direct != GREY).any()
    assert (np.abs(direct - stamped) > 3).mean() < 0.002  # where strokes cross, edges are rounded once more
    canvas, painter = Canvas((120, 80)), Painter()
    for x in (0, 30):
        painter.paint(canvas, [Stamp("a", x, 10, 90, 56, items)])
    assert len(painter._shapes) == 1 + len([item for item in items if not isinstance(item, Polygon | Line)])


def test_what_stands_still_looks_the_same_in_every_frame() -> None:
    items = [
        Polygon(((10.3, 10), (60, 14.7), (30, 60)), (250, 240, 10)),
        Line(((70, 10), (100, 60), (110, 20)), (20, 240, 250), 7.5),
        Line(((5, 5), (115, 70)), (255, 0, 0)),
    ]
    canvas, painter, frames = Canvas((120, 80)), Painter(), []
    for _ in range(4):
        canvas.pixels[..., :3] = GREY
        painter.paint(canvas, items)
        frames.append(canvas.pixels[..., :3].astype(int))
    assert painter.kept_bytes > 0
    assert max(np.abs(frame - frames[0]).max() for frame in frames) <= 12  # smooth edges round differently


def test_broken_items_draw_nothing_and_break_nothing() -> None:
    nothing = (
        Box(10, 10, 0, 10, (1, 2, 3)),
        Line((), (1, 2, 3)),
        Polygon((), (1, 2, 3, 100)),
        Polygon(((1e7, 1e7), (1e7, 2e7), (2e7, 1e7)), (1, 2, 3, 100)),
        Disc(-500, -500, 4, (1, 2, 3, 9)),
    )
    assert (painted(*nothing) == GREY).all()


@pytest.mark.slow
@pytest.mark.no_cover
def test_memory_stays_bounded_over_many_texts_and_shapes() -> None:
    most_bytes = 4 << 20
    canvas, painter = Canvas((200, 60)), Painter(most_shape_bytes=most_bytes)
    for n in range(20_000):
        painter.paint(canvas, [Text(f"score {n}", 2, 2, 10, shadow=n % 20 == 0)])
    assert most_bytes / 2 < painter.kept_bytes <= most_bytes


def test_pictures_are_forgotten_when_there_are_too_many() -> None:
    canvas, painter = Canvas((64, 64)), Painter(most_picture_bytes=1 << 20)
    for n in range(500):
        painter.paint(canvas, [Sprite(Picture(f"p{n}", solid(64, 64, 1, 2, 3, 255)), 0, 0)])
    assert painter.kept_bytes <= 1 << 20


def test_a_scaled_picture_does_not_keep_its_source() -> None:
    canvas, painter = Canvas((64, 64)), Painter(0.5)
    pixels = solid(64, 64, 1, 2, 3, 255)
    source = weakref.ref(pixels)
    painter.paint(canvas, [Sprite(Picture("p", pixels), 0, 0)])
    del pixels
    painter._recent.clear()  # as happens every few hundred frames
    assert source() is None
    assert painter.kept_bytes == 32 * 32 * 4
