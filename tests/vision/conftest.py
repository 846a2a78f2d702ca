"""What several tests of vision need."""

from __future__ import annotations

from pathlib import Path

import pytest

from game.vision.models import pose_model


@pytest.fixture(scope="session")
def model() -> Path:
    """The real pose model, fetched if it is not there yet."""
    return pose_model()
