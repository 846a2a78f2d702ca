"""Files that are written whole: what stands in their place."""

import os
import sys
from pathlib import Path

import pytest

from game.atomic import put, whole


@pytest.mark.skipif(sys.platform == "win32", reason="links need special rights there, and devices are no files")
def test_a_link_stays_and_its_file_changes(tmp_path: Path) -> None:
    real, link = tmp_path / "dotfiles.toml", tmp_path / "settings.toml"
    real.write_text("old")
    link.symlink_to(real)
    with whole(link) as beside:
        beside.write_text("new")
    assert link.is_symlink() and real.read_text() == "new"
    assert {path.name for path in tmp_path.iterdir()} == {real.name, link.name}


@pytest.mark.skipif(sys.platform == "win32", reason="links need special rights there, and devices are no files")
def test_a_cache_s_link_is_replaced(tmp_path: Path) -> None:
    """Another user may have laid it there, so that this one's file is overwritten."""
    real, link = tmp_path / "victim", tmp_path / "cached"
    real.write_text("old")
    link.symlink_to(real)
    put(link, "new")
    assert real.read_text() == "old" and link.read_text() == "new" and not link.is_symlink()


@pytest.mark.skipif(sys.platform == "win32", reason="links need special rights there, and devices are no files")
def test_a_device_stays_a_device() -> None:
    own, other = os.openpty()
    try:
        put(Path(os.ttyname(other)), "figures")
        assert os.read(own, 20) == b"figures" and Path(os.ttyname(other)).is_char_device()
    finally:
        os.close(own)
        os.close(other)
