"""Requests to the program itself, from any key or button."""

from __future__ import annotations

from enum import StrEnum


class Command(StrEnum):
    """One request, an edge. The Return key gives both OK and START; no screen uses both."""

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
    REWIND = "rewind"
    POSE_SET = "pose set"  # make a set of poses with several people, and train on it
    SETTINGS = "settings"
    GAZE = "gaze"  # the gaze lab
    SECOND = "second"  # give the second player another device, or none
    BODY = "body"  # start or stop the demo camera's player
