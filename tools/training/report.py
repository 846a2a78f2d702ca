"""A training run as one HTML file a teacher can read, and as pictures beside it."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from game.atomic import put
from game.errors import UserError
from tools.measuring.scores import Scores
from tools.training.quantise import AGREE, Kind, Verdict

STYLE: Final = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #0b1f22 }
h1, h2 { line-height: 1.2 } table { border-collapse: collapse; margin: 1rem 0 }
td, th { padding: .25rem .8rem; text-align: right; border-bottom: 1px solid #cfdcdc }
td:first-child, th:first-child { text-align: left } .no { color: #b33 } .yes { color: #177a60 }
img { max-width: 100% } .aside { color: #4a6268 }
"""


def curves(history: Mapping[str, Sequence[float]], path: Path) -> None:
    """Loss and accuracy by epoch, on training and on unseen people, as a PNG."""
    pyplot = _pyplot()
    figure, panels = pyplot.subplots(1, 2, figsize=(9, 3.2))
    for panel, key in zip(panels, ("loss", "accuracy"), strict=True):
        for name, label in ((key, "training"), (f"val_{key}", "unseen people")):
            panel.plot(range(1, len(history.get(name, ())) + 1), history.get(name, ()), label=label)
        panel.set_xlabel("epoch")
        panel.set_title(key)
        panel.legend()
    _save(figure, path)


def confusion(scores: Scores, path: Path) -> None:
    """The confusion matrix as a PNG: rows what was done, columns what was said, each row in shares."""
    pyplot = _pyplot()
    names = list(scores.names)
    counts = np.array([[scores.confusion.get(t, {}).get(s, 0) for s in names] for t in names], float)
    shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    figure, panel = pyplot.subplots(figsize=(1.6 + 0.62 * len(names), 1.2 + 0.55 * len(names)))
    panel.imshow(shares, cmap="GnBu", vmin=0, vmax=1)
    panel.set_xticks(range(len(names)), names, rotation=45, ha="right")
    panel.set_yticks(range(len(names)), names)
    panel.set_xlabel("said")
    panel.set_ylabel("done")
    for (row, column), n in np.ndenumerate(counts):
        if n:
            panel.text(
                column,
                row,
                f"{n:.0f}",
                ha="center",
                va="center",
                color="white" if shares[row, column] > 0.5 else "black",
            )
    _save(figure, path)


def write(
    folder: Path,
    title: str,
    scores: Scores,
    misleading: float | None,
    verdicts: Mapping[Kind, Verdict],
    chosen: str,
    history: Mapping[str, Sequence[float]],
    facts: Mapping[str, Any],
) -> Path:
    """Write report.html with its pictures in it, the PNGs and metrics.json beside; returns the report's path.

    misleading: the score of a random split, shown and named for what it is; None where it was not asked for.
    """
    curves(history, folder / "curves.png")
    confusion(scores, folder / "confusion.png")
    metrics = {**scores.as_json(), "random_split_accuracy": misleading, "facts": dict(facts)}
    put(folder / "metrics.json", json.dumps(metrics, indent=1, ensure_ascii=False))
    body = [
        f"<h1>{html.escape(title)}</h1>",
        f"<p>Of {scores.count} poses of people it had <b>never seen</b>, the network named "
        f"<b>{scores.accuracy:.1%}</b> rightly.</p>",
    ]
    if misleading is not None:
        body.append(
            f'<p class="aside">With the same people in training and test it would have been {misleading:.1%}. That '
            "score is <b>misleading</b>: one person's poses are alike, so it only shows how well the network remembers "
            "faces in the crowd, not how it will do with the next player.</p>"
        )
    body += ["<h2>By pose</h2>", _classes(scores), _picture(folder / "confusion.png", "confusion matrix")]
    body += [
        "<p class='aside'>Recall: of all the times the pose was done, how often it was recognised. Precision: of all "
        "the times it was called out, how often that was right.</p>",
        "<h2>By person</h2>",
        _persons(scores),
        "<h2>While it learned</h2>",
        _picture(folder / "curves.png", "learning curves"),
        "<p class='aside'>Where the two lines part, it begins to learn its people by heart; the weights of the best "
        "moment were kept.</p>",
        "<h2>Made small</h2>",
        _formats(verdicts, chosen),
        "<h2>Facts</h2>",
        _table(("", ""), [(key, str(value)) for key, value in facts.items()]),
    ]
    path = folder / "report.html"
    page = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(title)}</title>'
    put(path, page + f"<style>{STYLE}</style>" + "\n".join(body) + "</html>\n")
    return path


def _classes(scores: Scores) -> str:
    rows = []
    for name in scores.names:
        row = scores.confusion.get(name, {})
        wrong = sorted(((n, other) for other, n in row.items() if other != name), reverse=True)[:2]
        taken = ", ".join(f"{other} ({n})" for n, other in wrong)
        rows.append((name, str(sum(row.values())), _share(scores.recall(name)), _share(scores.precision(name)), taken))
    return _table(("pose", "n", "recall", "precision", "taken for"), rows)


def _persons(scores: Scores) -> str:
    ranked = sorted(scores.by_person.items(), key=lambda item: item[1][0])
    rows = [(name, str(n), _share(share)) for name, (share, n) in ranked[:20]]
    more = f"<p class='aside'>The hardest 20 of {len(ranked)}.</p>" if len(ranked) > 20 else ""
    return _table(("person", "n", "right"), rows) + more


def _formats(verdicts: Mapping[Kind, Verdict], chosen: str) -> str:
    rows = []
    for verdict in verdicts.values():
        worst = min(verdict.by_class, key=verdict.by_class.__getitem__, default="-")
        said = "chosen" if verdict.kind == chosen else "fits" if verdict.passes else f"refused: below {AGREE:.0%}"
        rows.append(
            (
                verdict.kind,
                f"{verdict.size_bytes / 1024:.0f} KB",
                f"{verdict.latency_ms:.2f} ms",
                f"{verdict.agreement:.2%}",
                f"{worst} {verdict.by_class.get(worst, 1.0):.1%}",
                said,
            )
        )
    return _table(("format", "size", "time", "says what fp32 says", "least for", ""), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    def line(cells: Sequence[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"

    return "<table>" + line(head, "th") + "".join(line(row, "td") for row in rows) + "</table>"


def _picture(path: Path, what: str) -> str:
    data = base64.b64encode(path.read_bytes()).decode()
    return f'<p><img alt="{html.escape(what)}" src="data:image/png;base64,{data}"></p>'


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def _pyplot() -> Any:
    try:
        import matplotlib

        matplotlib.use("Agg")
        from matplotlib import pyplot
    except ImportError:
        raise UserError("pictures need matplotlib; install it with: pip install -e .[train]") from None
    return pyplot


def _save(figure: Any, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, dpi=90)
    _pyplot().close(figure)
