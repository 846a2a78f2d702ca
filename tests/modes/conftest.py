"""One painted forest for every test of the modes."""

import pytest

from game.scene.stage import Stage


@pytest.fixture(scope="session")
def stage() -> Stage:
    return Stage()
