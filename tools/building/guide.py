"""The guide to the place, one page to print: where the screen, the camera, the light and the player go.

The drawings are made here, as SVG; the player in them is the Huia's own figure of a pose (assets/figures.json).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from game.scene.interface.icons import FIGURES, Figure

INK: Final = "#12303a"
SOFT: Final = "#7fa3a8"
LIGHT: Final = "#f3b35b"
RED: Final = "#d8552a"

HEAD: Final = 0.2
"""Radius of a drawn head, in torso lengths."""

_PAGE: Final = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title><style>
@page {{ size: A4; margin: 12mm }}
body {{ font: 10.5pt/1.35 system-ui, sans-serif; color: {ink}; max-width: 186mm; margin: 0 auto }}
h1 {{ font-size: 19pt; margin: 0 0 1mm }} h2 {{ font-size: 11.5pt; margin: 2mm 0 0.5mm }}
.two {{ display: grid; grid-template-columns: 1fr 1fr; gap: 3mm 7mm }} p {{ margin: 0 0 1mm }}
svg {{ width: 100%; height: auto; background: #f2f7f6; border-radius: 2mm }} ul {{ margin: 0; padding-left: 4.5mm }}
</style></head><body>
<h1>{title}</h1>
<p>{about}</p>
<div class="two">
{drawings}
</div>
<div class="two">{lists}</div>
</body></html>
"""


@dataclass(frozen=True, slots=True)
class Texts:
    """The page's texts in one language.

    parts: heading and words of each drawing: side, above, light, frame. lists: a heading and its points. labels: in the
    drawings, in their order.
    """

    lang: str
    title: str
    about: str
    parts: tuple[tuple[str, str], ...]
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    labels: tuple[str, str, str, str, str, str]


ENGLISH: Final = Texts(
    "en",
    "Huia: the place",
    "A player stands two metres before the screen and moves both arms. Ten minutes with this page make the difference "
    "between a game that always sees its player and one that sometimes does.",
    (
        (
            "Distance and camera height",
            "Camera at chest to head height, 1.2 to 1.6 m, above or below the screen, tilted until raised hands and "
            "knees are both in the picture. Children play too: rather 1.2 m.",
        ),
        (
            "Space, from above",
            "Free floor of 2.5 by 2 m. A mark at 2 m where to stand. Who waits stands behind the player or 1.5 m "
            "beside, so that nobody walks between player and camera.",
        ),
        (
            "Light",
            "Light comes from the side of the screen onto the player, 150 lux at least, as for reading. No window and "
            "no lamp behind the player; no sun on the lens or the screen.",
        ),
        (
            "In the picture",
            "The torso is about a fifth of the picture's height, and over the head there is room for raised hands. A "
            "calm background helps: no mirror, no posters of people, no other screen.",
        ),
    ),
    (
        (
            "Before the doors open",
            (
                "Run <b>huia doctor</b>: camera, light and distance each get a verdict and what to do.",
                "Hold <b>Esc</b> for two seconds: the operator's page shows what the camera sees and tests every part.",
                "Raise both arms at the mark: the game starts. Thrust both hands: it fires.",
                "Fix the camera so that nobody can turn it; tie cables down.",
            ),
        ),
        (
            "Every week",
            (
                "Wipe the lens with a dry, soft cloth: grease from fingers makes every picture milky.",
                "Dust the machine's air vents; a hot machine is a slow one.",
                "Look at the operator's page: restarts and the last error; copy days.csv if you count visitors.",
                "Sound: loud enough at the mark, not at the till. Quiet hours are in the settings.",
            ),
        ),
    ),
    ("2 m (1.5 to 3)", "camera 1.2 to 1.6 m", "2.5 x 2 m free", "who waits", "the mark", "hands over it: jump"),
)
PORTUGUESE: Final = Texts(
    "pt",
    "Huia: o lugar",
    "Quem joga fica a dois metros da tela e mexe os dois braços. Dez minutos com esta página fazem a diferença entre "
    "um jogo que sempre vê quem joga e um que só vê às vezes.",
    (
        (
            "Distância e altura da câmera",
            "Câmera entre a altura do peito e a da cabeça, de 1,2 a 1,6 m, acima ou abaixo da tela, inclinada até que "
            "mãos erguidas e joelhos apareçam na imagem. Crianças também jogam: melhor 1,2 m.",
        ),
        (
            "Espaço, visto de cima",
            "Piso livre de 2,5 por 2 m. Uma marca a 2 m mostra onde ficar. Quem espera fica atrás de quem joga ou 1,5 "
            "m ao lado, para que ninguém passe entre a câmera e quem joga.",
        ),
        (
            "Luz",
            "A luz vem do lado da tela sobre quem joga, ao menos 150 lux, como para ler. Nenhuma janela e nenhuma "
            "lâmpada atrás de quem joga; nada de sol na lente ou na tela.",
        ),
        (
            "Na imagem",
            "O tronco ocupa cerca de um quinto da altura da imagem, e sobre a cabeça há espaço para mãos erguidas. Um "
            "fundo calmo ajuda: sem espelho, sem cartazes de pessoas, sem outra tela.",
        ),
    ),
    (
        (
            "Antes de abrir as portas",
            (
                "Rode <b>huia doctor</b>: câmera, luz e distância recebem cada uma um veredito e o que fazer.",
                "Segure <b>Esc</b> por dois segundos: a página do operador mostra o que a câmera vê e testa as partes.",
                "Levante os dois braços na marca: o jogo começa. Empurre as duas mãos: ele atira.",
                "Fixe a câmera para que ninguém a vire; prenda os cabos.",
            ),
        ),
        (
            "Toda semana",
            (
                "Limpe a lente com um pano seco e macio: gordura dos dedos embaça toda imagem.",
                "Tire o pó das saídas de ar da máquina; máquina quente é máquina lenta.",
                "Olhe a página do operador: reinícios e último erro; copie days.csv se você conta visitantes.",
                "Som: alto na marca, não no caixa. As horas de silêncio ficam nas configurações.",
            ),
        ),
    ),
    ("2 m (1,5 a 3)", "câmera de 1,2 a 1,6 m", "2,5 x 2 m livres", "quem espera", "a marca", "mãos acima: pulo"),
)
GUIDES: Final = {"guide.html": ENGLISH, "guia.html": PORTUGUESE}
"""The page in every language, by its file's name."""


