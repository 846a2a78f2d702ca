"""What several tests of vision need."""

from __future__ import annotations

from pathlib import Path

import pytest

from game.vision.models import pose_model


@pytest.fixture(scope="session")
def model() -> Path:
    """The real pose model, fetched if it is not there yet."""
    return pose_model()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what runs the real MediaPipe as slow."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent) and "model" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
