"""The layers hold, imports make no cycle, and the command answers at once."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import warraq

PACKAGE = Path(warraq.__file__).parent
#: From the top; a module may import from its own layer and from those below.
LAYERS = ("cli", "release", "checks", "corpus", "engine", "model", "errors")
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "template" not in path.parts)


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> dict[str, bool]:
    """The package's own modules that this one imports, and whether at import time (not in a function)."""
    names = {module_name(one) for one in MODULES}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: dict[str, bool] = {}

    def visit(node: ast.AST, *, at_import: bool) -> None:
        for child in ast.iter_child_nodes(node):
            inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            typing_only = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
            targets: list[str] = []
            if isinstance(child, ast.Import):
                targets = [alias.name for alias in child.names]
            elif isinstance(child, ast.ImportFrom) and child.module:
                whole = [f"{child.module}.{alias.name}" for alias in child.names]
                targets = [name if name in names else child.module for name in whole]
            for target in targets:
                if target in names:
                    found[target] = found.get(target, False) or at_import
            visit(child, at_import=at_import and not inside and not typing_only)

    visit(tree, at_import=True)
    return found


def layer(name: str) -> str | None:
    parts = name.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in LAYERS else None


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_module_imports_only_from_its_layer_and_below(path: Path) -> None:
    own = layer(module_name(path))
    if own is None:
        return
    above = {
        name for name in imports(path) if (other := layer(name)) and LAYERS.index(other) < LAYERS.index(own)
    }
    assert not above, f"{module_name(path)} imports upwards: {sorted(above)}"


def test_imports_make_no_cycle() -> None:
    graph = {
        module_name(path): {name for name, at_import in imports(path).items() if at_import}
        for path in MODULES
    }
    done: set[str] = set()

    def walk(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, f"cycle: {' -> '.join((*trail, name))}"
        if name not in done:
            for other in sorted(graph[name]):
                walk(other, (*trail, name))
            done.add(name)

    for name in graph:
        walk(name, ())


def test_modules_stay_short_enough_to_be_one_idea() -> None:
    long = {
        module_name(path): lines for path in MODULES if (lines := len(path.read_text().splitlines())) > 400
    }
    assert not long


def test_functions_fit_a_glance() -> None:
    long = {}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                documented = node.body[0] if ast.get_docstring(node) else None
                if documented is not None:
                    lines -= (documented.end_lineno or 0) - documented.lineno + 1
                if lines > 50:
                    long[f"{module_name(path)}.{node.name}"] = lines
    assert not long


def test_help_needs_no_heavy_library() -> None:
    code = (
        "import sys; from warraq.cli.main import parser; parser().format_help(); "
        "heavy = {'polars', 'pyarrow', 'pandas', 'pandera', 'great_expectations', 'frictionless', "
        "'huggingface_hub', 'trafilatura', 'lxml', 'pydantic'}; print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_toolkit_never_imports_the_projects_root_folders() -> None:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] not in {"corpus", "checks", "build", "tests"}
