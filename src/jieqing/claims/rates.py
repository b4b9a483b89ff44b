"""Loan prime rates after the pack's last row: one person of the house enters, another confirms; so it ends, too.

A confirmed row counts for every tenant from that moment (`table`), and what was computed without it is computed anew.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction

from jieqing.claims.models import LprRow
from jieqing.claims.rules.lpr import LprTable, packed
from jieqing.claims.rules.rate_entry import allowed
from jieqing.evidence import log
from jieqing.identity.rules.roles import HOUSE
from jieqing.kit.actor import Actor
from jieqing.kit.announce import announce
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words


@dataclass(frozen=True, slots=True)
class Added:
    """A row that was entered. `standing`: entered, confirmed, ending (one asked to end it), ended.

    `is_mine`: the asker made the last step, so the next one is somebody else's.
    """

    id: UUID
    published_on: date
    pct_year: Decimal
    source: str
    entered_by: str
    entered_at: datetime
    confirmed_by: str
    confirmed_at: datetime | None
    end_asked_by: str
    ended_by: str
    ended_at: datetime | None
    standing: str
    is_mine: bool


def table() -> LprTable:
    """The pack's rows and those that were confirmed and not ended."""
    rows = LprRow.objects.exclude(confirmed_by="").filter(ended_at=None)
    return packed().with_rows(rows.values_list("published_on", "pct_year"))


def added(actor: Actor) -> list[Added]:
    """Every row that was ever entered, the latest first; for the house's staff."""
    _staff_only(actor)
    with acting(actor):
        return [_shown(actor, row) for row in LprRow.objects.order_by("-published_on", "-entered_at")]


def enter(actor: Actor, published_on: date, pct_year: Decimal, source: str, *, on: date, now: datetime) -> UUID:
    """Keeps a row until somebody else confirms it; returns its id.

    Raises Refusal, naming the field (`rules.rate_entry.allowed`), or where the month has a row already.
    """
    _staff_only(actor)
    kept = allowed(published_on, pct_year, source, table(), on)
    row = LprRow(published_on=published_on, pct_year=pct_year, source=kept, entered_by=actor.who, entered_at=now)
    with acting(actor):
        month = {"published_on__year": published_on.year, "published_on__month": published_on.month}
        if LprRow.objects.filter(**month, ended_at=None).exists():
            raise _there_already()
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:  # another hand, at the same moment
            raise _there_already() from None
        log.append(actor, "claims.rate_entered", about=row.id, code=f"{published_on}:{pct_year}")
    return row.id


def confirm(actor: Actor, row_id: UUID, *, now: datetime) -> None:
    """Makes a row count; raises Refusal for whoever entered it, and where it is not waiting."""

    def step(row: LprRow) -> str:
        _needs(row.confirmed_at is None)
        _needs_another(actor, row.entered_by)
        row.confirmed_by, row.confirmed_at = actor.who, now
        return "confirmed"

    _step(actor, row_id, step, changes_figures=True)


def ask_end(actor: Actor, row_id: UUID, *, now: datetime) -> None:
    """Says that a row is wrong. One that never counted is ended at once; one that counts waits for another person."""

    def step(row: LprRow) -> str:
        if row.confirmed_at is None:
            row.ended_by, row.ended_at = actor.who, now
            return "struck"
        _needs(not row.end_asked_by)
        row.end_asked_by, row.end_asked_at = actor.who, now
        return "end_asked"

    _step(actor, row_id, step)


def keep(actor: Actor, row_id: UUID) -> None:
    """Takes back that a row is wrong, whoever said so: it goes on counting."""

    def step(row: LprRow) -> str:
        _needs(bool(row.end_asked_by))
        row.end_asked_by, row.end_asked_at = "", None
        return "kept"

    _step(actor, row_id, step)


def end(actor: Actor, row_id: UUID, *, now: datetime) -> None:
    """Ends a row that counted; raises Refusal for whoever asked for it, and where nobody did."""

    def step(row: LprRow) -> str:
        _needs(bool(row.end_asked_by))
        _needs_another(actor, row.end_asked_by)
        row.ended_by, row.ended_at = actor.who, now
        return "ended"

    _step(actor, row_id, step, changes_figures=True)


def _step(actor: Actor, row_id: UUID, step: Callable[[LprRow], str], *, changes_figures: bool = False) -> None:
    """One step of one row that was not ended, recorded under what it says was done; told where figures rest on it."""
    _staff_only(actor)
    with acting(actor):
        row = LprRow.objects.select_for_update().filter(id=row_id, ended_at=None).first()
        _needs(row is not None)
        assert row is not None
        done = step(row)
        row.save(force_update=True)
        log.append(actor, f"claims.rate_{done}", about=row.id, code=f"{row.published_on}:{row.pct_year}")
        if changes_figures:
            announce("claims.rates_changed", rate_id=row.id)


def _shown(actor: Actor, row: LprRow) -> Added:
    kept = {name: getattr(row, name) for name in Added.__slots__ if hasattr(row, name)}
    waits_for = row.end_asked_by or row.entered_by
    return Added(**kept, standing=_standing(row), is_mine=waits_for == actor.who)


def _standing(row: LprRow) -> str:
    if row.ended_at:
        return "ended"
    if row.confirmed_at is None:
        return "entered"
    return "ending" if row.end_asked_by else "confirmed"


def _staff_only(actor: Actor) -> None:
    if not actor.roles & {"operator", "compliance"} or not actor.has_second_factor or actor.tenant != HOUSE:
        raise Refusal(
            "role_missing",
            Words("利率由运营和合规人员录入、复核。", "Rates are entered and confirmed by operators and compliance."),
            remedy=Words("请运营方的人来做。", "Ask somebody of the house."),
            status=403,
        )


def _needs(is_so: bool) -> None:
    if not is_so:
        raise Refusal(
            "rate_moved_on",
            Words("这一行现在不能这样处理，可能有人先处理了。", "This row is no longer where you saw it."),
            remedy=Words("刷新页面看现在的情况。", "Reload the page to see how it stands."),
            status=409,
        )


def _needs_another(actor: Actor, first: str) -> None:
    if actor.who == first:
        raise Refusal(
            "second_person_needed",
            Words("要由另一个人来复核，不能是录入的人自己。", "Another person must confirm this."),
            remedy=Words("请同事登录后复核。", "Ask a colleague to sign in and confirm it."),
            status=409,
        )


def _there_already() -> Refusal:
    return Refusal(
        "rate_there_already",
        Words("这个月已经录过一行。", "This month has a row already."),
        remedy=Words("录错了，先把那一行作废。", "If it is wrong, end that row first."),
        field="published_on",
        status=409,
    )
