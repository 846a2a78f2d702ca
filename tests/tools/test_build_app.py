"""The built app's folder: files that install it, the guide to the place, and the check that starts it."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from game.errors import UserError
from tools import build_app
from tools.build_app import SPEC, check, shipped, size_mb
from tools.building.guide import GUIDES, Texts, guide
from tools.building.place import install_files

posix = pytest.mark.skipif(sys.platform == "win32", reason="runs sh")


@pytest.mark.parametrize("texts", GUIDES.values(), ids=GUIDES)
def test_the_guide_is_one_page_with_four_drawings(texts: Texts) -> None:
    page = guide(texts)
    drawings = re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL)
    assert len(drawings) == 4
    for drawing in drawings:
        root = ElementTree.fromstring(drawing)
        _, _, wide, high = map(float, root.attrib["viewBox"].split())
        for line in root.iter("{http://www.w3.org/2000/svg}polyline"):
            points = [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]
            assert all(0 <= x <= wide and 0 <= y <= high for x, y in points), "a drawing leaves its frame"
    assert "{" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    assert len(re.sub(r"<[^>]*>", "", page).split()) < 420, "more words do not fit on a page"


@posix
def test_the_entry_is_put_where_the_desktop_starts_it_and_taken_away(tmp_path: Path) -> None:
    folder, config = tmp_path / "the app", tmp_path / "config"
    folder.mkdir()
    install_files(folder)
    unit = configparser.ConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(folder / "huia.service")
    assert unit["Service"]["ExecStart"] == f'"{folder}/huia" cabinet' and unit["Service"]["Restart"] == "always"
    words = ["sh", str(folder / "install-autostart.sh")]
    tools = tmp_path / "bin"  # without systemctl: the service of whoever runs this test is none of its business
    tools.mkdir()
    for name in ("sh", "sed", "mkdir", "rm", "dirname"):
        (tools / name).symlink_to(str(shutil.which(name)))
    environment = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(config), "PATH": str(tools)}
    subprocess.run(words, check=True, env=environment, capture_output=True)
    entry = (config / "autostart" / "huia.desktop").read_text(encoding="utf-8")
    assert f'Exec="{folder}/huia" cabinet\n' in entry
    moved = folder.rename(tmp_path / "moved")
    words = ["sh", str(moved / "install-autostart.sh")]
    subprocess.run([*words, "--systemd"], check=True, env=environment, capture_output=True)
    service = config / "systemd" / "user" / "huia.service"
    assert f'ExecStart="{moved}/huia" cabinet\n' in service.read_text(encoding="utf-8")
    assert not (config / "autostart" / "huia.desktop").exists(), "one of the two"
    subprocess.run([*words, "--remove"], check=True, env=environment, capture_output=True)
    assert not service.exists()
    odd = moved.rename(tmp_path / "Huia & friends | 100 %")
    words = ["sh", str(odd / "install-autostart.sh")]
    subprocess.run(words, check=True, env=environment, capture_output=True)
    entry = (config / "autostart" / "huia.desktop").read_text(encoding="utf-8")
    assert f'Exec="{odd}%/huia" cabinet\n' in entry, "a percent sign is written twice there"
    moved = odd.rename(tmp_path / 'the "bird"')
    refused = subprocess.run(["sh", str(moved / "install-autostart.sh")], env=environment, capture_output=True)
    assert refused.returncode == 2 and b"rename the folder" in refused.stderr
    folder = moved
    assert {"INSTALL.txt", "guide.html", "guia.html", "LICENSE"} <= {path.name for path in folder.iterdir()}


def program(folder: Path, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "huia").write_text(f"#!/bin/sh\n{text}\n")
    (folder / "huia").chmod(0o755)


@posix
def test_the_check_starts_it_with_an_empty_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = '{"frames": 60, "poses_found": 60, "jumps": 1, "hadoukens": 0, "seconds": 2.0}'
    program(tmp_path / "app", f"[ -z \"$PYTHONPATH\" ] || exit 9\necho 'something'\necho '{summary}'")
    monkeypatch.setenv("PYTHONPATH", "/anywhere")
    assert check(tmp_path / "app", 2.0)["frames"] == 60
    program(tmp_path / "app", "echo 'huia: no model' >&2; exit 2")
    with pytest.raises(UserError, match="ended with code 2: huia: no model"):
        check(tmp_path / "app", 2.0)
    program(tmp_path / "app", f"echo '{summary}'")
    (tmp_path / "app" / "library").write_bytes(bytes(3 << 20))
    monkeypatch.setattr(build_app, "MOST_MB", 2)
    with pytest.raises(UserError, match="weighs 3 MB"):
        check(tmp_path / "app", 2.0)
    assert size_mb(tmp_path / "app") == pytest.approx(3.0, abs=0.1)
    with pytest.raises(UserError, match="build it first"):
        check(tmp_path / "nowhere", 2.0)


def test_the_recipe_is_python() -> None:
    filled = SPEC.format(datas=[("a", "b")], hidden=["x"], whole=["y"], entry="e", root="r", left_out=[], name="huia")
    compile(filled, "huia.spec", "exec")


def test_everything_the_game_reads_goes_along() -> None:
    found = {f"{folder}/{Path(path).name}" for path, folder in shipped()}
    assert {
        "game/models/huia_poses_int8.tflite",
        "game/models/huia_poses_int8.json",
        "game/models/average_face.npy",
        "game/assets/figures.json",
        "game/assets/languages/pt.mo",
    } <= found
    assert not any(name.endswith((".png", ".webp")) for name in found), "pictures of the README stay at home"
