"""What a browser sent of an event, read; and a row as it stands in the form again."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from jieqing.claims.intake.correct import correct
from jieqing.claims.intake.draft import Draft
from jieqing.claims.models import ClaimEvent
from jieqing.claims.rules.event_entry import Happened, NotKept
from jieqing.kit.money import yuan_text
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

FILE = "file:"
REACHED: Mapping[str, bool | None] = {"": None, "yes": True, "no": False}
NAMES = ("kind", "on", "ended_on", "channel", "cause", "reached", "proof", "amount", "part", "note")


def told(form: Mapping[str, str], on: date) -> Happened:
    """The event; raises NotKept that names every field which can't be read."""
    refused: list[Refusal] = []

    def read(field: str, name: str) -> object:
        typed = form.get(field, "").strip()
        if not typed:
            return None
        try:
            return correct(Draft("", on, {}), name, typed).value(name)
        except Refusal as no:
            refused.append(Refusal(no.code, _WRONG[field], remedy=no.remedy, field=field))
            return None

    days = {field: _whole(read(field, "due_date"), field, refused) for field in ("on", "ended_on")}
    amount_fen = read("amount", "amount_fen")
    if days["on"] is None and not any(no.field == "on" for no in refused):
        refused.append(_day_missing())
    proof, _, file_id = form.get("proof", "").partition(":")
    if refused:
        raise NotKept(refused)
    assert days["on"]
    return Happened(
        kind=form.get("kind", ""),
        on=days["on"],
        ended_on=days["ended_on"],
        channel=form.get("channel", ""),
        cause=form.get("cause", ""),
        reached=REACHED.get(form.get("reached", ""), None),
        proof=proof,
        proof_file_id=_id(file_id),
        amount_fen=amount_fen if isinstance(amount_fen, int) else None,
        part=int(part) if (part := form.get("part", "")).isdecimal() and len(part) < 5 else None,
        note=form.get("note", "").replace("\r\n", "\n"),
    )


def typed_again(form: Mapping[str, str]) -> dict[str, str]:
    """What stood in the form, to be put there again."""
    return {name: form.get(name, "") for name in NAMES}


def typed_of(row: ClaimEvent, note: str) -> dict[str, str]:
    """A row as it would have been typed."""
    return {
        "kind": row.kind,
        "on": row.on.isoformat(),
        "ended_on": row.ended_on.isoformat() if row.ended_on else "",
        "channel": row.channel,
        "cause": row.cause,
        "reached": {True: "yes", False: "no", None: ""}[row.reached],
        "proof": f"{FILE}{row.proof_file_id}" if row.proof == "file" else row.proof,
        "amount": yuan_text(row.amount_fen).replace(",", "") if row.amount_fen else "",
        "part": str(row.part or ""),
        "note": note,
    }


def _whole(iso: object, field: str, refused: list[Refusal]) -> date | None:
    """The day of an ISO date; a month alone is no day on which something happened."""
    if not isinstance(iso, str):
        return None
    if iso.count("-") != 2:
        refused.append(
            Refusal(
                "day_incomplete",
                _WRONG[field],
                remedy=Words("年、月、日都要写，如 2026-03-15。", "Write year, month and day, e.g. 2026-03-15."),
                field=field,
            )
        )
        return None
    return date.fromisoformat(iso)


def _id(raw: str) -> UUID | None:
    try:
        return UUID(raw)
    except ValueError:
        return None


_WRONG = {
    "on": Words("日期没读懂。", "We could not read the day."),
    "ended_on": Words("后一个日期没读懂。", "We could not read the second day."),
    "amount": Words("金额没读懂。", "We could not read the sum."),
}


def _day_missing() -> Refusal:
    return Refusal(
        "event_day_missing",
        Words("没有写是哪天。", "The day is missing."),
        remedy=Words("写事情发生的那天，如 2026-03-15。", "Write the day on which it happened, e.g. 2026-03-15."),
        field="on",
    )
