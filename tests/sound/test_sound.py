import time
from pathlib import Path

import numpy as np
import pytest

from game.controls.autopilot import Autopilot
from game.director import Director
from game.modes.kit import Kit
from game.modes.transitions import ToPlay
from game.sound import bank as banks
from game.sound import music, notes, sounds, synth
from game.sound.bank import MAKERS, Bank
from game.sound.desk import Desk
from game.sound.finish import CEILING, Samples
from game.sound.loudness import momentary, weighted
from game.sound.synth import RATE
from tests.sound.mixes import integrated, true_peak

SHORT = {"a": notes.blip, "b": sounds.fizzle}
LOOPS = ("forest", *music.LAYERS)
SMALL = ("footstep", "paddle", "passed", "fizzle", "blip")
"""What accompanies, or comes many times a second."""


def float_of(samples: Samples) -> np.ndarray:
    return samples.astype(float) / 32768


def spectrum(samples: Samples) -> tuple[np.ndarray, np.ndarray]:
    signal = float_of(samples)
    mono = signal if signal.ndim == 1 else signal.mean(axis=1)
    power = np.abs(np.fft.rfft(mono * np.hanning(mono.size))) ** 2
    return np.fft.rfftfreq(mono.size, 1 / RATE), power / power.sum()


@pytest.fixture(scope="module")
def made(every_sound: dict[str, Samples]) -> dict[str, Samples]:
    return {name: samples for name, samples in every_sound.items() if name not in LOOPS}


@pytest.fixture(scope="module")
def loops(every_sound: dict[str, Samples]) -> dict[str, Samples]:
    return {name: every_sound[name] for name in LOOPS}


@pytest.mark.no_cover
def test_no_sound_clips_drifts_clicks_or_pierces(made: dict[str, Samples]) -> None:
    for name, samples in made.items():
        signal = float_of(samples)
        assert samples.dtype == np.int16
        assert np.abs(signal).max() <= CEILING + 1e-3 and true_peak(signal) < -5.5, name
        assert np.abs(signal.mean(axis=0)).max() < 1e-3, f"{name} has an offset"
        assert np.abs(signal[0]).max() < 0.002 and np.abs(signal[-1]).max() < 0.002, f"{name} clicks"
        begin, end = signal[: round(0.001 * RATE)], signal[-round(0.001 * RATE) :]
        assert max(np.abs(begin).max(), np.abs(end).max()) < 0.6 * np.abs(signal).max(), f"{name} begins with a bang"
        hertz, power = spectrum(samples)
        assert power[hertz > 6000].sum() < 0.01, f"{name} is shrill"
        assert power[(hertz > 2500) & (hertz < 6000)].sum() < 0.15, f"{name} is harsh"
        assert power[hertz < 25].sum() < 0.01, f"{name} rumbles"
        assert 0.05 < samples.shape[0] / RATE < 4, name


@pytest.mark.no_cover
def test_sounds_are_as_loud_as_they_matter(made: dict[str, Samples]) -> None:
    loud = {name: momentary(float_of(samples)) for name, samples in made.items()}
    small = {name for name in loud if name.startswith(SMALL)}
    assert all(-33 < loud[name] < -25 for name in small)
    rest = {name: lufs for name, lufs in loud.items() if name not in small}
    assert max(rest.values()) - min(rest.values()) < 9
    assert max(rest, key=lambda name: rest[name]).startswith("fire")
    for name in loud:  # variants of one sound are as loud as each other
        if name[-1].isdigit():
            assert loud[name] == pytest.approx(loud[f"{name.split()[0]} 0"], abs=0.6), name


@pytest.mark.slow
def test_loops_join_without_a_seam(loops: dict[str, Samples]) -> None:
    for name, samples in loops.items():
        signal = float_of(samples)
        assert signal.ndim == 2 and np.abs(signal).max() <= CEILING
        assert np.abs(signal.mean(axis=0)).max() < 1e-3
        # across the seam as smooth as anywhere: neither the step nor its change stands out
        round_ = np.concatenate([signal[-3:], signal[:3]])
        for order in (1, 2):
            usual = np.abs(np.diff(signal, order, axis=0))
            assert np.abs(np.diff(round_, order, axis=0)).max() <= np.quantile(usual, 0.9999) + 2 / 32768, name
        hertz, power = spectrum(samples)
        assert power[hertz > 6000].sum() < 0.02
        assert power[(hertz > 2500) & (hertz < 6000)].sum() < 0.1, f"{name} is harsh"


