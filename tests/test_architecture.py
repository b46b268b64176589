"""The house's rules, read from the source (docs/architecture.md)."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "creditdesk"
FILES = sorted(SOURCE.rglob("*.py"))
COMPOSITION_ROOTS = {"app", "cli"}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
MAX_LINES, MAX_FUNCTION_LINES = 400, 60

# What may be imported directly from outside the standard library, by room.
THIRD_PARTY = {
    "domain": set(),
    "store": {"sqlalchemy", "alembic"},
    "files": {"openpyxl", "python_calamine", "reportlab", "pypdfium2", "PIL"},
    "services": {"argon2", "babel", "pypinyin", "stdnum"},
    "ui": {"PySide6", "shiboken6"},
    "paths": {"platformdirs"},
    "i18n": set(),
}
ARROWS = {
    "domain": set(),
    "store": {"domain", "paths"},
    "files": {"domain", "paths", "i18n"},
    "services": {"domain", "store", "files", "paths", "i18n"},
    "ui": {"domain", "services", "paths", "i18n"},
    "i18n": {"domain", "paths"},
    "paths": set(),
}
HEAVY = {"matplotlib", "openpyxl", "reportlab", "numpy", "pypdfium2"}

# A workbook's cell is a float; these two turn it into a day or whole minor units, behind them there are none.
FLOAT_DOORS = {"dates.py", "import_cells.py"}
# The bootstrap of a recalibration draws with a seed it is given, so that it can be repeated.
SEEDED = {"recalibration.py"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every imported module by its full name, inside functions too."""
    package = ["creditdesk", *path.relative_to(SOURCE).parts[:-1]]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            yield node.lineno, module
            if module == "creditdesk":
                yield from ((node.lineno, f"creditdesk.{alias.name}") for alias in node.names if alias.name != "__version__")


def names_in(node: ast.AST) -> set[str]:
    """Every plain or dotted name below `node`, the last part of dotted ones."""
    found = {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
    return found | {child.attr for child in ast.walk(node) if isinstance(child, ast.Attribute)}


def rooms(*names: str) -> list[Path]:
    return [path for path in FILES if room_of(path) in names]


def test_arrows_never_turn_back() -> None:
    wrong = []
    for path in rooms(*ARROWS):
        room = room_of(path)
        for line, module in imports(path):
            parts = module.split(".")
            if parts[0] == "creditdesk" and len(parts) > 1 and parts[1] not in {room, *ARROWS[room]}:
                wrong.append(f"{name_of(path)}:{line} imports {module}")
    assert not wrong, "\n".join(wrong)


def test_each_room_knows_only_its_own_libraries() -> None:
    wrong = []
    for path in rooms(*THIRD_PARTY):
        for line, module in imports(path):
            top = module.split(".")[0]
            known = top in sys.stdlib_module_names or top == "creditdesk" or top in THIRD_PARTY[room_of(path)]
            if not known or (top == "sqlite3" and room_of(path) != "store"):
                wrong.append(f"{name_of(path)}:{line} imports {module}")
    assert not wrong, "\n".join(wrong)


def test_heavy_libraries_are_imported_where_they_are_used() -> None:
    """The window paints before them, so no module may load them by being imported."""
    wrong = []
    for path in FILES:
        for node in tree(path).body:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            wrong += [f"{name_of(path)}:{node.lineno} {name}" for name in names if name.split(".")[0] in HEAVY]
    assert not wrong, "\n".join(wrong)


def test_there_is_no_import_cycle() -> None:
    graph = grimp.build_graph("creditdesk", cache_dir=None)
    state: dict[str, int] = {}

    def visit(module: str, path: tuple[str, ...]) -> tuple[str, ...] | None:
        state[module] = 1
        for other in sorted(graph.find_modules_directly_imported_by(module)):
            if state.get(other) == 1:
                return (*path[path.index(other) :], other) if other in path else (module, other)
            if other not in state and (found := visit(other, (*path, other))):
                return found
        state[module] = 2
        return None

    for module in sorted(graph.modules):
        if module not in state:
            cycle = visit(module, (module,))
            assert cycle is None, " -> ".join(cycle or ())


def test_no_module_is_imported_by_a_string() -> None:
    """An import in a string is an arrow that neither the contracts nor the search for cycles can see."""
    wrong = [
        f"{name_of(path)}:{node.lineno} {argument.value}"
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and {"import_module", "__import__"} & names_in(node.func)
        for argument in node.args
        if isinstance(argument, ast.Constant)
    ]
    assert not wrong, "\n".join(wrong)


def test_only_the_composition_roots_know_the_day() -> None:
    wrong = []
    for path in FILES:
        if room_of(path) in COMPOSITION_ROOTS:
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, (ast.Name, ast.Attribute)):
                owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
                if node.attr == "today" and owner in {"date", "datetime"}:
                    wrong.append(f"{name_of(path)}:{node.lineno} {owner}.today")
                # The audit chain stamps real time; the day of a document never comes from it.
                if node.attr in {"now", "utcnow"} and owner == "datetime" and room_of(path) != "store":
                    wrong.append(f"{name_of(path)}:{node.lineno} {owner}.{node.attr}")
    assert not wrong, "\n".join(wrong)


