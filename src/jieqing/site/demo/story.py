"""What the cast has done so far: claims of several ages, papers, a card on its way. Told once, at the first start."""

import io
import re
from datetime import date, timedelta
from typing import Any

from jieqing.agencies import queries as agencies
from jieqing.claims import queries as claims
from jieqing.claims import service as claim_verbs
from jieqing.claims.rules.asking import Asked
from jieqing.desks import queries as desks
from jieqing.desks.directory import directory_index
from jieqing.identity import service as identity
from jieqing.kit.actor import Actor, system
from jieqing.kit.clock import now, today
from jieqing.mandates import service as cards
from jieqing.privacy.demo import publish_demo_notice
from jieqing.site.demo.cast import enrolled, personas, story

DAY = re.compile(r"\{(d|due)(\d+)\}")


def tell_story() -> None:
    """Enrols the cast and, if 甲 has no claim yet, plays what happened before the visitor came in."""
    actors = {name: enrolled(persona) for name, persona in personas().items()}
    publish_demo_notice(actors["operator"], actors.values(), now=now())
    jia = actors["jia"]
    on = today()
    if claims.claims(jia, Asked(), on).has_any:
        return
    kept = [_keep(jia, row, on) for row in story()["claims"]]
    first = story()["claims"][0]
    agency_id = _law_firm_that_fits(first["text"], on)
    identity.hold_listing(system("demo", actors["operator"].tenant, ["operator"]), _tenant(actors["yi"]), agency_id)
    yi = enrolled(personas()["yi"])  # with the role that came with the listing
    card_id = cards.send(jia, kept[0], agency_id)
    cards.ask(yi, card_id, 1, first["card"]["asks"])


def _keep(jia: Actor, row: dict[str, Any], on: date) -> Any:
    saved = claim_verbs.save(jia, _dated(row["text"], on), {}, on)
    if "details" in row:
        claim_verbs.correct(jia, saved.id, saved.version, row["details"])
    if "paper" in row:
        claim_verbs.attach(jia, saved.id, _sheet(row["paper"]), f"{row['paper']}.xlsx")
    return saved.id


def _dated(text: str, on: date) -> str:
    """The text with its days: {d40} is forty days ago, {due30} in thirty days."""

    def day(found: re.Match[str]) -> str:
        distance = timedelta(days=int(found[2]))
        then = on - distance if found[1] == "d" else on + distance
        return f"{then.year}年{then.month}月{then.day}日"

    return DAY.sub(day, text)


def _law_firm_that_fits(text: str, on: date) -> str:
    """The listing that 乙 holds: a law firm that is named for the first claim, so that a card can be sent to it."""
    asked = desks.Question(text=_dated(text, on), today=on, corrections={}, weights={})
    found = desks.answer(system("demo"), asked, lambda: directory_index(on))
    assert found.match is not None
    firms = [one.listing.id for one in found.match.recommendations if one.listing.entity_type == "law_firm"]
    return firms[0] if firms else agencies.search(system("demo"), kind="law_firm").items[0].id


def _tenant(actor: Actor) -> Any:
    assert actor.tenant is not None
    return actor.tenant


def _sheet(title: str) -> bytes:
    """An invented statement of account."""
    from openpyxl import Workbook  # noqa: PLC0415 - heavy, and only needed once

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.append([title, "演示用，内容虚构"])
    sheet.append(["余额", 188000])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
