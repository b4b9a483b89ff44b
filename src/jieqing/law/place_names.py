"""What people call the divisions: full and short names, former names, names in use, and towns that stand for a county.

Source: names of `divisions`; former and other names from divisions.yaml; towns from towns.yaml.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from jieqing.kit.catalogue import read_yaml
from jieqing.law.divisions import divisions

RANKS = "市县区"
Kind = Literal["full", "short", "former", "other", "town", "far_town"]
_PEOPLES = (
    "各族|蒙古族?|回族|藏族|维吾尔族?|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|黎族|傈僳族|"
    "佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族?|土族|达斡尔族?|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族?|普米族|"
    "塔吉克族?|怒族|鄂温克族?|保安族|裕固族|独龙族|鄂伦春族?|赫哲族|门巴族"
)
_SUFFIX = re.compile(
    rf"(.{{2,}}?)(?:特别行政区|(?:{_PEOPLES})*自治[区州县旗]|新区|林区|地区|[省市区县盟旗])(?<!园区)(?<!开发区)"
)


class Called(NamedTuple):
    """One thing a name can mean. `within`: the name means it only beside a place of that code ('' = anywhere)."""

    code: str
    kind: Kind
    within: str = ""


def short(name: str) -> str:
    """The name without its rank ('昆山市' → '昆山', '恩施土家族苗族自治州' → '恩施'); '' if nothing usable remains."""
    if len(name) == 3 and name[-1] in RANKS + "省":  # Most names: no need to look for peoples and zones.
        return name[:2]
    found = _SUFFIX.fullmatch(name)
    return found[1] if found else ""


def meanings(name: str) -> tuple[Called, ...]:
    """All that a name can mean; empty where it names no place. A county under a rank it once had is found too.

    大丰市 and 大丰县 mean 大丰区, unless another place bears that name.
    """
    known = names().get(name, ())
    return known if known or name[-1:] not in RANKS else ranked(name[:-1])


def ranked(name: str) -> tuple[Called, ...]:
    """What a county's short name means with a rank behind it; empty where it is no county's short name."""
    return tuple(m._replace(kind="former") for m in names().get(name, ()) if m.kind == "short" and len(m.code) == 6)


@cache
def names() -> dict[str, tuple[Called, ...]]:
    """Every name in use with all that it can mean, the likelier meaning first (province before city before county)."""
    found: dict[str, dict[str, Called]] = {}

    def add(name: str, called: Called) -> None:
        found.setdefault(name, {}).setdefault(called.code, called)

    for code, division in sorted(divisions().items(), key=lambda item: len(item[0])):
        add(division.name, Called(code, "full"))
    shorts = {code: short(division.name) for code, division in divisions().items()}
    for code, name in sorted(shorts.items(), key=lambda item: len(item[0])):
        if name:
            add(name, Called(code, "short"))
    written = _read("divisions.yaml")
    for row in written["other_names"]:
        add(row["name"], Called(row["code"], "other", row.get("within", "")))
    for row in written["old_names"]:
        add(row["name"], Called(row["code"], "former"))
    _add_towns(found)
    return {name: tuple(meanings.values()) for name, meanings in found.items()}


def _add_towns(found: dict[str, dict[str, Called]]) -> None:
    written = _read("towns.yaml")
    for group, kind in (("suzhou_yancheng", "town"), ("elsewhere", "far_town")):
        for code, rows in written[group].items():
            for name in " ".join(rows.values()).split():
                forms = (name,) if name[-1] == "镇" else (name, name + "镇", name + "街道")
                for form in forms:
                    found.setdefault(form, {}).setdefault(code, Called(code, kind))  # type: ignore[arg-type]


def _read(file: str) -> dict[str, Any]:
    return read_yaml(Path(__file__).parent / file)  # type: ignore[no-any-return]
