"""The architecture, enforced: who may import whom (see design in README)."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COMMON = {"tuning", "clock", "errors", "quiet"}
ALLOWED = {
    "body": {"body"},
    "vision": {"body", "vision"},
    "controls": {"body", "controls", "world.snapshot"},
    "world": {"controls", "world"},
    "scene": {"body", "controls", "world", "scene"},
    "screen": {"scene", "world", "screen"},
    "modes": {"body", "vision", "controls", "world", "scene", "modes"},
    "tools": {"body", "vision", "controls", "world", "scene", "screen", "modes", "places", "cli"},
}
# heavy libraries each live behind one door
DOORS = {
    "mediapipe": {"game/vision/landmarker.py", "game/vision/models.py"},
    "pygame": {"game/screen"},
    "pymunk": {"game/world"},
    "tensorflow": {"tools"},
    "keras": {"tools"},
}


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def sources() -> list[Path]:
    return sorted([*ROOT.glob("game/**/*.py"), *ROOT.glob("tools/**/*.py")])


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_module_imports_only_what_stands_to_its_left(path: Path) -> None:
    where = path.relative_to(ROOT)
    layer = where.parts[1] if where.parts[0] == "game" and len(where.parts) > 2 else where.parts[0]
    allowed = ALLOWED.get(layer)
    for name in imports(path):
        parts = name.split(".")
        door = DOORS.get(parts[0])
        if door is not None:
            assert any(where.as_posix().startswith(d) for d in door), f"{where} imports {name}; only {door} may"
        if parts[0] == "game" and len(parts) > 1 and allowed is not None:
            seen = parts[1] in allowed | COMMON or ".".join(parts[1:3]) in allowed
            assert seen, f"{where} imports {name}; {layer} may only see {sorted(allowed)}"


def test_the_simulation_reads_no_clock() -> None:
    for layer in ("body", "controls", "world", "scene"):
        for path in (ROOT / "game" / layer).glob("**/*.py"):
            assert not {"time", "datetime"} & {n.split(".")[0] for n in imports(path)}, f"{path} reads a clock"
