"""Set before anything imports pygame or numpy: dummy drivers, one thread, where programs find code and caches."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from game.background import ONE_THREAD
from tests.programs import TRACED

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

ROOT = Path(__file__).parents[1]

os.environ.update(ONE_THREAD)  # there is a process for each core already; more threads wait by holding one
os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
# Programs that tests start are this checkout's, whichever one the environment was installed from.
os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
# They keep their compiled modules: else each of some hundred starts compiles the whole game, a third of a second.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# Nor do they inherit that Ctrl+C is ignored, as it is in what a shell starts in the background.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Let no program that a test marked no_cover starts measure coverage."""
    config = os.environ.pop(TRACED, None) if item.get_closest_marker("no_cover") else None
    try:
        return (yield)
    finally:
        if config is not None:
            os.environ[TRACED] = config


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Trace nothing in a test marked no_cover: pytest-cov stops its tracer, but workers of xdist have another one."""
    if pyfuncitem.get_closest_marker("no_cover") is None:
        return (yield)
    tracers = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)  # type: ignore[arg-type]  # as coverage does
    try:
        return (yield)
    finally:
        sys.settrace(tracers[0])
        threading.settrace(tracers[1])  # type: ignore[arg-type]


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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs all sounds as slow: making them takes eleven seconds where the cache is empty."""
    for item in items:
        if "every_sound" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


@contextlib.contextmanager
def alone(tmp_path_factory: pytest.TempPathFactory, work: str) -> Iterator[None]:
    """Do this work while no other process of this test run does it."""
    ours = tmp_path_factory.getbasetemp()
    lock = (ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours) / work
    while True:
        try:
            lock.mkdir()
            break
        except FileExistsError:
            time.sleep(0.1)
    try:
        yield
    finally:
        lock.rmdir()


@pytest.fixture(scope="session")
def forest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that holds the forest of a 1280x720 picture: painted once, however many processes run tests."""
    from game.places import cache
    from game.scene.backdrop.cache import paintings
    from game.scene.projection import View

    with alone(tmp_path_factory, "painting"):
        paintings(View(), cache())
    return cache()


@pytest.fixture(scope="session")
def every_sound(tmp_path_factory: pytest.TempPathFactory) -> dict[str, npt.NDArray[np.int16]]:
    """All sounds, in the cache from now on: made once, however many processes run tests."""
    from game.places import cache
    from game.sound.bank import MAKERS, Bank

    bank: Bank[npt.NDArray[np.int16]] = Bank(cache(), lambda samples: samples)
    with alone(tmp_path_factory, "sounds"):
        bank.start()
        assert bank.wait(300)
    return {name: samples for name in MAKERS if (samples := bank.get(name)) is not None}