def guide(texts: Texts = ENGLISH) -> str:
    """The page as HTML with its drawings inside."""
    metres, height, free, waits, mark, over = texts.labels
    made = (_side(metres, height), _above(free, waits, mark), _light(), _frame(over))
    parts = zip(texts.parts, made, strict=True)
    drawings = "\n".join(f"<div><h2>{head}</h2>{svg}\n<p>{words}</p></div>" for (head, words), svg in parts)
    lists = "".join(
        f"<div><h2>{head}</h2><ul>{''.join(f'<li>{point}</li>' for point in points)}</ul></div>"
        for head, points in texts.lists
    )
    return _PAGE.format(ink=INK, lang=texts.lang, title=texts.title, about=texts.about, drawings=drawings, lists=lists)


def _svg(parts: Iterable[str], wide: int = 360, high: int = 200) -> str:
    return f'<svg viewBox="0 0 {wide} {high}" xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'


def _line(points: Iterable[tuple[float, float]], colour: str = INK, width: float = 3, dashed: bool = False) -> str:
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dash = ' stroke-dasharray="6 5"' if dashed else ""
    return (
        f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round"'
        f' stroke-linejoin="round"{dash}/>'
    )


def _words(x: float, y: float, text: str, colour: str = INK, size: float = 13, anchor: str = "middle") -> str:
    return (
        f'<text x="{x}" y="{y}" fill="{colour}" font-size="{size}" font-family="sans-serif" text-anchor="{anchor}">'
        f"{text}</text>"
    )


def _box(x: float, y: float, wide: float, high: float, fill: str) -> str:
    return f'<rect x="{x}" y="{y}" width="{wide}" height="{high}" rx="2" fill="{fill}"/>'


def _arrow(x: float, y: float, to: float, text: str) -> list[str]:
    """A measure from x to `to` at height y."""
    ends = [_line([(at + way * 6, y - 4), (at, y), (at + way * 6, y + 4)], SOFT, 2) for at, way in ((x, 1), (to, -1))]
    return [_line([(x, y), (to, y)], SOFT, 2), *ends, _words((x + to) / 2, y - 5, text)]


def _person(x: float, feet: float, high: float, name: str = "fly") -> list[str]:
    """The figure of a pose, standing at (x, feet), its arms included in `high`."""
    limbs, head = _limbs(FIGURES[name]), FIGURES[name].head
    points = [point for limb in limbs for point in limb]
    left, right = min(p[0] for p in points), max(p[0] for p in points)
    top, bottom = min(min(p[1] for p in points), head[1] - HEAD), max(p[1] for p in points)
    scale = high / (bottom - top)

    def at(point: tuple[float, float]) -> tuple[float, float]:
        return x + (point[0] - (left + right) / 2) * scale, feet + (point[1] - bottom) * scale

    drawn = [_line([at(point) for point in limb], INK, 5) for limb in limbs]
    head_x, head_y = at(head)
    return [*drawn, f'<circle cx="{head_x:.1f}" cy="{head_y:.1f}" r="{HEAD * scale:.1f}" fill="{INK}"/>']


