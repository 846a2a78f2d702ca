"""How the trial of hours compares memory, and how it ends."""

import os
import signal

import numpy as np
import pytest

from game.body.reader import BodyReader
from game.cli import Options
from game.director import Director
from game.errors import UserError
from game.eventlog import EventLog
from game.live import Clock, Live
from game.modes.kit import Kit
from game.modes.transitions import ToAttract
from game.places import cache
from game.screen.audio import Audio
from game.screen.window import Window
from game.sights import Glance
from game.sitting import Sitting
from tools.measuring.hours import Held, Simulated, Visitors, _play, compared


def test_memory_is_compared_by_peaks_of_ten_minutes() -> None:
    first, level = [90.0] * 5 + [300.0] * 5, [100.0, 120.0] * 5  # while the game starts it may need more
    figures = compared([Held(mb, mb / 2) for mb in [*first, *level, *reversed(level)]])
    assert figures["memory_mb"] == [300.0, 120.0, 120.0]
    assert figures["pictures_mb"] == [150.0, 60.0, 60.0]
    assert figures["memory_ratio"] == 1.0


def test_a_leak_shows_wherever_the_last_sample_falls() -> None:
    for more in range(10):  # minutes beyond whole tens
        assert compared([Held(100.0 + minute) for minute in range(60 + more)])["memory_ratio"] == 1.3361


def test_a_peak_between_counts() -> None:
    assert compared([Held(100.0)] * 20 + [Held(130.0)] * 10 + [Held(100.0)] * 10)["memory_ratio"] == 1.3


def test_a_few_minutes_are_compared_with_themselves() -> None:
    assert compared([Held(100.0), Held(110.0)])["memory_ratio"] == 1.0


class Terminated(Visitors):
    """SIGTERM comes in the first frame."""

    def glance(self, now_s: float, t_s: float) -> Glance:
        os.kill(os.getpid(), signal.SIGTERM)
        return Glance()


def test_a_trial_that_is_told_to_end_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.measuring.hours.PEOPLE", 0)  # nobody comes
    clock, source = Simulated(), Terminated(1, BodyReader)
    window, audio = Window((320, 180), headless=True), Audio(mute=True, folder=cache())
    sitting = Sitting(Director(ToAttract(Kit(None, 1, cabinet=True))), EventLog(None))
    live = Live(Options(), sitting, window, audio, source, Clock(lambda: clock.now_s, clock.sleep))
    with pytest.raises(UserError, match=r"told to end after \d+ of 60 simulated minutes"):
        _play(live, window, clock, source, 3600.0, np.random.default_rng(1))
    assert clock.now_s < 10.0
    audio.close()
    window.close()
