"""The invented directory: 214 bodies made from `data/demo.yaml`, the same ones each time, without a database.

Nothing in it exists: names carry （虚构）, telephones cannot be dialled, registration codes stand in region 990000.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from types import MappingProxyType
from typing import Any, cast

from jieqing.agencies.demo_fees import offers
from jieqing.agencies.rules.catalogue import entity_kinds, room_yaml
from jieqing.agencies.rules.listing import EntityType, Licence, Listing, Matter, Mediations, Registration
from jieqing.agencies.rules.places import provinces
from jieqing.law.divisions import divisions
from jieqing.law.registration import registration_code

REGION = "990000"


@dataclass(frozen=True, slots=True)
class Draw:
    """One body to be made: its number in the directory and among its kind, where it sits, and its own chance."""

    number: int
    nth: int
    kind: EntityType
    area: str
    chance: Random
    plan: dict[str, Any]

    @property
    def like(self) -> dict[str, Any]:
        return cast("dict[str, Any]", self.plan["kinds"][self.kind])

    def is_shown_as(self, what: str) -> bool:
        """Whether the plan picks this body to show `what` ('suspended', 'law_firm_over_cap')."""
        if what.startswith("law_firm_"):
            return self.kind == "law_firm" and self.nth in self.plan["shown"][what]
        return self.number in self.plan["shown"][what]


@cache
def demo_directory() -> tuple[Listing, ...]:
    """The 214 invented bodies, in a fixed order."""
    plan = room_yaml("demo.yaml")
    return tuple(_listing(draw) for draw in _draws(plan))


def _draws(plan: dict[str, Any]) -> Iterator[Draw]:
    nth = dict.fromkeys(plan["kinds"], 0)
    number = 0
    for place in plan["places"]:
        for kind in plan["kinds"]:
            for turn in range(place.get(kind, 0)):
                number, nth[kind] = number + 1, nth[kind] + 1
                area = place["areas"][turn % len(place["areas"])]
                yield Draw(number, nth[kind], kind, area, Random(f"{plan['seed']}-{number}"), plan)


def _listing(draw: Draw) -> Listing:
    matters = _matters(draw)
    closed = _closed(draw, matters)
    registration = _registration(draw)
    return Listing(
        id=f"demo-{draw.number:03d}",
        **_identity(draw),
        entity_type=draw.kind,
        licences=(_licence(draw),),
        matters=matters,
        districts=_districts(draw),
        **_amounts(draw),
        fee_offers=offers(draw),
        similar_closed=MappingProxyType(closed),
        median_days=draw.chance.randint(*draw.like["days"]) if sum(closed.values()) else None,
        upheld_complaints=draw.chance.choice((0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 4)),
        open_places=draw.chance.choice((0, 1, 2, 3, 5, 8, 12, 20)),
        reply_hours=draw.chance.choice((2, 4, 8, 12, 24, 24, 48, 72, None)),
        named_lawyer=_person(draw) if entity_kinds()[draw.kind].may_litigate else None,
        does_enforcement=draw.chance.randrange(100) < draw.like["enforcement"],
        registration=registration,
        **_marks(draw, registration),
        practising_since=draw.chance.randint(1996, 2025),
        staff=draw.chance.randint(*draw.like["staff"]),
        mediations=_mediations(draw, sum(closed.values())),
    )


def _identity(draw: Draw) -> dict[str, Any]:
    plan, place = draw.plan, divisions()[draw.area]
    first, second = plan["brand_first"], plan["brand_second"]
    brand = first[draw.number % len(first)] + second[(draw.number // len(first) + 3 * draw.number) % len(second)]
    name = draw.like["name"].format(
        city=(place.city or "").removesuffix("市"),
        district=place.district,
        brand=brand,
        trade=draw.chance.choice(plan["trades"]),
    )
    authority, street = draw.like["authority"], draw.chance.choice(first) + draw.chance.choice(second)
    return {
        "name": name + plan["mark"],
        "registration_code": registration_code(authority, REGION, f"{draw.number:08d}") if authority else "",
        "phone": _phone(draw),
        "address": f"{_where(draw.area)}{street}路{draw.chance.randint(1, 299)}号（虚构）",
        "place": draw.area,
    }


def _where(area: str) -> str:
    place = divisions()[area]
    city, district = place.city or "", place.district or ""
    return district if district.startswith(city.removesuffix("市")) else city + district


def _phone(draw: Draw) -> str:
    """Not in any numbering plan: no mobile begins with 109, no area code is 0000."""
    tail = f"{draw.chance.randint(10_000, 99_999)}{draw.number:03d}"
    return f"109{tail}" if draw.chance.randrange(3) == 0 else f"0000-{tail}"


def _person(draw: Draw) -> str:
    given = "".join(draw.chance.sample(draw.plan["given"], 2))
    return f"{draw.chance.choice(draw.plan['surnames'])}{given}{draw.plan['mark']}"


def _licence(draw: Draw) -> Licence:
    kind, number = draw.like["licence"], f"虚构{draw.number:05d}"
    if draw.is_shown_as("licence_expired"):
        return Licence(kind, number, date(2026, 1, 1) + timedelta(days=draw.chance.randint(0, 240)))
    if draw.kind == "commercial_mediation" and draw.nth % 3 == 0:
        return Licence("commercial_mediation_transition", number, date(2027, 5, 1))
    if draw.kind == "fi_third_party":
        number = f"{draw.chance.choice(draw.plan['institutions'])}公示名单{draw.number:03d}号"
    if draw.chance.randrange(4) == 0 and draw.kind != "fi_third_party":
        return Licence(kind, number, None)
    return Licence(kind, number, date(draw.chance.randint(2028, 2032), draw.chance.randint(1, 12), 1))


def _matters(draw: Draw) -> tuple[Matter, ...]:
    known: list[Matter] = draw.plan["matters"][draw.kind]
    always = known[: draw.like["matters"] if draw.nth % 2 else 2]
    rest = known[len(always) :]
    chosen = {*always, *draw.chance.sample(rest, draw.chance.randint(len(rest) // 2, len(rest)))}
    return tuple(matter for matter in known if matter in chosen)


def _districts(draw: Draw) -> tuple[str, ...]:
    reach = draw.chance.choices(*zip(*draw.like["reach"].items(), strict=True))[0]
    city = draw.area[:2] if draw.area.startswith("31") else draw.area[:4]
    neighbour = draw.plan["neighbours"].get(draw.area[:4], city)
    return {
        "own": (draw.area,),
        "city": (city,),
        "near": (city, neighbour) if neighbour != city else (city,),
        "province": (draw.area[:2],),
        "delta": tuple(draw.plan["delta"]),
        "country": provinces(),
    }[reach]


def _amounts(draw: Draw) -> dict[str, Any]:
    to_yuan = draw.chance.choice(draw.like["to_yuan"])
    return {
        "amount_from_fen": draw.chance.choice(draw.like["from_yuan"]) * 100,
        "amount_to_fen": None if to_yuan is None else to_yuan * 100,
    }


def _closed(draw: Draw, matters: tuple[Matter, ...]) -> dict[Matter, int]:
    """Counts that fall from the first matter on; every eleventh body is new and has closed next to nothing."""
    scale = 1.5 if draw.number % 11 == 0 else draw.like["closed"] * draw.chance.lognormvariate(0, 0.7)
    counts = {
        matter: int(scale * draw.chance.uniform(0.2, 1) / (rank + 1) ** 0.6) for rank, matter in enumerate(matters)
    }
    return {matter: count for matter, count in counts.items() if count}


def _registration(draw: Draw) -> Registration:
    if draw.is_shown_as("suspended"):
        return "suspended"
    if draw.is_shown_as("revoked"):
        return "revoked"
    return "not_checked" if draw.is_shown_as("register_not_checked") else "active"


def _marks(draw: Draw, registration: str) -> dict[str, Any]:
    chance = draw.chance
    custody = chance.choices(("bank", "licensed_payment_institution", "none"), (4, 2, 4))[0]
    marks = {
        "custody": custody if entity_kinds()[draw.kind].road == "recovery" else "none",
        "evidence_node": chance.choices(("third_party_anchor", "own_only", "none"), (4, 1, 5))[0],
        "litigation_record": chance.choices(("none_found", "found", "not_checked"), (18, 1, 2))[0],
    }
    verified = ["entity_type", "licences"]
    verified += ["registration"] if registration != "not_checked" else []
    verified += [key for key, value in marks.items() if value not in ("none", "not_checked")]
    days = {key: draw.plan["as_of"] - timedelta(days=chance.randint(3, 330)) for key in verified}
    return {**marks, "is_conflict_checked": chance.randrange(10) < 8, "verified_on": MappingProxyType(days)}


def _mediations(draw: Draw, closed: int) -> Mediations | None:
    if entity_kinds()[draw.kind].road != "mediation":
        return None
    agreed = int(closed * draw.chance.uniform(0.5, 0.9))
    return Mediations(held=closed, agreed=agreed, performed=int(agreed * draw.chance.uniform(0.6, 0.98)))