def _limbs(figure: Figure) -> list[tuple[tuple[float, float], ...]]:
    """Arms over the shoulders, and legs over the hips, as lines."""
    top = _between(figure.left_shoulder, figure.right_shoulder)
    hips = _between(figure.left_hip, figure.right_hip)
    arms = (
        figure.left_wrist, figure.left_elbow, figure.left_shoulder,
        figure.right_shoulder, figure.right_elbow, figure.right_wrist,
    )  # fmt: skip
    legs = (
        figure.left_ankle, figure.left_knee, figure.left_hip, figure.right_hip, figure.right_knee, figure.right_ankle,
    )  # fmt: skip
    return [arms, (top, hips), legs]


def _between(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def _side(metres: str, height: str) -> str:
    camera = (62.0, 88.0)
    view = [_line([camera, (318, 20)], LIGHT, 1.5, True), _line([camera, (318, 172)], LIGHT, 1.5, True)]
    screen = [_box(44, 96, 9, 62, INK), _line([(48, 158), (48, 176)]), _box(50, 82, 14, 11, RED)]
    floor = [_line([(14, 176), (346, 176)], SOFT, 2)]
    measure = [*_arrow(62, 192, 270, metres), _words(16, 66, height, RED, 12, "start")]
    return _svg([*floor, *view, *screen, *_person(270, 176, 138), *measure])


def _above(free: str, waits: str, mark: str) -> str:
    room = [
        f'<rect x="90" y="36" width="190" height="128" rx="4" fill="none" stroke="{SOFT}" stroke-dasharray="6 5"'
        ' stroke-width="2"/>'
    ]
    screen = [_box(28, 66, 9, 68, INK), _box(40, 93, 12, 14, RED)]
    view = [_line([(50, 100), (318, 30)], LIGHT, 1.5, True), _line([(50, 100), (318, 170)], LIGHT, 1.5, True)]
    player = [
        f'<ellipse cx="196" cy="100" rx="12" ry="25" fill="{INK}"/>',
        f'<circle cx="196" cy="100" r="9" fill="{SOFT}"/>',
        f'<circle cx="196" cy="100" r="33" fill="none" stroke="{RED}" stroke-width="2"/>',
    ]
    others = [f'<ellipse cx="326" cy="{y}" rx="8" ry="15" fill="{SOFT}"/>' for y in (74, 126)]
    words = [_words(185, 58, free), _words(326, 160, waits, INK, 12)]
    words.append(_words(196, 152, mark, RED, 12))
    return _svg([*room, *view, *screen, *player, *others, *words])


def _light() -> str:
    """Good on the left, bad on the right."""

    def lamp(x: float, y: float) -> list[str]:
        ways = ((1, 0), (-1, 0), (0, 1), (0, -1), (0.7, 0.7), (-0.7, 0.7), (0.7, -0.7), (-0.7, -0.7))
        rays = [_line([(x + dx * 13, y + dy * 13), (x + dx * 20, y + dy * 20)], LIGHT, 3) for dx, dy in ways]
        return [f'<circle cx="{x}" cy="{y}" r="9" fill="{LIGHT}"/>', *rays]

    floor = [_line([(10, 176), (172, 176)], SOFT, 2), _line([(190, 176), (352, 176)], SOFT, 2)]
    good = [_box(18, 96, 8, 60, INK), *lamp(34, 42), *_person(128, 176, 112, "normal")]
    bad = [_box(198, 96, 8, 60, INK), *lamp(336, 66), *_person(292, 176, 112, "normal")]
    marks = [
        _line([(80, 26), (87, 34), (101, 16)], "#2c9c74", 5),
        _line([(252, 16), (268, 34)], RED, 5),
        _line([(268, 16), (252, 34)], RED, 5),
    ]
    return _svg([*floor, *good, *bad, *marks, _line([(181, 12), (181, 188)], SOFT, 1)])


def _frame(over: str) -> str:
    picture = [f'<rect x="66" y="12" width="228" height="171" rx="4" fill="#dfeae8" stroke="{INK}" stroke-width="3"/>']
    line = [_line([(66, 54), (294, 54)], RED, 2, True), _words(74, 47, over, RED, 11, "start")]
    return _svg([*picture, *_person(180, 176, 132), *line])