def test_the_domain_has_no_clock_disk_or_float() -> None:
    wrong = []
    for path in rooms("domain"):
        for line, module in imports(path):
            chance = module == "random" and path.name not in SEEDED
            if chance or module.split(".")[0] in {"os", "io", "pathlib", "time", "sqlite3", "locale", "gettext"}:
                wrong.append(f"{name_of(path)}:{line} imports {module}")
        forbidden = {"open", "print"} if path.name in FLOAT_DOORS else {"float", "open", "print"}
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in forbidden:
                wrong.append(f"{name_of(path)}:{node.lineno} {node.func.id}()")
            if isinstance(node, ast.Constant) and isinstance(node.value, float) and path.name not in FLOAT_DOORS:
                wrong.append(f"{name_of(path)}:{node.lineno} a float literal {node.value}")
    assert not wrong, "\n".join(wrong)


def test_files_and_functions_stay_small() -> None:
    wrong = []
    for path in FILES:
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > MAX_LINES:
            wrong.append(f"{name_of(path)}: {lines} lines")
        for node in ast.walk(tree(path)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > MAX_FUNCTION_LINES:
                    wrong.append(f"{name_of(path)}:{node.lineno} {node.name}: {length} lines")
    assert not wrong, "\n".join(wrong)


def test_files_are_named_by_their_noun() -> None:
    assert not [name_of(path) for path in FILES if {part.removesuffix(".py") for part in path.parts} & FORBIDDEN_NAMES]


def test_no_error_is_swallowed() -> None:
    """`except Exception: pass` hides a bug; `contextlib.suppress(Exception)` too."""
    wrong = []
    for path in FILES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ExceptHandler):
                broad = node.type is None or bool({"Exception", "BaseException"} & names_in(node.type))
                if broad and all(isinstance(step, (ast.Pass, ast.Continue)) for step in node.body):
                    wrong.append(f"{name_of(path)}:{node.lineno}")
            if isinstance(node, ast.Call) and "suppress" in names_in(node.func) and "Exception" in names_in(node):
                wrong.append(f"{name_of(path)}:{node.lineno}")
    assert not wrong, "\n".join(wrong)


def test_no_f_string_is_translated() -> None:
    wrong = [
        f"{name_of(path)}:{node.lineno}"
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"_", "N_", "ngettext", "pgettext"}
        and any(isinstance(argument, ast.JoinedStr) for argument in node.args)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("argument", "absent"),
    [("window", {"click", "matplotlib", "openpyxl", "reportlab", "numpy", "sqlalchemy"}), ("command", {"PySide6"})],
)
def test_the_door_loads_only_its_half(argument: str, absent: set[str]) -> None:
    """The window starts without the command line's library, the command line without Qt."""
    module = {"window": "creditdesk.app", "command": "creditdesk.cli"}[argument]
    code = f"import sys, creditdesk.__main__, {module}; print(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert not set(run.stdout.split()) & absent


def test_translations_are_complete() -> None:
    script = ROOT / "packaging" / "translations.py"
    run = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_lint_contracts_name_every_room() -> None:
    """A new room must be put into the contracts and into ARROWS before it can be used."""
    known = {*ARROWS, "app", "cli", "demo", "__main__", "__init__"}
    assert {room_of(path) for path in FILES} <= known