@pytest.mark.slow
def test_layers_stay_together_and_are_long_in_coming_back(loops: dict[str, Samples]) -> None:
    lengths = {name: loops[name].shape[0] for name in music.LAYERS}
    longest = max(lengths.values())
    assert all(longest % length == 0 for length in lengths.values())
    assert longest == music.BARS * 4 * 31_500 and longest / RATE > 30 and loops["forest"].shape[0] / RATE > 30
    for name in ("pad", "tune"):  # no second half that is the first again
        mono = float_of(loops[name]).mean(axis=1)
        halves = np.array_split(mono, 2)
        assert abs(np.corrcoef(halves[0], halves[1])[0, 1]) < 0.5, name


def test_the_music_is_in_one_key() -> None:
    d_minor = {0, 2, 3, 5, 7, 8, 10}
    for n, (beat, step) in enumerate((*music.MELODY, *music.LAMENT)):
        assert step % 12 in d_minor, (n, beat)
    assert all(step % 12 in d_minor for chord in music.CHORDS for step in chord)
    assert set(notes.PENTATONIC) <= d_minor


@pytest.mark.no_cover
@pytest.mark.slow
def test_what_happens_stands_out_of_forest_and_music(made: dict[str, Samples], loops: dict[str, Samples]) -> None:
    """In a cue's own band, loudest tenth of a second, against nine tenths of the bed at a run's end."""
    n = 20 * RATE
    volumes = {"forest": 0.6, "pad": 0.7, "tune": 0.9, "drums": 1.0, "pulse": 0.8}  # louder than the desk ever has them
    bed = sum((float_of(np.resize(loops[name], (n, 2))) * level for name, level in volumes.items()), np.zeros((n, 2)))
    assert integrated(bed) < -33
    needed = ("charge", "fire 0", "hurt 0", "pickup 0", "pickup 4", "ready", "empty", "jump 0", "flap 0", "impact 0")
    for name in needed:
        sound = float_of(made[name])
        hertz, power = spectrum(made[name])
        low, high = hertz[np.searchsorted(power.cumsum(), [0.1, 0.9])]
        over_db = 10 * np.log10(tenths(sound, low, high).max() / np.quantile(tenths(bed, low, high), 0.9))
        assert over_db > 10, name
        assert momentary(sound) - integrated(bed) > 11, name


@pytest.mark.slow
@pytest.mark.no_cover
def test_the_mix_of_a_real_game(made: dict[str, Samples], loops: dict[str, Samples]) -> None:
    """The mix as it leaves for the device: nothing clips, no din, the music stays behind what happens."""
    desk, pilot, director = Desk(), Autopilot(9), Director(ToPlay(Kit(None, 9)))
    frame, frames = RATE // 60, 40 * 60
    happens, bed = np.zeros((2, (frames + 300) * frame, 2))
    starts: list[float] = []
    for n in range(frames):
        for _ in range(2):
            mode = director.mode
            director.step(pilot.intent(mode.run.now))  # type: ignore[attr-defined]  # a Play or its Results
        for voice in (*desk.hear(director.drain()), *desk.frame(director.tension(), 1 / 60)):
            sound = synth.both(float_of(made[voice.name]))
            happens[n * frame : n * frame + sound.shape[0]] += sound * (voice.left, voice.right)
            starts.append(n / 60)
        for name in LOOPS:
            turn = np.arange(n * frame, (n + 1) * frame) % loops[name].shape[0]
            bed[n * frame : (n + 1) * frame] += float_of(loops[name][turn]) * desk.level(name)
    assert 130 < len(starts) < 600
    begun = np.array(starts)
    assert max(((begun >= t_s) & (begun < t_s + 0.5)).sum() for t_s in starts) <= 14
    assert true_peak(happens + bed) < -1
    assert integrated(happens) - integrated(bed) > 14
    assert integrated(happens + bed) == pytest.approx(-22, abs=2)
    steps = np.abs(np.diff(bed[: -300 * frame], axis=0)).max()
    assert steps < 0.02  # turning the loops up and down makes no clicks


