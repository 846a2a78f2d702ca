"""How the trial of hours compares memory."""

from tools.measuring.hours import Held, compared


def test_memory_is_compared_by_peaks_of_ten_minutes() -> None:
    first, level = [90.0] * 5 + [300.0] * 5, [100.0, 120.0] * 5  # while the game starts it may need more
    figures = compared([Held(mb, mb / 2) for mb in [*first, *level, *reversed(level)]])
    assert figures["memory_mb"] == [300.0, 120.0, 120.0]
    assert figures["pictures_mb"] == [150.0, 60.0, 60.0]
    assert figures["memory_ratio"] == 1.0


def test_a_leak_shows_wherever_the_last_sample_falls() -> None:
    for more in range(10):  # minutes beyond whole tens
        assert compared([Held(100.0 + minute) for minute in range(60 + more)])["memory_ratio"] == 1.3361


def test_a_few_minutes_are_compared_with_themselves() -> None:
    assert compared([Held(100.0), Held(110.0)])["memory_ratio"] == 1.0
