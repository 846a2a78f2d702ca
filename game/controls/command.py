"""What a person asks of the program itself, whatever key or button said so."""

from __future__ import annotations

from enum import StrEnum


class Command(StrEnum):
    """One request, an edge. Return gives both OK and START: no screen listens to both."""

    QUIT = "quit"
    BACK = "back"
    START = "start"
    PAUSE = "pause"
    FULLSCREEN = "full screen"
    MUTE = "mute"
    STATS = "stats"
    SCREENSHOT = "screenshot"
    HELP = "help"
    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    OK = "ok"
    TEACH = "teach"
    BODY = "body"  # let the demo camera's player play, or stop it
