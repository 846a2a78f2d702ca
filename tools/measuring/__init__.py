"""Parts of `tools/trials.py`, `tools/evaluate.py` and `tools/bench.py`: the filmed game, scores, studies."""
