"""Charts of a report as SVG in the page itself: lines over epochs, and a share as a bar."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Final

STYLE: Final = """
:root{color-scheme:dark}
body{margin:0 auto;max-width:64rem;padding:32px 40px;background:#04101a;color:#f4f0e2}
body{font:17px/1.5 system-ui,sans-serif}
h1{font-size:32px;margin:0 0 4px}h2{margin:44px 0 8px;font-size:23px;border-top:1px solid #1d3440;padding-top:22px}
p,li,figcaption,summary{color:#a9cfc4;max-width:76ch}.score{font-size:22px}.score b{color:#f4f0e2}
p b,li b,figcaption b{color:#f4f0e2}
table{border-collapse:collapse;margin:12px 0}th{color:#a9cfc4;text-align:left;font-weight:600}
td,th{padding:4px 14px 4px 0;border-bottom:1px solid #1d3440;font-variant-numeric:tabular-nums}
.sheet{display:flex;flex-wrap:wrap;gap:16px}
figure{margin:0;background:#0b1c27;border:1px solid #1d3440;border-radius:12px;padding:8px}
figure.pair{border-color:#8a4a20}figure.pair div{display:flex;gap:8px}
img{border-radius:8px;background:#000;vertical-align:middle}figcaption{font-size:15px;padding-top:6px;max-width:300px}
svg{background:#0b1c27;border-radius:12px;margin:8px 12px 8px 0;max-width:100%}
svg text{fill:#a9cfc4;font:13px system-ui,sans-serif}
.bar{display:inline-block;width:120px;height:10px;border-radius:5px;background:#1d3440;margin-right:10px}
.bar i{display:block;height:10px;border-radius:5px;background:#3fb59a}.bar i.low{background:#ff9a63}
"""
COLOURS: Final = ("#3fb59a", "#ff9a63")
LOW: Final = 0.9
"""A share below this is shown in the colour of warnings."""
_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM = 460, 240, 48, 34, 16, 44


def bar(share: float | None) -> str:
    """A share 0..1 as a bar with its number; None as a dash."""
    if share is None:
        return "-"
    low = " class='low'" if share < LOW else ""
    return f"<span class='bar'><i{low} style='width:{share * 100:.0f}%'></i></span>{share:.1%}"


def lines(title: str, rows: Mapping[str, Sequence[float]], top: float | None = None) -> str:
    """Lines over epochs 1.., from 0 to the largest value, or to `top`."""
    values = [value for row in rows.values() for value in row]
    most = top if top is not None else max(values, default=1.0) or 1.0
    count = max((len(row) for row in rows.values()), default=0)
    wide, high = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM

    def x(n: int) -> float:
        return _LEFT + wide * n / max(1, count - 1)

    def y(value: float) -> float:
        return _TOP + high * (1 - min(value, most) / most)

    parts = [f"<svg viewBox='0 0 {_WIDTH} {_HEIGHT}' width='{_WIDTH}' role='img'><title>{html.escape(title)}</title>"]
    parts.append(f"<text x='{_LEFT}' y='20'>{html.escape(title)}</text>")
    for part in (0.0, 0.5, 1.0):
        at, value = y(part * most), part * most
        parts.append(f"<path d='M{_LEFT} {at:.1f}H{_WIDTH - _RIGHT}' stroke='#1d3440'/>")
        parts.append(f"<text x='{_LEFT - 6}' y='{at + 4:.1f}' text-anchor='end'>{value:.2g}</text>")
    parts.append(f"<text x='{_WIDTH - _RIGHT}' y='{_HEIGHT - 26}' text-anchor='end'>{count} epochs</text>")
    for number, (name, row) in enumerate(rows.items()):
        path = " ".join(f"{x(n):.1f},{y(value):.1f}" for n, value in enumerate(row))
        colour = COLOURS[number % len(COLOURS)]
        parts.append(f"<polyline points='{path}' fill='none' stroke='{colour}' stroke-width='2.5'/>")
        left = _LEFT + number * wide // 2
        parts.append(f"<rect x='{left}' y='{_HEIGHT - 18}' width='12' height='4' fill='{colour}'/>")
        parts.append(f"<text x='{left + 18}' y='{_HEIGHT - 12}'>{html.escape(name)}</text>")
    return "".join(parts) + "</svg>"
