"""Frames joined by a graphics device, in a real X server's window: Mesa renders it on the processor."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

PROGRAM = """
import json
import sys
import numpy as np
import pygame
from game.scene.drawing import Blend, Box, Disc, Interface, Picture, Scene, Sprite, Text
from game.screen.painter import Canvas
from game.screen.window import Window

y, x = np.mgrid[0:720, 0:1280]
forest = np.stack([x // 6 % 256, y // 4 % 256, (x + y) // 9 % 256, 0 * x + 255], 2).astype(np.uint8)
drawing = [
    Scene(1280, 720), Sprite(Picture("forest", forest), 0, 0, Blend.OPAQUE), Disc(300, 300, 90, (255, 120, 20)),
    Interface(), Box(20, 20, 400, 120, (4, 13, 21, 196), 16), Text("Huia", 60, 40, 48),
]
said = {}

def frame(window):
    window.poll()
    window.show(drawing)

def apart(window):
    for _ in range(3):
        frame(window)
        pygame.time.wait(60)
    seen = window._graphics.drawn(*window._layers(drawing[3:])).astype(int)
    off = np.abs(seen - window.pixels.astype(int)).max(axis=2)
    return [list(window.size), round(float(off.mean()), 3), round(float((off > 8).mean()), 5)]

if sys.argv[1] == "auto":
    auto = Window((640, 360))
    frame(auto)
    print(json.dumps(auto.presentation))
    auto.close()
    raise SystemExit
if sys.argv[1] == "software":
    software = Window((640, 360), renderer="software")
    frame(software)
    frame(software)
    with open("/proc/self/maps") as maps:  # the driver, not the library that would call it
        print(json.dumps(sorted({line.split("/")[-1] for line in maps if "_dri.so" in line or "gallium" in line})))
    raise SystemExit

window = Window((1280, 720), renderer="gpu")
said["gpu"] = window.presentation
said["same size"] = apart(window)
window._graphics._window.size = (960, 540)
said["smaller"] = apart(window)
window._graphics._window.size = (500, 700)
said["barred"] = apart(window)
window._graphics._window.size = (400, 300)
said["tiny"] = apart(window)
pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_F11, mod=0))
frame(window)
frame(window)
said["full screen"] = [*window.size, *window.pixels.shape[:2]]  # no window manager here, so no pixels to compare
pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_F11, mod=0))
frame(window)
frame(window)
for kind in (pygame.WINDOWMINIMIZED, pygame.WINDOWRESTORED, pygame.RENDER_DEVICE_RESET):
    pygame.event.post(pygame.event.Event(kind))
    frame(window)
said["after a reset"] = apart(window)
said["notice before"] = window.notice
window._scene = Canvas((8, 40_000))  # more than a device takes: SDL's own error
frame(window)
said["lost"] = [window.presentation.split()[0], window.notice, list(window.size), int(window.pixels.max())]
frame(window)
window.close()
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A virtual X server's display."""
    if sys.platform != "linux" or shutil.which("Xvfb") is None:
        pytest.skip("needs Xvfb and Mesa: apt-get install xvfb libgl1-mesa-dri")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    try:
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


def started(display: str, word: str) -> Any:
    """What the program says, started anew: SDL seldom makes a second device in one process."""
    environment = {**os.environ, "DISPLAY": display, "SDL_VIDEODRIVER": "x11"}
    command = [sys.executable, "-c", PROGRAM, word]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-800:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.slow
def test_a_graphics_device_shows_what_software_does_and_may_be_lost(display: str) -> None:
    said = {"auto": started(display, "auto"), **started(display, "gpu")}
    if "processor" not in said["auto"]:
        pytest.skip(f"no Mesa on the processor here: {said['auto']}; {said['gpu']}")
    assert said["auto"].startswith("software") and said["gpu"].startswith("graphics card")
    for name in ("same size", "smaller", "barred", "tiny", "after a reset"):
        size, mean, far = said[name]
        assert mean < 1.0 and far < 0.002, (name, size, mean, far)
    assert said["full screen"] == [1366, 768, 768, 1366]
    assert said["notice before"] == ""
    how, notice, _, brightest = said["lost"]
    assert how == "software" and "software" in notice and brightest > 100, said["lost"]


@pytest.mark.slow
def test_software_frames_do_not_pass_through_opengl(display: str) -> None:
    assert started(display, "software") == []
