"""The architecture, enforced: which room may import which (see the data flow in the README)."""

import ast
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMMON = {
    "__version__",
    "tuning",
    "clock",
    "errors",
    "quiet",
    "atomic",
    "curves",
    "places",
    "arguments",
    "parent",
    "background",
    "settings",
    "settings_file",
    "toml_lines",
    "words",
}
ALLOWED = {
    "body": {"body"},
    "face": {"body", "face"},
    "gaze": {"body", "face", "gaze"},
    "vision": {"body", "face", "gaze", "vision"},
    "controls": {"body", "gaze", "controls", "world.snapshot"},
    "world": {"controls", "world"},
    "scene": {"body", "controls", "world", "scene"},
    "sound": {"world", "sound"},
    "screen": {"controls", "scene", "world", "sound", "screen"},
    "scores": {"world.snapshot", "scores"},
    "modes": {"body", "face", "gaze", "vision", "controls", "world", "scene", "scores", "modes"},
    "cabinet": {
        *("body", "controls", "vision", "scene", "screen", "modes", "cabinet"),
        *("eventlog", "governor", "sitting", "timings", "verdicts"),
    },
    "tools": {
        *("body", "face", "gaze", "vision", "controls", "world", "scene", "sound", "screen", "scores", "modes"),
        *("places", "cli", "osc", "director", "sitting", "eventlog", "cabinet", "app", "__main__"),
        *("live", "sights", "timings"),
    },
}
# Each heavy library has one place that imports it.
DOORS = {
    "mediapipe": {"game/vision/tracker.py", "game/vision/models.py"},
    "pygame": {"game/screen"},
    "pymunk": {"game/world"},
    "pythonosc": {"game/osc.py", "tools/listen_osc.py"},
    "sqlalchemy": {"game/scores/store.py"},
    "tensorflow": {"tools"},
    "keras": {"tools"},
}


@cache
def sources() -> list[Path]:
    return sorted([*ROOT.glob("game/**/*.py"), *ROOT.glob("tools/**/*.py")])


@cache
def statements(path: Path) -> tuple[ast.Import | ast.ImportFrom, ...]:
    """A file's imports, wherever in it they stand; an import is no part of an expression, where most nodes are."""
    found, left = [], [ast.parse(path.read_text(encoding="utf-8"))]
    while left:
        node = left.pop()
        found += [node] if isinstance(node, ast.Import | ast.ImportFrom) else []
        left += [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.expr)]
    return tuple(found)


def imported(node: ast.AST) -> set[str]:
    """Dotted names of what an import statement brings in; empty for any other node."""
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module:
        return {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return set()


@cache
def imports(path: Path) -> frozenset[str]:
    return frozenset().union(*map(imported, statements(path)))


def offence(where: Path, name: str) -> str | None:
    """What is wrong with the file `where` importing `name`; None if it may."""
    layer = where.parts[1] if where.parts[0] == "game" and len(where.parts) > 2 else where.parts[0]
    allowed = ALLOWED.get(layer)
    parts = name.split(".")
    door = DOORS.get(parts[0])
    if door is not None and not any(where.as_posix().startswith(d) for d in door):
        return f"{where} imports {name}; only {sorted(door)} may"
    if parts[0] == "game" and len(parts) > 1 and allowed is not None:
        seen = parts[1] in allowed | COMMON or ".".join(parts[1:3]) in allowed
        return None if seen else f"{where} imports {name}; {layer} may only see {sorted(allowed)}"
    return None


def test_modules_import_only_what_stands_to_their_left() -> None:
    found = [offence(path.relative_to(ROOT), name) for path in sources() for name in sorted(imports(path))]
    assert not [words for words in found if words]


def test_imports_are_absolute() -> None:
    relative = [
        f"{path}:{node.lineno}"
        for path in sources()
        for node in statements(path)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not relative


def test_the_simulation_reads_no_clock() -> None:
    for layer in ("body", "face", "gaze", "controls", "world", "scene", "sound"):
        for path in (ROOT / "game" / layer).glob("**/*.py"):
            assert not {"time", "datetime"} & {n.split(".")[0] for n in imports(path)}, f"{path} reads a clock"


def module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Imports inside functions count, too: putting one there does not open a circle."""
    modules = {module(path): path for path in sources()}
    graph = {name: {other for other in imports(path) if other in modules} - {name} for name, path in modules.items()}
    tuple(TopologicalSorter(graph).static_order())  # raises CycleError, which names the circle
