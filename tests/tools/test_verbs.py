"""Every verb of tools/: runs as a file from any folder; a user's mistake is one sentence and exit code 2."""

import runpy
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

TOOLS = Path(__file__).parents[2] / "tools"
VERBS = (
    "bench", "build_assets", "capture", "contact_sheet", "evaluate", "fetch_models", "review", "share", "train",
    "trials",
)  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_runs_as_a_file_from_anywhere(
    verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [f"{verb}.py", "--help"])
    monkeypatch.setattr(sys, "path", [str(TOOLS), *(p for p in sys.path if Path(p).resolve() != TOOLS.parent)])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(TOOLS / f"{verb}.py"), run_name="__main__")
    assert ended.value.code == 0
    assert "usage: python " in capsys.readouterr().out
    assert str(TOOLS.parent) in sys.path


@pytest.mark.parametrize(
    "words",
    [
        "bench --seconds nan", "bench --size 1x1", "bench --prototype nowhere.py", "build_assets --what",
        "capture --count -1", "capture --seed -1", "capture --data /", "capture --every=--",
        "contact_sheet --height nan",
        "contact_sheet --act sing", "evaluate poses",
        "evaluate poses --data nowhere", "evaluate clips --data .. --model .",
        "fetch_models --to=--", "review", "review check --data nowhere", f"review check --data {'x' * 300}",
        "review window --labels", "share", "share nowhere.huia", "share . --out x.huia",
        "train --out runs --data nowhere", "train --out runs --virtual -3",
        "train --out runs --epochs 1e3", "trials", "trials sing", "trials idle --fps 0", "trials idle --fps nan",
        "trials idle --seed -1", "trials idle --count 0", "trials found --pose-model nowhere", "trials all --count 1.5",
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence_and_exit_code_2(
    words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    verb, *rest = words.split()
    assert import_module(f"tools.{verb}").main(rest) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"{verb}: ")
    assert len(err.strip().splitlines()) == 1


@pytest.mark.slow
def test_every_verb_starts_without_what_only_tests_and_training_need() -> None:
    """As after `pip install .`: a part that needs more says so in a sentence when it is asked for."""
    program = f"""
import importlib, sys
for name in ("hypothesis", "keras", "tensorflow", "matplotlib", "scipy", "psycopg", "PyInstaller"):
    sys.modules[name] = None
for verb in {VERBS}:
    importlib.import_module("tools." + verb)
from tools.trials import main
sys.exit(main(["fuzz", "--count", "1"]))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=TOOLS.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2, done.stderr
    assert "pip install -e '.[test]'" in done.stderr
