"""Quiet hours: from when until when a cabinet is dark and silent. They may go past midnight."""

from __future__ import annotations

from datetime import time


def clock(text: str) -> time | None:
    """A time of day from "22:00"; None from ""."""
    if not text:
        return None
    hour, _, minute = text.partition(":")
    return time(int(hour), int(minute))


def is_quiet(now: time, begin: str, end: str) -> bool:
    """Whether it is quiet now. begin, end: as the settings have them; without both of them it never is."""
    first, last = clock(begin), clock(end)
    if first is None or last is None or first == last:
        return False
    if first < last:
        return first <= now < last
    return now >= first or now < last
