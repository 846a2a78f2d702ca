import os
import subprocess
import sys
import time
from pathlib import Path
from typing import get_args

import numpy as np
import pygame
import pytest

from game.screen import bank as banks
from game.screen import music, sounds, synth
from game.screen.audio import Audio
from game.screen.bank import Bank
from game.screen.synth import CEILING, RATE, Samples
from game.world.snapshot import WorldEvent, WorldEventKind

SHORT = {"a": sounds.blip, "b": sounds.land}


def float_of(samples: Samples) -> np.ndarray:
    return samples.astype(float) / 32768


def spectrum(samples: Samples) -> tuple[np.ndarray, np.ndarray]:
    signal = float_of(samples)
    mono = signal if signal.ndim == 1 else signal.mean(axis=1)
    power = np.abs(np.fft.rfft(mono * np.hanning(mono.size))) ** 2
    return np.fft.rfftfreq(mono.size, 1 / RATE), power / power.sum()


@pytest.fixture(scope="module")
def made() -> dict[str, Samples]:
    return {name: maker() for name, maker in sounds.SOUNDS.items()}


@pytest.fixture(scope="module")
def loops() -> dict[str, Samples]:
    return {name: maker() for name, maker in music.LOOPS.items()}


def test_no_sound_clips_drifts_clicks_or_pierces(made: dict[str, Samples]) -> None:
    for name, samples in made.items():
        signal = float_of(samples)
        assert samples.dtype == np.int16
        assert 0.05 < np.abs(signal).max() <= CEILING + 1e-3, name
        assert np.abs(signal.mean(axis=0)).max() < 1e-3, f"{name} has an offset"
        assert np.abs(signal[0]).max() < 0.01 and np.abs(signal[-1]).max() < 0.01, f"{name} clicks"
        assert 0.03 < synth.loudest(signal) < 0.35, name
        hertz, power = spectrum(samples)
        assert power[hertz > 6000].sum() < 0.02, f"{name} is shrill"
        assert power[hertz < 25].sum() < 0.01, f"{name} rumbles"
        assert 0.05 < samples.shape[0] / RATE < 4, name


def test_loops_join_without_a_seam_and_are_quieter_than_what_happens(
    made: dict[str, Samples], loops: dict[str, Samples]
) -> None:
    for name, samples in loops.items():
        signal = float_of(samples)
        assert signal.ndim == 2 and np.abs(signal).max() <= CEILING
        step = np.abs(np.diff(signal, axis=0)).max()
        assert np.abs(signal[0] - signal[-1]).max() <= step, f"{name} has a seam"
        assert np.sqrt((signal**2).mean()) < 0.05, f"{name} is too loud to sit behind"
        assert np.abs(signal.mean(axis=0)).max() < 1e-3
        hertz, power = spectrum(samples)
        assert power[hertz > 6000].sum() < 0.02
    assert len({loops[name].shape for name in ("pad", "tune", "drums")}) == 1
    # everything at once stays under the ceiling's headroom most of the time: nothing harsh when it all happens
    n = min(samples.shape[0] for samples in loops.values())
    all_loops = sum(float_of(samples[:n]) for samples in loops.values())
    assert np.abs(all_loops).max() < 0.75
    assert synth.loudest(float_of(made["fire"])) > 3 * np.sqrt((float_of(loops["pad"]) ** 2).mean())


def test_sounds_are_the_same_every_time(made: dict[str, Samples]) -> None:
    for name in ("flap", "fire", "call 0", "footstep 2"):
        assert (sounds.SOUNDS[name]() == made[name]).all()
    assert not np.array_equal(made["footstep 1"], made["footstep 2"])


def test_the_huia_whistles_high_pairs_that_descend(made: dict[str, Samples]) -> None:
    signal = float_of(made["call 2"]).mean(axis=1)  # one pair

    def pitch(start_s: float, end_s: float) -> float:
        part = signal[round(start_s * RATE) : round(end_s * RATE)]
        power = np.abs(np.fft.rfft(part * np.hanning(part.size), 1 << 17))
        return float(np.fft.rfftfreq(1 << 17, 1 / RATE)[power.argmax()])

    first, second = pitch(0.05, 0.22), pitch(0.38, 0.58)
    assert 1500 < second < first < 2400
    assert 1.15 < first / second < 1.4


def test_a_hadouken_is_lower_and_louder_than_a_berry(made: dict[str, Samples]) -> None:
    def centre(name: str) -> float:
        hertz, power = spectrum(made[name])
        return float((hertz * power).sum())

    assert centre("land") < centre("fire") < centre("pickup 0") < centre("call 0")
    assert [centre(f"pickup {n}") for n in range(0, 5, 2)] == sorted(centre(f"pickup {n}") for n in range(0, 5, 2))
    assert synth.loudest(float_of(made["fire"])) > 1.5 * synth.loudest(float_of(made["pickup 0"]))


def test_instruments() -> None:
    two = synth.tone(441.0, 0.5, (1.0, 0.5))
    t = synth.times(0.5)
    want = np.sin(2 * np.pi * 441 * (t + 1 / RATE)) + 0.5 * np.sin(4 * np.pi * 441 * (t + 1 / RATE))
    assert np.abs(two - want).max() < 1e-9
    low = synth.band(synth.tone(100.0, 0.5) + synth.tone(5000.0, 0.5), 0, 1000, order=4)
    assert np.abs(low - synth.tone(100.0, 0.5)).max() < 0.02
    ring = np.zeros((1000, 2))
    synth.looped(ring, 900 / RATE, np.ones((250, 2)))
    assert ring[:, 0].sum() == 250 and (ring[:150] == 1).all() and (ring[150:900] == 0).all()
    left = synth.placed(np.ones(4), -1)
    assert left[:, 0].min() == pytest.approx(1) and np.abs(left[:, 1]).max() < 1e-9


