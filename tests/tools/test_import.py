"""Importing: PoseNet captures drawn here by ourselves, skeletons read back from pictures, photos, hostile archives."""

from __future__ import annotations

import colorsys
import json
import struct
import zipfile
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from game.body.datasets import read_samples
from game.body.pose import Pose
from game.errors import UserError
from game.vision.virtual.crowd import crowd
from game.vision.virtual.performance import Beat
from game.vision.virtual.source import VirtualCamera
from tools import review
from tools.importing import archive, drawn_joints
from tools.importing import captures as importing
from tools.importing.archive import Archive
from tools.importing.canvas import on_its_canvas, read_joints
from tools.importing.captures import Import, import_poses
from tools.importing.drawn import LIMBS, PARTS, SIZE, Colour, Colours, Image, Points, belongs
from tools.importing.drawn_colours import learn
from tools.importing.drawn_joints import CERTAIN, recover
from tools.importing.pairing import Pair, paired
from tools.importing.photos import picture_size

THIGH = LIMBS.index((PARTS["rightHip"], PARTS["rightKnee"]))
HIPS = LIMBS.index((PARTS["leftHip"], PARTS["rightHip"]))
EAR = PARTS["leftEar"]


def palette() -> Colours:
    """A colour for every joint and limb, with the flaws of the original's drawing."""
    wheel = [colorsys.hsv_to_rgb(n * 0.618 % 1, 0.55 + 0.45 * (n % 2), 1 - 0.2 * (n % 3)) for n in range(29)]
    rgb: list[Colour] = [(int(r * 255), int(g * 255), int(b * 255)) for r, g, b in wheel]
    joints: list[Colour | None] = list(rgb[:17])
    limbs = tuple(rgb[17:])
    joints[EAR] = None  # black on black
    joints[PARTS["nose"]] = limbs[THIGH]
    joints[PARTS["rightKnee"]] = limbs[HIPS]
    return Colours(tuple(joints), limbs, 6.0, 8.0)


def drawn(points: Points, colours: Colours, dots_first: bool = False) -> Image:
    """A skeleton as the original drew it: lines of 8 px, dots of 6 px, on black."""
    image = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    fixed = np.rint(points[:, :2] * 16).astype(int).tolist()

    def dots() -> None:
        for joint, colour in enumerate(colours.joints):
            if points[joint, 2] > 0.1:
                cv2.circle(image, fixed[joint], 6 * 16, colour or (0, 0, 0), cv2.FILLED, cv2.LINE_AA, 4)

    if dots_first:
        dots()
    for (a, b), line in zip(LIMBS, colours.limbs, strict=True):
        if min(points[a, 2], points[b, 2]) > 0.1 and line is not None:
            cv2.line(image, fixed[a], fixed[b], line, 8, cv2.LINE_AA, 4)
    if not dots_first:
        dots()
    return image


def png(image: Image) -> bytes:
    return cv2.imencode(".png", cv2.cvtColor(image, cv2.COLOR_RGB2BGR))[1].tobytes()


def posenet(points: Points) -> str:
    names = list(PARTS)
    keypoints = [
        {"part": names[n], "position": {"x": float(x), "y": float(y)}, "score": float(score)}
        for n, (x, y, score) in enumerate(points)
    ]
    return json.dumps({"score": 0.9, "keypoints": keypoints})


@pytest.fixture(scope="module")
def bodies() -> list[tuple[str, Points]]:
    """Labelled joints (17, 3) in pixels and score, all within the canvas or cut off by it."""
    acts = ("wings", "fly", "normal", "hadouken")
    people = crowd(21, 24, 1, acts=acts, wildness=0.3, frame=SIZE, held_only=True)
    found = []
    for n in range(len(people)):
        points = people.pose(n).coco17() * np.array([*SIZE, 1], np.float32)
        outside = ((points[:, :2] < 8) | (points[:, :2] > np.array(SIZE) - 8)).any(axis=1)
        points[:, 2] = np.where(outside, 0.0, 0.95)
        found.append((acts[n % len(acts)], points.astype(np.float32)))
    return found


