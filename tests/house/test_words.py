"""Every sentence for people stands in both languages, and both sides fill the same places."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

from tests.house.rooms import has_chinese, place, source_files, templates, tree

QUOTED = r"""(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
SAY = re.compile(rf"\{{%\s*say\s+(?P<zh>{QUOTED})\s*(?P<en>{QUOTED})?")
OWN_NAMES = {"中文"}  # a language is called by its own name in every language


def _pairs_in_templates() -> Iterator[tuple[str, str, str]]:
    for path in templates():
        for said in SAY.finditer(path.read_text(encoding="utf-8")):
            yield place(path), said["zh"][1:-1], (said["en"] or "  ")[1:-1]


def _pairs_in_code() -> Iterator[tuple[str, str, str]]:
    for path in source_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Words":
                sides = dict(zip(("zh", "en"), node.args, strict=False))
                sides |= {k.arg: k.value for k in node.keywords if k.arg}
                if isinstance(sides.get("zh"), ast.Constant) and isinstance(sides.get("en"), ast.Constant):
                    yield place(path, node), str(sides["zh"].value), str(sides["en"].value)  # type: ignore[attr-defined]


def _places(sentence: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(sentence) if name}


def _is_spoken(sentence: str) -> bool:
    """Whether there are words in it, beside places to fill and signs."""
    return bool(re.search(r"[^\W\d_]", re.sub(r"\{[^}]*\}", "", sentence)))


def _wrong(pairs: Iterator[tuple[str, str, str]]) -> Iterator[str]:
    for where, zh, en in pairs:
        if _is_spoken(zh) != _is_spoken(en) or (zh and not en):
            yield f"{where}: one side is silent: {zh!r} / {en!r}"
        elif has_chinese(en) and not re.search("[A-Za-z]{2}|e\\.g\\.", en) and zh != en and en not in OWN_NAMES:
            yield f"{where}: Chinese on the English side: {en!r}"  # a term or an example in it is welcome
        elif "{" in zh and _places(zh) != _places(en):
            yield f"{where}: the sides fill different places: {zh!r} / {en!r}"


def test_templates_speak_both_languages() -> None:
    assert list(_wrong(_pairs_in_templates())) == []


def test_code_speaks_both_languages() -> None:
    assert list(_wrong(_pairs_in_code())) == []


def test_no_template_speaks_outside_say() -> None:
    """Chinese in a template's own text would stand on English pages, too; `lang=` marks what is meant to."""
    silent = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*\blang=[^>]*>[^<]*<", re.DOTALL)
    loose = [place(path) for path in templates() if has_chinese(silent.sub("", path.read_text(encoding="utf-8")))]
    assert loose == []


def test_the_scans_see_something() -> None:
    assert len(list(_pairs_in_templates())) > 20
    assert len(list(_pairs_in_code())) > 20
    assert list(_wrong(iter([("x", "欠款 {a}", "debt {b}"), ("x", "欠款", ""), ("x", "欠款", "欠")])))


def test_nobody_speaks_through_another_catalogue() -> None:
    """One way to say things: no gettext beside Words."""
    for path in [*source_files(), *templates()]:
        assert not re.search(r"gettext|\{% (trans|translate|blocktrans)", Path(path).read_text(encoding="utf-8")), path
