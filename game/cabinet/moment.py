"""The "one moment" picture: a window of its own, in a process of its own, while the game cannot be shown."""

from __future__ import annotations

import os
import threading
import time
from typing import Final

from game.parent import die_with_parent
from game.scene.interface.operator import moment
from game.screen.window import Window
from game.words import ENGLISH, Words

LOOK_S: Final = 0.1


def show_moment(size: tuple[int, int], display: int, say: Words = ENGLISH, fullscreen: bool = True) -> int:
    """Show it until the supervisor ends this process, or its standard input ends. Returns the exit code."""
    die_with_parent()
    gone = threading.Event()
    threading.Thread(target=_wait, args=(gone,), daemon=True).start()
    window = Window(size, fullscreen, pointer=False, renderer="software", display=display)
    try:
        while not (gone.is_set() or window.poll().closed):
            window.show(moment(window.interface_size, say))
            time.sleep(LOOK_S)
    finally:
        window.close()
    return 0


def _wait(gone: threading.Event) -> None:
    while os.read(0, 4096):  # not Python's buffer: a thread that waits in it when the program ends brings it down
        pass
    gone.set()