@pytest.fixture(scope="module")
def learnt(bodies: list[tuple[str, Points]]) -> Colours:
    colours = learn([(drawn(points, palette()), points) for _, points in bodies[:12]])
    assert colours is not None
    return colours


def write(folder: Path, files: dict[str, bytes | str]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


def zipped(path: Path, files: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in files.items():
            out.writestr(name, data)
    return path


def captures(bodies: list[tuple[str, Points]]) -> dict[str, bytes | str]:
    files: dict[str, bytes | str] = {}
    for n, (label, points) in enumerate(bodies):
        files[f"{label}_{n}.json"] = posenet(points)
        files[f"{label}_{n}.png"] = png(drawn(points, palette()))
    return files


def asked(path: Path, data: Path, **more: object) -> Import:
    return Import(path, data, "ana", "2019", **more)  # type: ignore[arg-type]


# --- drawn skeletons ------------------------------------------------------------------------------------


def test_the_colours_are_learnt_from_pictures_whose_joints_are_known(learnt: Colours) -> None:
    true = palette()
    assert learnt.joints[EAR] is None, "black on black cannot be learnt"
    assert learnt.joints == true.joints and learnt.limbs == true.limbs
    assert learnt.dot_px == pytest.approx(6, abs=1) and learnt.line_px == pytest.approx(8, abs=0.5)


@pytest.mark.slow
def test_joints_are_read_back_from_a_picture_within_two_pixels(
    bodies: list[tuple[str, Points]], learnt: Colours
) -> None:
    errors, dots, there = [], 0, 0
    for _, points in bodies[12:]:
        found = recover(drawn(points, palette()), learnt)
        assert found is not None and found[EAR, 2] == 0
        for joint in (n for n in range(17) if n != EAR):
            if points[joint, 2] == 0:
                assert found[joint, 2] == 0, f"{list(PARTS)[joint]} was not drawn"
                continue
            there += 1
            dots += found[joint, 2] == CERTAIN
            if found[joint, 2] > 0:
                errors.append(float(np.hypot(*(found[joint, :2] - points[joint, :2]))))
    assert dots >= 0.97 * there
    assert np.median(errors) < 0.5 and max(errors) < 2.0


COVERED_FACES = (
    ((337, 164), (341, 157), (329, 155), (340, 160), (314, 156)),
    ((345, 157), (347, 147), (332, 146), (342, 152), (309, 150)),
    ((360, 222), (365, 213), (346, 212), (366, 219), (326, 218)),
    ((320, 217), (324, 209), (311, 210), (324, 211), (297, 213)),
    ((333, 105), (336, 97), (323, 96), (334, 100), (306, 98)),
)
"""Nose, eyes and ears of virtual people whose left ear, black on black, lies on the nose or an eye."""


@pytest.mark.parametrize("face", COVERED_FACES)
@pytest.mark.parametrize("size", [SIZE, (320, 250)])
def test_an_ear_that_cannot_be_seen_does_not_move_the_nose_and_the_eyes_it_covers(
    face: tuple[tuple[int, int], ...], size: tuple[int, int], bodies: list[tuple[str, Points]], learnt: Colours
) -> None:
    points = bodies[0][1].copy()
    points[:5, :2], points[:5, 2] = face, 0.95
    small = np.asarray(cv2.resize(drawn(points, palette()), size, interpolation=cv2.INTER_AREA), np.uint8)
    found = read_joints(on_its_canvas(small, None), learnt)
    assert found is not None and (found[:5, 2] > 0).sum() >= 2
    assert _apart(found, points)[:5].max() < 2.0


def test_lines_drawn_over_the_dots_are_read_too(bodies: list[tuple[str, Points]]) -> None:
    """All but nose and right knee: their dots have a limb's colour, and lines cover what else tells them apart."""
    pictures = [(drawn(points, palette(), dots_first=True), points) for _, points in bodies]
    colours = learn(pictures[:12])
    assert colours is not None
    told = [n for n in range(17) if n not in (PARTS["nose"], PARTS["rightKnee"])]
    errors = []
    for image, points in pictures[12:]:
        found = recover(image, colours)
        assert found is not None
        both = [n for n in told if points[n, 2] > 0 and found[n, 2] > 0]
        errors += np.hypot(*(found - points)[both, :2].T).tolist()
    assert np.median(errors) < 2.0 and np.quantile(errors, 0.97) < 12.0


def test_a_dot_of_a_limbs_colour_does_not_bend_its_line(learnt: Colours) -> None:
    image = np.zeros((200, 300), np.uint8)
    cv2.line(image, (60, 50), (160, 50), 255, 8)
    cv2.circle(image, (70, 160), 6, 255, cv2.FILLED)
    rows, columns = np.nonzero(image)
    stroke = drawn_joints._stroke(np.column_stack([columns, rows]).astype(np.float32), learnt)
    assert stroke is not None and abs(float(stroke.way[1])) < 0.02
    assert max(abs(float(end[1]) - 50) for end in stroke.ends) < 1.5


def test_joints_of_another_picture_do_not_belong(bodies: list[tuple[str, Points]], learnt: Colours) -> None:
    image = drawn(bodies[0][1], palette())
    assert belongs(image, bodies[0][1], learnt)
    assert not belongs(image, bodies[1][1], learnt)
    assert not belongs(image, bodies[0][1] + np.array([25, 0, 0], np.float32), learnt)


def test_a_black_picture_holds_nobody(learnt: Colours) -> None:
    assert recover(np.zeros((SIZE[1], SIZE[0], 3), np.uint8), learnt) is None


# --- captures -------------------------------------------------------------------------------------------


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize("as_zip", [False, True])
def test_captures_are_imported_and_gaps_read_from_pictures(
    as_zip: bool, tmp_path: Path, bodies: list[tuple[str, Points]]
) -> None:
    files = captures(bodies)
    names = [name.removesuffix(".json") for name in files if name.endswith(".json")]
    del files[names[1] + ".json"]  # an orphan
    files[names[2] + ".json"] = files[names[7] + ".json"]  # contradicts its picture
    files[names[3] + ".json"] = "{broken"
    del files[names[4] + ".png"]  # JSON alone is believed
    files["readme.txt"] = "hello"
    files["__MACOSX/._x_1.json"] = "{}"
    files["nonsense.json"] = "{}"
    files["wings_99.json"] = json.dumps({"keypoints": [{"part": "nose"}]})
    source = zipped(tmp_path / "c.zip", files) if as_zip else write(tmp_path / "c", files)
    data = tmp_path / "samples.jsonl"
    result = import_poses(asked(source, data))

    samples = read_samples(data)
    assert len(samples) == len(bodies) == sum(result.counts.values())
    assert {(s.person, s.session, s.landmarks) for s in samples} == {("ana", "2019", "coco17")}
    assert sorted(s.source for s in samples) == ["picture"] * 3 + ["posenet"] * (len(bodies) - 3)
    assert sorted(remark.split(":")[0] for remark in result.left_out) == ["nonsense.json", "wings_99.json"]
    truth = {label: [p for name, p in bodies if name == label] for label, _ in bodies}
    for sample in samples:
        xy = sample.pose.coco17() * np.array([*SIZE, 1])
        nearest = min((_apart(xy, p) for p in truth[sample.label]), key=lambda one: float(one.max()))
        assert nearest.max() < 2.0


@pytest.mark.no_cover
def test_importing_again_adds_and_never_collides(tmp_path: Path, bodies: list[tuple[str, Points]]) -> None:
    source = write(tmp_path / "c", captures(bodies[:4]))
    data = tmp_path / "samples.jsonl"
    import_poses(asked(source, data))
    before = data.read_bytes()
    import_poses(asked(source, data, mirrored=True))
    assert data.read_bytes().startswith(before)
    samples = read_samples(data)
    assert len({s.id for s in samples}) == len(samples) == 8
    mirrored: Pose = samples[4].pose.mirrored()
    seen = samples[0].pose.points[:, 3] > 0
    np.testing.assert_allclose(mirrored.points[seen], samples[0].pose.points[seen], atol=1e-4)


def _apart(xy: Points, truth: Points) -> Points:
    """How far joints are from the truth in pixels, (17,); 0 where one of the two does not know."""
    return np.where((xy[:, 2] > 0) & (truth[:, 2] > 0), np.hypot(*(xy - truth)[:, :2].T), 0.0)


@pytest.mark.parametrize("size", [(224, 224), (1280, 1000)])
def test_drawings_made_smaller_or_larger_are_read_on_the_original_canvas(
    size: tuple[int, int], tmp_path: Path, bodies: list[tuple[str, Points]], learnt: Colours
) -> None:
    """A sound JSON, one of another pose, one of nobody, none: in the canvas's pixels, whatever the picture's are."""
    table = tmp_path / "colours.json"
    table.write_text(json.dumps(learnt.as_json()))
    way = cv2.INTER_AREA if size < SIZE else cv2.INTER_LINEAR
    nobody = np.column_stack([np.random.default_rng(3).uniform(0, 500, (17, 2)), np.full(17, 0.2)])
    told: list[Points | None] = [bodies[0][1], bodies[7][1], nobody, None]
    files: dict[str, bytes | str] = {}
    for n, ((label, points), said) in enumerate(zip(bodies, told, strict=False)):
        files[f"imgs/{label}_{n}.png"] = png(cv2.resize(drawn(points, palette()), size, interpolation=way))
        if said is not None:
            files[f"json/{label}_{n}.json"] = posenet(said)
    data = tmp_path / "s.jsonl"
    result = import_poses(asked(write(tmp_path / "c", files), data, colours=table))
    assert result.left_out == () and len(read_samples(data)) == len(told)
    for sample, (_, points) in zip(read_samples(data), sorted(bodies[:4], key=lambda one: one[0]), strict=True):
        apart = _apart(sample.pose.coco17() * np.array([*SIZE, 1]), points)
        assert sample.pose.frame == SIZE and apart[5:].max() < 2.0
        assert (apart[5:] > 0).sum() >= (points[5:, 2] > 0).sum() - 1, "joints are missing"


def test_a_drawing_on_a_canvas_of_its_own_keeps_its_pixels(
    tmp_path: Path, bodies: list[tuple[str, Points]], learnt: Colours
) -> None:
    """The pen is the original's, the canvas 800 x 600: with its JSON, with another's, alone; and a JSON alone."""
    table = tmp_path / "colours.json"
    table.write_text(json.dumps(learnt.as_json()))
    files: dict[str, bytes | str] = {}
    for n, (label, points) in enumerate(bodies[:3]):
        large = np.zeros((600, 800, 3), np.uint8)
        large[80:580, 100:740] = drawn(points, palette())
        files[f"{label}_{n}.png"] = png(large)
    moved = {n: points + np.array([100, 80, 0], np.float32) for n, (_, points) in enumerate(bodies)}
    files |= {f"{bodies[0][0]}_0.json": posenet(moved[0]), f"{bodies[1][0]}_1.json": posenet(moved[6])}
    files[f"{bodies[3][0]}_3.json"] = posenet(moved[3])
    data = tmp_path / "s.jsonl"
    import_poses(asked(write(tmp_path / "c", files), data, colours=table))
    found = {sample.id: sample.pose for sample in read_samples(data)}
    assert len(found) == 4
    for n, (label, _) in enumerate(bodies[:4]):
        pose = found[f"{label}_{n}-ana-2019"]
        assert pose.frame == (800, 600)
        assert _apart(pose.coco17() * np.array([800, 600, 1]), moved[n])[5:].max() < 2.0


def test_a_joint_that_lies_beside_its_dot_is_read_from_the_picture(
    tmp_path: Path, bodies: list[tuple[str, Points]], learnt: Colours
) -> None:
    table = tmp_path / "colours.json"
    table.write_text(json.dumps(learnt.as_json()))
    joints = [PARTS[name] for name in ("leftWrist", "rightElbow", "rightKnee", "leftElbow")]
    files: dict[str, bytes | str] = {}
    for n, ((label, points), joint) in enumerate(zip(bodies, joints, strict=False)):
        wrong = points.copy()
        wrong[joint, :2] += (-30, 25)
        files |= {f"{label}_{n}.png": png(drawn(points, palette())), f"{label}_{n}.json": posenet(wrong)}
    data = tmp_path / "s.jsonl"
    result = import_poses(asked(write(tmp_path / "c", files), data, colours=table))
    assert result.remarks == ("JSON with a joint beside its dot: 4 (the picture was read instead).",)
    found = {sample.id: sample.pose for sample in read_samples(data)}
    for n, (label, points) in enumerate(bodies[:4]):
        assert _apart(found[f"{label}_{n}-ana-2019"].coco17() * np.array([*SIZE, 1]), points).max() < 2.0


LAYOUTS = {
    "the app's zips": ("huia-app/imgs/{}.png", "huia-app/json/{}.json"),
    "the repository": ("images/{}.png", "json/{}.json"),
    "flat": ("{}.png", "{}.json"),
    "pictures alone": ("imgs/{}.png", None),
}


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_original_experiences_layouts_give_every_capture_once(
    layout: str, tmp_path: Path, bodies: list[tuple[str, Points]]
) -> None:
    """Of nobody: JSON without a joint over 0.5, and JSON of another person; both in the same folders as sound ones."""
    some = bodies[:12]
    picture, told = LAYOUTS[layout]
    nobody = np.column_stack([np.random.default_rng(3).uniform(0, 500, (17, 2)), np.full(17, 0.2)])
    files: dict[str, bytes | str] = {}
    for n, (label, points) in enumerate(some):
        files[picture.format(f"{label}_{n}")] = png(drawn(points, palette()))
        if told is not None:
            wrong = {3: nobody, 4: some[9][1], 5: nobody}.get(n % 6, points)
            files[told.format(f"{label}_{n}")] = posenet(wrong)
    table = tmp_path / "colours.json"
    table.write_text(json.dumps(palette().as_json()))
    data = tmp_path / "samples.jsonl"
    source = zipped(tmp_path / "captures.zip", files)
    result = import_poses(asked(source, data, **({} if told else {"colours": table})))
    assert result.left_out == () and sum(result.counts.values()) == len(some)
    by_name = {sample.id: sample for sample in read_samples(data)}
    assert sorted(by_name) == sorted(f"{label}_{n}-ana-2019" for n, (label, _) in enumerate(some))
    face, away = PARTS["rightEar"], []
    for n, (label, points) in enumerate(some):
        found = by_name[f"{label}_{n}-ana-2019"].pose.coco17() * np.array([*SIZE, 1])
        both = (points[:, 2] > 0) & (found[:, 2] > 0)
        assert both[face + 1 :].sum() == (points[face + 1 :, 2] > 0).sum(), "a joint of the body is missing"
        apart = np.hypot(*(found - points)[:, :2].T)
        away += apart[both].tolist()
        assert apart[face + 1 :][both[face + 1 :]].max() < 2.0
    assert np.quantile(away, 0.97) < 2.0, "dots of the face may cover one another"

    if layout in ("the repository", "flat"):  # by then it is all the same where the JSON was
        return
    again = import_poses(asked(source, data, **({} if told else {"colours": table})))
    assert again.repeats == len(some) and again.counts == {} and len(read_samples(data)) == len(some)
    assert "repeats were left out" in again.remarks[-1]


def test_a_picture_is_paired_with_the_nearest_json_of_its_name() -> None:
    names = ["a/imgs/fly_1.png", "b/imgs/fly_1.png", "a/json/fly_1.json", "b/json/fly_1.json", "json/fly_2.json"]
    assert paired(names) == [
        Pair("a/json/fly_1.json", "a/imgs/fly_1.png"),
        Pair("b/json/fly_1.json", "b/imgs/fly_1.png"),
        Pair("json/fly_2.json", None),
    ]


@pytest.mark.no_cover
@pytest.mark.slow
def test_pictures_alone_are_read_with_the_colours_of_an_earlier_import(
    tmp_path: Path, bodies: list[tuple[str, Points]]
) -> None:
    data = tmp_path / "samples.jsonl"
    import_poses(asked(write(tmp_path / "pairs", captures(bodies[:12])), data))
    files = {f"imgs/{label}_{n}.png": png(drawn(p, palette())) for n, (label, p) in enumerate(bodies[12:])}
    result = import_poses(asked(write(tmp_path / "alone", files), data))
    assert sum(result.counts.values()) == len(bodies) - 12
    assert "samples.colours.json" in result.remarks[0]


def test_a_json_that_is_not_its_picture_is_not_believed_without_colours(
    tmp_path: Path, bodies: list[tuple[str, Points]]
) -> None:
    files = {"fly_1.json": posenet(bodies[0][1]), "fly_1.png": png(drawn(bodies[1][1], palette()))}
    files |= {"wings_2.json": posenet(bodies[2][1])}
    result = import_poses(asked(write(tmp_path / "c", files), tmp_path / "s.jsonl"))
    assert result.counts == {"wings": 1} and "not what its picture shows" in result.left_out[0]


@pytest.mark.no_cover
@pytest.mark.slow
def test_orphans_are_read_with_a_table_of_colours(tmp_path: Path, bodies: list[tuple[str, Points]]) -> None:
    table = tmp_path / "colours.json"
    whole = write(tmp_path / "whole", captures(bodies[:12]))
    words = ["import", str(whole), "--person", "ana", "--data", str(tmp_path / "a.jsonl")]
    assert review.main([*words, "--save-colours", str(table)]) == 0
    orphans = write(
        tmp_path / "orphans", {f"{label}_{n}.png": png(drawn(p, palette())) for n, (label, p) in enumerate(bodies[12:])}
    )
    data = tmp_path / "b.jsonl"
    with pytest.raises(UserError, match="--colours"):
        import_poses(asked(orphans, data, kind="captures"))
    assert not data.exists()
    result = import_poses(asked(orphans, data, colours=table))
    assert sum(result.counts.values()) == len(bodies) - 12 and result.left_out == ()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"joints": {}}', '{"joints": 3, "limbs": {}}', '{"joints": {"nose": [1]}}']
)
def test_a_table_that_is_none_is_one_sentence(text: str, tmp_path: Path) -> None:
    table = tmp_path / "colours.json"
    table.write_text(text)
    with pytest.raises(UserError, match="colours"):
        import_poses(asked(tmp_path, tmp_path / "s.jsonl", colours=table))


