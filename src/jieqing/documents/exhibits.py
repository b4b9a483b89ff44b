"""Exhibits as pages of A4 with a stamped number. What can't be shown gets a sheet that says so: none drops out."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from jieqing.documents.pdf import laid_out
from jieqing.kit.words import Words

LONGEST_S = 180
_PROBLEMS = {
    "locked": Words(
        "这份文件加了密码，没有并入。请去掉密码后重新上传，或者另行打印附上。",
        "This file is locked by a password and was not bound in. Attach it again without one, or print it apart.",
    ),
    "unreadable": Words(
        "这份文件打不开，没有并入。请换一份完好的重新上传，或者另行打印附上。",
        "This file cannot be opened and was not bound in. Attach a sound copy, or print it apart.",
    ),
    "not_pages": Words(
        "这种文件不是页面（例如录音、表格、Word），没有并入。请转成 PDF 上传，或者用光盘、U 盘另行提交。",
        "A file of this kind has no pages (a recording, a table, a Word file) and was not bound in. "
        "Attach it as PDF, or hand it in on a disk.",
    ),
    "too_long": Words(
        "这份文件页数太多（超过 300 页），没有并入。请拆开上传，或者另行打印附上。",
        "This file has too many pages (over 300) and was not bound in. Attach it in parts, or print it apart.",
    ),
}


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A file that proves something: its name as it shall be shown, its type, its bytes."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Bound:
    """An exhibit as it stands in the packet: pages `first` to `last` of the exhibits; `problem`: only named there."""

    label: str
    name: str
    first: int
    last: int
    pdf: bytes
    problem: Words | None = None

    @property
    def said_pages(self) -> str:
        """'3' or '3–5': as a list of evidence writes it."""
        return f"{self.first}" if self.first == self.last else f"{self.first}–{self.last}"


def bound(exhibits: Iterable[Exhibit]) -> tuple[Bound, ...]:
    """The exhibits in order, their pages numbered through from 1.

    One child process opens them all; where it dies or lingers, each is given a child of its own, and the one that kills
    it is named like any other that can't be opened.
    """
    each = [(f"证据{no}", exhibit) for no, exhibit in enumerate(exhibits, 1)]
    together = _opened(each, 1) if each else []
    if together is not None:
        return _numbered(each, together)
    apart: list[tuple[dict[str, Any], bytes]] = []
    first = 1
    for one in each:
        made = (_opened([one], first) or [({"pages": 0, "problem": "unreadable"}, b"")])[0]
        first += max(1, made[0]["pages"])
        apart.append(made)
    return _numbered(each, apart)


def _numbered(each: Sequence[tuple[str, Exhibit]], made: Sequence[tuple[dict[str, Any], bytes]]) -> tuple[Bound, ...]:
    found, first = [], 1
    for (label, exhibit), (head, pdf) in zip(each, made, strict=True):
        last = first + max(1, head["pages"]) - 1
        problem = _PROBLEMS.get(head["problem"])
        found.append(Bound(label, exhibit.name, first, last, pdf or _sheet(label, exhibit, first, problem), problem))
        first = last + 1
    return tuple(found)


def _sheet(label: str, exhibit: Exhibit, first: int, problem: Words | None) -> bytes:
    why = problem.zh if problem else ""
    return laid_out("exhibit", {"label": label, "name": exhibit.name, "first": first, "problem": why})


def _opened(each: Sequence[tuple[str, Exhibit]], first: int) -> list[tuple[dict[str, Any], bytes]] | None:
    """What the child made of them; None where it died."""
    rows = [
        {"label": label, "name": one.name, "content_type": one.content_type, "first": first, "size": len(one.content)}
        for label, one in each
    ]
    asked = b"".join([json.dumps(rows).encode(), b"\n", *(one.content for _, one in each)])
    try:
        child = subprocess.run(  # our own module, by our own interpreter
            [sys.executable, "-I", "-m", "jieqing.documents.binder"],
            input=asked,
            capture_output=True,
            timeout=LONGEST_S,
            check=False,
            env={"PATH": os.defpath},
        )
    except subprocess.TimeoutExpired:
        return None
    if child.returncode:
        return None
    line, _, rest = child.stdout.partition(b"\n")
    found, at = [], 0
    for head in json.loads(line):
        found.append((head, rest[at : at + head["size"]]))
        at += head["size"]
    return found
