"""One stage for every test of the modes."""

from pathlib import Path

import pytest

from game.scene.stage import Stage


@pytest.fixture(scope="session")
def stage(forest: Path) -> Stage:
    return Stage(cache_dir=forest)
