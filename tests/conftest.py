"""Set before anything imports pygame: dummy drivers, and where programs that tests start find code and caches."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
# Programs that tests start are this checkout's, whichever one the environment was installed from.
os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])


def pytest_configure(config: pytest.Config) -> None:
    """Keep painted forests and sounds beside the cache of pytest, where the next run finds them."""
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    os.environ.setdefault("PIP_CACHE_DIR", str(caches / "pip"))
    programs = config.rootpath / ".pytest_cache" / "programs"
    programs.mkdir(parents=True, exist_ok=True)  # without it Mesa complains on standard error
    os.environ["XDG_CACHE_HOME"] = str(programs)
    # what this machine's player has set and scored is none of the tests' business
    os.environ["XDG_CONFIG_HOME"] = str(config.rootpath / ".pytest_cache" / "settings")
    os.environ["XDG_DATA_HOME"] = str(config.rootpath / ".pytest_cache" / "kept")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server of our own; skips where none is installed."""
    from tools.measuring.server import Server, programs

    pytest.importorskip("psycopg")
    if programs() is None:
        pytest.skip("PostgreSQL's server is not installed")
    with Server() as server:
        yield server.address


@pytest.fixture
def postgres(postgres_server: str) -> str:
    """The address of a PostgreSQL database in which no score is stored."""
    import sqlalchemy as sa

    from game.scores.store import House

    House(postgres_server).best("2000-01-01")  # makes the table
    engine = sa.create_engine(postgres_server.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as link:
        link.execute(sa.text("truncate huia_scores"))
    engine.dispose()
    return postgres_server


@pytest.fixture(scope="session")
def forest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that holds the forest of a 1280x720 picture: painted once, however many processes run tests."""
    from game.places import cache
    from game.scene.backdrop.cache import paintings
    from game.scene.projection import View

    ours = tmp_path_factory.getbasetemp()
    lock = (ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours) / "painting"
    while True:
        try:
            lock.mkdir()
            break
        except FileExistsError:
            time.sleep(0.1)
    try:
        paintings(View(), cache())
    finally:
        lock.rmdir()
    return cache()
