"""What the architecture tests look at: the rooms, their source files, templates and syntax trees."""

import ast
from collections.abc import Iterator
from pathlib import Path

import jieqing

HOUSE = Path(jieqing.__file__).parent
REPOSITORY = HOUSE.parents[1]
ROOMS = sorted(path.parent.name for path in HOUSE.glob("*/__init__.py"))


def source_files() -> Iterator[Path]:
    """Python files of the product: neither tests nor migrations."""
    for path in sorted(HOUSE.rglob("*.py")):
        if not {"tests", "migrations"} & set(path.relative_to(HOUSE).parts):
            yield path


def templates() -> Iterator[Path]:
    yield from sorted(HOUSE.rglob("templates/**/*.html"))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def place(path: Path, node: ast.expr | ast.stmt | None = None) -> str:
    """Where it stands, as an editor opens it."""
    name = str(path.relative_to(REPOSITORY))
    return f"{name}:{node.lineno}" if node else name


def has_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)