BAD_JSON = (
    "",
    "null",
    "[]",
    "{}",
    '{"keypoints": []}',
    '{"keypoints": [{"part": "nose", "position": {"x": NaN, "y": 1}, "score": 1}]}',
    '{"keypoints": [{"part": "nose", "position": {"x": 1e9, "y": 1}, "score": 1}]}',
    '{"keypoints": [{"part": "nose", "position": {"x": 1e999, "y": 1}, "score": 1}]}',
    '{"keypoints": [{"part": "nose", "position": null, "score": 1}]}',
    '{"keypoints": [{"part": ["nose"], "position": {"x": 1, "y": 1}, "score": 1}]}',
    '{"keypoints": ' + "[" * 5000 + "]" * 5000 + "}",
    '{"keypoints": ' + json.dumps([{"part": "nose", "position": {"x": 1, "y": 1}, "score": 1}] * 3) + "}",
)


@pytest.mark.parametrize("number", range(len(BAD_JSON)))
def test_bad_captures_are_left_out_with_a_sentence(
    number: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(tmp_path / "c", {"fly_1.json": BAD_JSON[number]})
    data = tmp_path / "samples.jsonl"
    assert review.main(["import", str(source), "--person", "ana", "--data", str(data)]) == 2
    said = capsys.readouterr().err.strip()
    assert said and "\n" not in said and "Traceback" not in said
    assert not data.exists()


# --- hostile archives -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["../fly_1.json", "/etc/fly_1.json", "a/../../fly_1.json", "..\\fly_1.json", "C:/fly_1.json"]
)
def test_a_zip_that_leads_outside_is_refused_whole(name: str, tmp_path: Path, bodies: list[tuple[str, Points]]) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    source = zipped(inner / "evil.zip", {**captures(bodies[:1]), name: posenet(bodies[0][1])})
    with pytest.raises(UserError, match="leads out"):
        import_poses(asked(source, tmp_path / "samples.jsonl"))
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["evil.zip", "inner"]