def test_a_bank_makes_keeps_and_finds_again(tmp_path: Path) -> None:
    first: Bank[Samples] = Bank(tmp_path, lambda samples: samples, SHORT)
    assert first.get("a") is None
    first.start()
    assert first.wait(30)

    def never() -> Samples:
        raise AssertionError("it was kept: nothing to make")

    second: Bank[Samples] = Bank(tmp_path, lambda samples: samples, dict.fromkeys(SHORT, never))
    second.start()
    assert second.wait(30)
    one, two = first.get("b"), second.get("b")
    assert one is not None and two is not None and (one == two).all()
    assert not [path for path in tmp_path.rglob("*") if "part" in path.name]


@pytest.mark.parametrize("rubbish", [b"", b"not numpy", b"\x93NUMPY\x01\x00v\x00{'descr': '|O', 'shape': (1,)}"])
def test_a_spoilt_cache_is_made_again(tmp_path: Path, rubbish: bytes) -> None:
    folder = tmp_path / f"sounds-{banks.version()}"
    folder.mkdir()
    (folder / "a.npy").write_bytes(rubbish)
    np.save(folder / "b.npy", np.zeros((3, 7)))
    bank: Bank[Samples] = Bank(tmp_path, lambda samples: samples, SHORT)
    bank.start()
    assert bank.wait(30)
    found = bank.get("b")
    assert found is not None and found.dtype == np.int16
    assert (np.load(folder / "a.npy") == sounds.blip()).all()


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    bank: Bank[Samples] = Bank(tmp_path / "file", lambda samples: samples, SHORT)
    bank.start()
    assert bank.wait(30)


def test_stopping_does_not_wait_for_everything() -> None:
    slow = {f"slow {n}": lambda: time.sleep(0.05) or sounds.blip() for n in range(200)}
    bank: Bank[Samples] = Bank(None, lambda samples: samples, slow)
    bank.start()
    begin = time.perf_counter()
    bank.stop()
    assert time.perf_counter() - begin < 5
    assert not bank.wait(0)


@pytest.fixture
def audio(tmp_path: Path):  # type: ignore[no-untyped-def]
    audio = Audio(folder=tmp_path)
    assert audio.status == ""
    yield audio
    audio.close()


def until(happens, seconds: float = 20.0) -> bool:  # type: ignore[no-untyped-def]
    end = time.perf_counter() + seconds
    while not happens() and time.perf_counter() < end:
        time.sleep(0.02)
    return bool(happens())


def test_what_happens_is_heard_and_muting_is_silence(audio: Audio) -> None:
    def busy() -> int:
        return sum(pygame.mixer.Channel(n).get_busy() for n in range(4, 24))

    def heard(kind: WorldEventKind) -> bool:
        audio.play([WorldEvent(kind, 0.0)])
        return busy() > 0

    assert until(lambda: heard("jump"))
    pygame.mixer.stop()
    audio.muted = True
    audio.play([WorldEvent("jump", 0.0)])
    audio.cue("blip")
    assert busy() == 0


def test_many_at_once_do_not_pile_up(audio: Audio) -> None:
    assert until(lambda: audio._bank is not None and audio._bank.get("jump") is not None)
    audio.play([WorldEvent("jump", 0.0)] * 500)
    assert sum(pygame.mixer.Channel(n).get_busy() for n in range(24)) == 3


def test_music_and_forest_drift_and_rest(tmp_path: Path) -> None:
    # stand-ins of the loops' names: the real ones take seconds to make
    audio = Audio(folder=tmp_path)
    assert audio._bank is not None
    audio._bank.stop()
    quick = dict.fromkeys(music.LOOPS, sounds.start)
    audio._bank = Bank(None, lambda samples: pygame.mixer.Sound(buffer=samples.tobytes()), quick)
    audio._bank.start()
    assert audio._bank.wait(30)

    def levels() -> list[float]:
        return [pygame.mixer.Channel(n).get_volume() for n in range(4)]

    audio.ambience(1.0)
    assert [pygame.mixer.Channel(n).get_busy() for n in range(4)] == [True] * 4
    assert max(levels()) < 0.1  # nothing starts with a bang
    for _ in range(400):
        audio.ambience(1.0)
    tense = levels()
    assert min(tense) > 0.5
    for _ in range(400):
        audio.ambience(0.0, playing=False)
    assert levels()[0] > tense[0] and levels()[2:] == [0.0, 0.0]
    audio.muted = True
    for _ in range(40):
        audio.ambience(0.0)
    assert levels() == [0.0] * 4
    audio.close()


def test_every_world_event_may_come_before_any_sound_is_ready(audio: Audio) -> None:
    audio.play([WorldEvent(kind, 0.0, amount=9.0) for kind in get_args(WorldEventKind)])
    for intensity in (-1.0, 0.5, 9.0):
        audio.ambience(intensity)
    audio.cue("no such sound")


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
