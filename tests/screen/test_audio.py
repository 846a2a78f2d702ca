import os
import subprocess
import sys
import time
from pathlib import Path
from typing import get_args

import numpy as np
import pygame
import pytest

from game.places import cache
from game.screen.audio import Audio
from game.sound import sounds
from game.sound.bank import Bank
from game.sound.desk import LOOPS
from game.world.snapshot import WorldEvent, WorldEventKind

EFFECTS = range(len(LOOPS), 28)


@pytest.fixture
def audio(every_sound: object):  # type: ignore[no-untyped-def]
    audio = Audio(folder=cache())
    assert audio.status == ""
    yield audio
    audio.close()


def until(happens, seconds: float = 20.0) -> bool:  # type: ignore[no-untyped-def]
    end = time.perf_counter() + seconds
    while not happens() and time.perf_counter() < end:
        time.sleep(0.02)
    return bool(happens())


def made(audio: Audio, name: str) -> bool:
    return until(lambda: audio._bank is not None and audio._bank.get(name) is not None)


def busy() -> int:
    return sum(pygame.mixer.Channel(n).get_busy() for n in EFFECTS)


def test_what_happens_is_heard_and_muting_is_silence(audio: Audio) -> None:
    assert made(audio, "jump 2")
    audio.play([WorldEvent("jump", 0.0)])
    assert busy() == 1
    pygame.mixer.stop()
    audio.muted = True
    audio.ambience(0.5)
    audio.play([WorldEvent("jump", 0.0)])
    audio.cue("blip")
    assert busy() == 0


def test_the_volume_scales_everything(audio: Audio) -> None:
    assert made(audio, LOOPS[0])
    for _ in range(60):
        audio.ambience(None, 1.0)
    before = pygame.mixer.Channel(0).get_volume()
    audio.volume = 0.25
    audio.ambience(None, 1.0)
    assert before > 0.1
    assert pygame.mixer.Channel(0).get_volume() == pytest.approx(before / 4, abs=0.02)  # SDL counts in 1/128


def test_many_at_once_do_not_pile_up(audio: Audio) -> None:
    assert made(audio, "hurt 1")
    audio.play([WorldEvent("jump", 0.0)] * 500)
    assert busy() == 1
    for _ in range(500):
        audio.cue("jump")
    assert busy() == 9  # three of each variant


@pytest.mark.no_cover
def test_what_leaves_for_the_device_is_on_its_side_and_not_clipped(tmp_path: Path, every_sound: object) -> None:
    code = (
        "import time\n"
        "from game.places import cache\n"
        "from game.screen.audio import Audio\n"
        "from game.world.snapshot import WorldEvent\n"
        "a = Audio(folder=cache())\n"
        "while a._bank.get('hurt 1') is None: time.sleep(0.02)\n"
        "a.play([WorldEvent('footstep', 0.0, x_m=10.0)])\n"
        "time.sleep(0.3)\n"
        "a.ambience(0.5, 0.3)\n"
        "a.play([WorldEvent(kind, 0.0, x_m=17.0) for kind in ('wave_hit', 'knock')])\n"
        "time.sleep(0.8)\n"
        "a.close()\n"
    )
    written = tmp_path / "out.raw"
    environment = {**os.environ, "SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(written)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    sound = np.fromfile(written, np.int16).reshape(-1, 2).astype(float) / 32768
    assert 0.1 < np.abs(sound).max() < 0.9
    left, right = (sound**2).mean(axis=0)
    assert right > 4 * left > 0
    assert np.abs(np.diff(sound, axis=0)).max() < 0.25


@pytest.mark.no_cover
def test_music_and_forest_drift_and_rest(tmp_path: Path) -> None:
    # stand-ins of the loops' names: the real ones take seconds to make
    audio = Audio(folder=tmp_path)
    assert audio._bank is not None
    audio._bank.stop()
    quick = dict.fromkeys(LOOPS, sounds.charge)
    audio._bank = Bank(None, lambda samples: pygame.mixer.Sound(buffer=samples.tobytes()), quick)
    audio._bank.start()
    assert audio._bank.wait(30)

    def levels() -> dict[str, float]:
        return {name: pygame.mixer.Channel(n).get_volume() for n, name in enumerate(LOOPS)}

    def later(tension: float | None) -> dict[str, float]:
        for _ in range(400):
            audio.ambience(tension)
        return levels()

    audio.ambience(1.0)
    assert [pygame.mixer.Channel(n).get_busy() for n in range(len(LOOPS))] == [True] * len(LOOPS)
    assert max(levels().values()) < 0.1  # nothing starts with a bang
    audio.play([WorldEvent("start", 0.0)])
    tense = later(1.0)
    assert min(tense[name] for name in ("forest", "pad", "tune", "drums")) > 0.4
    calm = later(None)
    assert calm["forest"] > tense["forest"] and calm["tune"] == calm["drums"] == 0.0
    audio.muted = True
    assert set(later(0.0).values()) == {0.0}
    audio.close()


def test_every_world_event_may_come_before_any_sound_is_ready(audio: Audio) -> None:
    audio.play([WorldEvent(kind, 0.0, amount=9.0) for kind in get_args(WorldEventKind)])
    for tension in (-1.0, 0.5, 9.0, None):
        audio.ambience(tension)
    audio.cue("no such sound")


@pytest.mark.no_cover
def test_no_sound_device_is_no_error() -> None:
    code = (
        "from game.screen.audio import Audio\n"
        "from game.world.snapshot import WorldEvent\n"
        "a = Audio()\n"
        "a.play([WorldEvent('jump', 0.0)]); a.ambience(1.0); a.cue('blip'); a.muted = True; a.close()\n"
        "print(a.status)"
    )
    environment = {**os.environ, "SDL_AUDIODRIVER": "no_such_driver"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    assert done.stdout.startswith("No sound")
    assert done.stderr == ""


def test_starting_sound_does_not_hold_up_the_game(tmp_path: Path) -> None:
    begin = time.thread_time()
    audio = Audio(folder=tmp_path)
    audio.play([WorldEvent("jump", 0.0)])
    audio.ambience(0.5)
    taken = time.thread_time() - begin
    audio.close()
    assert taken < 0.25