def test_a_zip_bomb_is_not_unpacked(
    tmp_path: Path, bodies: list[tuple[str, Points]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MOST_FILE", 1 << 20)
    source = zipped(tmp_path / "bomb.zip", {**captures(bodies[:2]), "fly_7.json": b" " * (8 << 20)})
    assert source.stat().st_size < 100_000
    result = import_poses(asked(source, tmp_path / "samples.jsonl"))
    assert sum(result.counts.values()) == 2 and "more than 1 MB" in result.left_out[0]
    monkeypatch.setattr(archive, "MOST_TOTAL", 3000)
    with pytest.raises(UserError, match="import it in parts"):
        import_poses(asked(source, tmp_path / "other.jsonl"))
    monkeypatch.setattr(archive, "MOST_FILES", 3)
    with pytest.raises(UserError, match="more than 3 files"):
        Archive(source)


def test_a_picture_that_claims_to_be_enormous_is_not_unpacked(tmp_path: Path) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")
    assert picture_size(bomb) == (30_000, 30_000)
    source = write(tmp_path / "c", {"fly_1.png": bomb})
    with pytest.raises(UserError, match="30000 x 30000 pixels"):
        import_poses(asked(source, tmp_path / "s.jsonl"))


def test_the_size_of_a_jpeg_is_read_from_its_head() -> None:
    data = cv2.imencode(".jpg", np.zeros((123, 457, 3), np.uint8))[1].tobytes()
    assert picture_size(data) == (457, 123)
    for cut in range(0, len(data), 7):
        assert picture_size(data[:cut]) in (None, (457, 123))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not really", b"hello"])
def test_what_is_no_zip_is_one_sentence(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    with pytest.raises(UserError, match="neither a folder nor a zip"):
        Archive(path)
    with pytest.raises(UserError, match="not found"):
        Archive(tmp_path / "nothing")


def test_a_damaged_member_is_left_out(tmp_path: Path, bodies: list[tuple[str, Points]]) -> None:
    source = zipped(tmp_path / "c.zip", captures(bodies[:3]))
    raw = bytearray(source.read_bytes())
    at = raw.find(b"\x89PNG") if b"\x89PNG" in raw else len(raw) // 3
    raw[at + 40 : at + 60] = bytes(20)
    source.write_bytes(bytes(raw))
    try:
        result = import_poses(asked(source, tmp_path / "s.jsonl"))
    except UserError as problem:  # the damage may make it no zip at all
        assert "\n" not in str(problem)
    else:
        assert 2 <= sum(result.counts.values()) <= 3


def test_links_out_of_a_folder_are_left_alone(tmp_path: Path, bodies: list[tuple[str, Points]]) -> None:
    (tmp_path / "secret_1.json").write_text(posenet(bodies[0][1]))
    folder = write(tmp_path / "c", captures(bodies[:1]))
    try:
        (folder / "secret_1.json").symlink_to(tmp_path / "secret_1.json")
    except OSError:
        pytest.skip("no symbolic links here")
    with Archive(folder) as files:
        assert "secret_1.json" not in files.names


# --- photos ---------------------------------------------------------------------------------------------


@pytest.mark.no_cover
@pytest.mark.slow
def test_photos_by_class_go_through_mediapipe(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {"notes.txt": "x", "loose.jpg": b"", "fly/broken.jpg": b"\xff\xd8 no"}
    truth: dict[str, list[Pose]] = {}
    for label, seed in (("wings", 1), ("fly", 2), ("wings", 3)):
        camera = VirtualCamera(seed=seed, script=[Beat(label, None, 0.5)])
        cue = camera.cues(10.0)[0]
        frame = camera.frame(round(camera.fps * (cue.peak_s + cue.leave_s) / 2))
        files[f"{label}/photo {seed}.jpg"] = cv2.imencode(".jpg", frame.image)[1].tobytes()
        truth.setdefault(label, []).append(frame.truth[0])
    files["fly/telephone.HEIC"] = "x"
    files["wings/room.png"] = png(np.full((480, 640, 3), 120, np.uint8))  # nobody in it
    data = tmp_path / "samples.jsonl"
    result = import_poses(asked(zipped(tmp_path / "photos.zip", files), data))
    assert result.counts == {"wings": 2, "fly": 1}
    assert sorted(remark.split(":")[0] for remark in result.left_out) == [
        "fly/broken.jpg",
        "fly/telephone.HEIC",
        "loose.jpg",
        "wings/room.png",
    ]
    for sample in read_samples(data):
        assert sample.landmarks == "mediapipe33"
        wrists = [15, 16]
        apart = [
            np.hypot(*(sample.pose.xy_px()[wrists] - pose.xy_px()[wrists]).T).max() for pose in truth[sample.label]
        ]
        assert min(apart) < 40


def test_where_nothing_can_be_used_every_reason_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wall = png(np.full((120, 160, 3), 90, np.uint8))
    files: dict[str, bytes | str] = {f"wings/{n}.png": wall for n in range(3)}
    files |= {"fly/broken.jpg": b"\xff\xd8\xff" + bytes(40), "fly/a.HEIC": b"x", "loose.jpg": wall}
    photos, data = write(tmp_path / "photos", files), tmp_path / "s.jsonl"
    assert review.main(["import", str(photos), "--data", str(data), "--person", "ana"]) == 2
    said = capsys.readouterr()
    assert said.out.count("left out ") == 6 and "left out wings/2.png: nobody is found in it" in said.out
    assert said.err.count("\n") == 1 and "nobody is found in it (3 of 6); " in said.err
    assert "only JPEG and PNG are read" in said.err and "it lies in no folder" in said.err
    assert not data.exists()


def test_a_folder_that_holds_neither_is_one_sentence(tmp_path: Path) -> None:
    write(tmp_path / "c", {"a.txt": "x"})
    with pytest.raises(UserError, match="neither"):
        import_poses(asked(tmp_path / "c", tmp_path / "s.jsonl"))


def test_what_an_archive_holds_is_seen_from_it(tmp_path: Path, bodies: list[tuple[str, Points]]) -> None:
    drawing, photo = (
        png(drawn(bodies[0][1], palette())),
        png(np.random.default_rng(1).integers(0, 256, (500, 640, 3), np.uint8)),
    )
    for name, (files, kind) in enumerate(
        [
            ({"fly/a.jpg": b""}, "photos"),
            ({"fly_1.png": b"", "fly_1.json": ""}, "captures"),
            ({"x/fly_1.png": b"", "x/fly_1.json": ""}, "captures"),
            ({"imgs/fly_1.png": drawing, "imgs/fly_2.png": drawing}, "captures"),
            ({"fly/fly_1.png": photo, "fly/fly_2.png": photo}, "photos"),
        ]
    ):
        with Archive(write(tmp_path / str(name), files)) as archive:
            assert importing._kind(archive) == kind
