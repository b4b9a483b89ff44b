"""What must I do today: the desks of creditor and agency, one row one act, the most pressing first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jieqing.claims import queries as claims
from jieqing.claims.overview import queries as overview
from jieqing.claims.queries import SavedClaim
from jieqing.claims.rules.asking import Asked
from jieqing.kit.actor import Actor
from jieqing.kit.catalogue import read_yaml
from jieqing.kit.clock import SHANGHAI, now, today
from jieqing.kit.doors import actor_of, only
from jieqing.kit.money import yuan_text
from jieqing.kit.words import Words
from jieqing.mandates import queries as cards
from jieqing.mandates.queries import CardRow
from jieqing.mandates.rules.states import LIVE
from jieqing.mandates.rules.telling import about_words, title_words

SOON_DAYS = 7
REMEMBERED_DAYS = 30  # how long a no or a silence is brought up again
OF_CREDITOR = {"asked": "answer", "accepted": "sign"}
OF_AGENCY = {"answered": "decide_answered", "sent": "decide", "opened": "work"}


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. `until` is the last day for it, None where there is none; `kind` an id of data/today.yaml."""

    kind: str
    title: Words
    until: date | None
    href: str

    @property
    def act(self) -> Words:
        """What to do."""
        return _kinds()[self.kind].act

    @property
    def why(self) -> Words:
        """What it waits for."""
        return _kinds()[self.kind].why

    def is_pressing(self, on: date) -> bool:
        """Whether its last day is near."""
        return self.until is not None and self.until <= on + timedelta(days=SOON_DAYS)


@dataclass(frozen=True, slots=True)
class _Kind:
    rank: int
    act: Words
    why: Words


@only("creditor", "agency")
@require_safe
def view(request: HttpRequest) -> HttpResponse:
    """The desk of whoever asks; who is both has both."""
    actor, on = actor_of(request), today()
    rows = [(task, task.is_pressing(on)) for task in tasks(actor, on)]
    roles = {"is_creditor": "creditor" in actor.roles, "is_agency": "agency" in actor.roles}
    return render(request, "desks/today.html", {"rows": rows, "on": on, **roles})


def tasks(actor: Actor, on: date) -> list[Task]:
    """All that waits for the actor, the most pressing kind first, within it the earliest day."""
    found: list[Task] = []
    if "creditor" in actor.roles:
        sent = cards.sent(actor, now())
        own = [claim for claim in claims.claims(actor, Asked(), on).items if claim.is_own]
        found += [*of_creditor(sent, {claim.id for claim in own}, on), *of_days(actor, on), *of_claims(own, sent)]
    if "agency" in actor.roles:
        found += of_agency(cards.received(actor, now()), on)
    return sorted(found, key=lambda task: (_kinds()[task.kind].rank, task.until or date.max))


def of_creditor(sent: Sequence[CardRow], living: Iterable[object], on: date) -> list[Task]:
    """What the creditor's cards ask for; `living` are the ids of claims that are not over."""
    busy = {row.claim_id for row in sent if row.shown in LIVE}
    found: list[Task] = []
    reminded: set[object] = set()
    for row in sent:
        kind = OF_CREDITOR.get(row.shown)
        if kind is not None:
            found.append(_of_card(kind, row, _expires_on(row) if row.shown == "asked" else None))
        elif row.shown == "opened" and _ends_soon(row, on):
            found.append(_of_card("ends_soon", row, row.case_until))
        elif _is_over_unheard(row, on) and row.claim_id in living and row.claim_id not in busy | reminded:
            reminded.add(row.claim_id)
            title = title_words(row.card.debtor_kind, row.card.debt_kind)
            found.append(Task("choose_another", title, None, reverse("desks:send", args=[row.claim_id])))
    return found


def of_claims(own: Sequence[SavedClaim], sent: Sequence[CardRow]) -> list[Task]:
    """Claims that lack something, and those that no agency has seen."""
    seen = {row.claim_id for row in sent if row.shown != "withdrawn"}
    found = []
    for claim in own:
        if claim.state == "draft":
            found.append(Task("complete", _named(claim), None, reverse("claims:claim", args=[claim.id])))
        elif claim.id not in seen:
            found.append(Task("send", _named(claim), None, reverse("desks:send", args=[claim.id])))
    return found


def of_days(actor: Actor, on: date) -> list[Task]:
    """Claims whose safe day to sue is near: a letter that arrives starts the clock anew."""
    return [
        Task(
            "write",
            _told(claim.debtor_kind, claim.debt_kind, claim.amount_fen, name),
            letter.last_day_on,
            reverse("claims:claim", args=[claim.id]),
        )
        for letter, claim, name in overview.letters_due(actor, on)
    ]


def _named(claim: SavedClaim) -> Words:
    """What tells one's own claims apart: the kind, the sum, the debtor's name as far as it may be shown."""
    return _told(claim.debtor_kind, claim.debt_kind, claim.amount_fen, claim.masked.get("debtor_name", ""))


def _told(debtor_kind: str | None, debt_kind: str | None, amount_fen: int | None, name: str) -> Words:
    title = title_words(debtor_kind, debt_kind)
    yuan = yuan_text(amount_fen) if amount_fen else ""
    zh = [title.zh, f"{yuan} 元" if yuan else "", name]
    en = [title.en, f"{yuan} yuan" if yuan else "", name]
    return Words(" · ".join(filter(None, zh)), " · ".join(filter(None, en)))


def of_agency(received: Sequence[CardRow], on: date) -> list[Task]:
    """What the cards and cases in the agency's hands ask for."""
    found = []
    for row in received:
        kind = OF_AGENCY.get(row.shown)
        if kind == "work":
            kind = "case_ends_soon" if _ends_soon(row, on) else kind
            found.append(_of_card(kind, row, row.case_until))
        elif kind is not None:
            found.append(_of_card(kind, row, _expires_on(row)))
    return found


def _of_card(kind: str, row: CardRow, until: date | None) -> Task:
    """`until` of a case is exclusive, as in the row: its last day is the one before."""
    last = until - timedelta(days=1) if until is not None and until == row.case_until else until
    about = about_words(row.card.amount_about_fen)
    title = title_words(row.card.debtor_kind, row.card.debt_kind)
    named = Words(f"{title.zh} · {about.zh}", f"{title.en} · {about.en}")
    return Task(kind, named, last, reverse("mandates:card", args=[row.id]))


def _is_over_unheard(row: CardRow, on: date) -> bool:
    """Declined or never answered, and not so long ago that nobody cares."""
    moved_on = (row.expires_at if row.shown == "expired" else row.moved_at).astimezone(SHANGHAI).date()
    return row.shown in ("declined", "expired") and moved_on >= on - timedelta(days=REMEMBERED_DAYS)


def _ends_soon(row: CardRow, on: date) -> bool:
    return row.case_until is not None and row.case_until <= on + timedelta(days=SOON_DAYS)


def _expires_on(row: CardRow) -> date:
    return row.expires_at.astimezone(SHANGHAI).date()


@cache
def _kinds() -> dict[str, _Kind]:
    path = Path(__file__).parent / "data" / "today.yaml"
    rows: list[dict[str, Any]] = read_yaml(path)
    return {row["id"]: _Kind(rank, Words(**row["act"]), Words(**row["why"])) for rank, row in enumerate(rows)}