def tenths(signal: np.ndarray, low: float, high: float) -> np.ndarray:
    """Power of each tenth of a second between two frequencies."""
    stereo = synth.band(synth.both(np.pad(signal, ((0, RATE // 5),) + ((0, 0),) * (signal.ndim - 1))), low, high)
    power = np.concatenate([[0.0], (stereo**2).sum(axis=1).cumsum()])
    begin = np.arange(0, power.size - RATE // 10, RATE // 100)
    return power[begin + RATE // 10] - power[begin]


def test_loudness_is_the_standards() -> None:
    # EBU Tech 3341: a 1 kHz tone of -23 dBFS on both sides is -23 LUFS; a gate leaves the silence out
    tone = synth.both(synth.tone(1000.0, 4.0)) * 10 ** (-23 / 20)
    assert integrated(tone) == pytest.approx(-23, abs=0.1)
    assert momentary(tone) == pytest.approx(-23, abs=0.1)
    assert integrated(np.concatenate([tone, np.zeros_like(tone)])) == pytest.approx(-23, abs=0.3)
    assert momentary(tone[: round(0.1 * RATE)]) == pytest.approx(-23 - 6, abs=0.2)
    assert np.abs(weighted(synth.tone(20.0, 1.0))[RATE // 4 : -RATE // 4]).max() < 0.3
    half_way = np.sin(np.pi / 2 * np.arange(4096) + np.pi / 4)  # peaks lie between the samples
    assert np.abs(half_way).max() < 0.71 and true_peak(half_way) == pytest.approx(0, abs=0.2)


@pytest.mark.no_cover
@pytest.mark.slow
def test_sounds_are_the_same_every_time(made: dict[str, Samples], loops: dict[str, Samples]) -> None:
    for name in ("flap 1", "fire 0", "call 0", "footstep 2"):
        assert (MAKERS[name]() == made[name]).all()
    assert not np.array_equal(made["footstep 1"], made["footstep 2"])
    assert (music.glow() == loops["glow"]).all()


def test_the_huia_whistles_high_pairs_that_descend(made: dict[str, Samples]) -> None:
    signal = float_of(made["call 2"]).mean(axis=1)  # one pair

    def pitch(start_s: float, end_s: float) -> float:
        part = signal[round(start_s * RATE) : round(end_s * RATE)]
        power = np.abs(np.fft.rfft(part * np.hanning(part.size), 1 << 17))
        return float(np.fft.rfftfreq(1 << 17, 1 / RATE)[power.argmax()])

    first, second = pitch(0.05, 0.22), pitch(0.38, 0.58)
    assert 1700 < second < first < 2600
    assert 1.15 < first / second < 1.4
    assert pitch(0.06, 0.12) > pitch(0.18, 0.24)  # each note sinks
    hertz, power = spectrum(made["call 2"])
    pure = power[(hertz > 1600) & (hertz < 2700)].sum()
    assert 0.95 < pure < 0.9999  # like a flute: nearly all in the note, and a little breath


def test_a_hadouken_is_lower_and_louder_than_a_berry(made: dict[str, Samples]) -> None:
    def centre(name: str) -> float:
        hertz, power = spectrum(made[name])
        return float((hertz * power).sum())

    assert centre("land 0") < centre("fire 0") < centre("pickup 0") < centre("call 0")
    assert [centre(f"pickup {n}") for n in range(0, 8, 2)] == sorted(centre(f"pickup {n}") for n in range(0, 8, 2))
    assert momentary(float_of(made["fire 0"])) > momentary(float_of(made["pickup 0"])) + 4


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
    older = tmp_path / "sounds-0123456789ab"
    older.mkdir()
    (older / "a.npy").write_bytes(b"of an older version")
    (tmp_path / "forest.zip").write_bytes(b"somebody else's")
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
    assert {path.name for path in tmp_path.iterdir()} == {"forest.zip", f"sounds-{banks.version()}"}


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
    assert (np.load(folder / "a.npy") == notes.blip()).all()


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    bank: Bank[Samples] = Bank(tmp_path / "file", lambda samples: samples, SHORT)
    bank.start()
    assert bank.wait(30)


def test_stopping_does_not_wait_for_everything() -> None:
    slow = {f"slow {n}": lambda: time.sleep(0.05) or notes.blip() for n in range(200)}
    bank: Bank[Samples] = Bank(None, lambda samples: samples, slow)
    bank.start()
    begin = time.perf_counter()
    bank.stop()
    assert time.perf_counter() - begin < 5
    assert not bank.wait(0)


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_device_that_closes_meanwhile_ends_the_making_without_a_traceback() -> None:
    def closed(samples: Samples) -> Samples:
        raise RuntimeError("mixer not initialized")  # what pygame.error is

    bank: Bank[Samples] = Bank(None, closed, SHORT)
    bank.start()
    assert not bank.wait(20.0)
    assert all(bank.get(name) is None for name in SHORT)
