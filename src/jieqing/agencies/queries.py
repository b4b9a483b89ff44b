"""The questions that the directory answers. It is public: who asks makes no difference to what is found."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from jieqing.agencies.finding import MOST_COUNTED, alike, facts_at, matching, narrowed, total
from jieqing.agencies.models import Agency, DirectoryChange, Edition
from jieqing.agencies.records import FACTS, listing_of
from jieqing.agencies.rules.asking import asked, kinds_named
from jieqing.agencies.rules.catalogue import entity_kinds
from jieqing.agencies.rules.listing import EntityType, Listing
from jieqing.agencies.rules.places import resolved
from jieqing.kit.actor import Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

PAGE_SIZE = 20
LONGEST_QUESTION = 100


@dataclass(frozen=True, slots=True)
class Found:
    """One page of agencies by nearness of the name, then by name. Nothing in the order speaks of quality.

    `total` stops at MOST_COUNTED (`is_counted_out` false). `is_approximate`: no name contains what was asked; these
    come near. `places` and `kinds` say how the question was understood.
    """

    items: tuple[Listing, ...]
    page: int
    pages: int
    total: int
    is_counted_out: bool
    is_approximate: bool
    places: tuple[str, ...]
    kinds: tuple[EntityType, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to the directory: `verb` is import, demo, suspend or reinstate; counts are agencies.

    Only the latest change that stands `can_undo`. Where `rejected` is over 0 the rows can be had (`broken_file`).
    """

    id: UUID
    number: int
    verb: str
    actor: str
    made_at: datetime
    undone_at: datetime | None
    undone_by: str
    filename: str
    added: int
    changed: int
    unchanged: int
    rejected: int
    can_undo: bool


_OF_CHANGE = tuple(key for key in Change.__slots__ if key != "can_undo")


def search(actor: Actor, q: str = "", place: str = "", kind: str = "", page: int = 1) -> Found:
    """Agencies by name, place, kind or telephone (`q` may name any of them), 20 a page.

    `place`: a code or a name of a place that the agency serves or sits in; `kind`: an entity type or a word for it.
    Tolerant of width, case, Traditional characters, spaces and a wrong character in a name.
    Raises Refusal for an unknown place or kind, a question over 100 characters, a page that is not there.
    """
    question = asked(_short(q))
    places, kinds = _places(place), _kinds(kind)
    if q.strip() and not question.text:
        return Found((), 1, 1, 0, True, False, places, kinds)
    among = narrowed(places, kinds)
    found, is_approximate = matching(among, question, places), False
    count = total(found)
    if question.core and not count:
        found, is_approximate = alike(among, question), True
        count = total(found)
    pages = max(1, -(-min(count, MOST_COUNTED) // PAGE_SIZE))
    if not 1 <= page <= pages:
        raise _page_unknown(page, pages)
    return Found(
        items=tuple(listing_of(facts) for facts in facts_at(found, (page - 1) * PAGE_SIZE, PAGE_SIZE)),
        page=page,
        pages=pages,
        total=min(count, MOST_COUNTED),
        is_counted_out=count <= MOST_COUNTED,
        is_approximate=is_approximate and count > 0,
        places=places or question.places,
        kinds=kinds or question.kinds,
    )


def listing(actor: Actor, agency_id: str) -> Listing:
    """The agency of that id; raises Refusal (404)."""
    facts = Agency.objects.filter(id=agency_id).values(*FACTS).first() if "\x00" not in agency_id else None
    if facts is None:
        raise Refusal(
            "agency_unknown",
            Words("没有这家机构。", "There is no such agency."),
            remedy=Words("请从机构查询中查找。", "Look for it in the search of agencies."),
            field="agency_id",
            status=404,
        )
    return listing_of(facts)


def all_listings(actor: Actor) -> Iterator[Listing]:
    """Every agency in the order of ids, streamed. Read `edition()` first: if it rises meanwhile, read again."""
    rows = Agency.objects.order_by("id").values(*FACTS)
    return (listing_of(facts) for facts in rows.iterator(chunk_size=2000))


def edition() -> int:
    """A number that rises with every change of the directory; 0 before the first."""
    return Edition.objects.values_list("number", flat=True).first() or 0


def changes(actor: Actor, newest: int = 50) -> tuple[Change, ...]:
    """The latest changes of the directory, newest first; for an operator."""
    operators_only(actor)
    rows = list(DirectoryChange.objects.defer("broken_file").order_by("-number")[:newest])
    latest = next((row.id for row in rows if row.undone_at is None and row.added + row.changed), None)
    return tuple(Change(**{key: getattr(row, key) for key in _OF_CHANGE}, can_undo=row.id == latest) for row in rows)


def broken_file(actor: Actor, change_id: UUID) -> tuple[str, bytes]:
    """(name, CSV) of the rows of an import that were not taken, each with what is wrong; for an operator."""
    operators_only(actor)
    change = DirectoryChange.objects.filter(id=change_id).first()
    if change is None or not change.broken_file:
        raise Refusal(
            "no_broken_rows",
            Words("这次导入没有未收录的行。", "That import left no row out."),
            remedy=Words("不用处理。", "Nothing needs to be done."),
            field="change_id",
            status=404,
        )
    return f"{change.filename.rsplit('.', 1)[0]}-未收录.csv", bytes(change.broken_file)


def operators_only(actor: Actor) -> None:
    """Raises Refusal for anyone but an operator."""
    if "operator" not in actor.roles:
        raise Refusal(
            "operators_only",
            Words("这项操作只对运营人员开放。", "This is open to operators only."),
            remedy=Words("请先登录。", "Sign in first."),
            status=403,
        )


def _short(q: str) -> str:
    if len(q) > LONGEST_QUESTION:
        raise Refusal(
            "question_too_long",
            Words(f"查询超过 {LONGEST_QUESTION} 个字。", f"The question is longer than {LONGEST_QUESTION} characters."),
            remedy=Words("只写名称、地方、类型或电话。", "Write only a name, a place, a kind or a telephone number."),
            field="q",
        )
    return q


def _places(text: str) -> tuple[str, ...]:
    if not text.strip():
        return ()
    codes = resolved(text)
    if not codes:
        raise Refusal(
            "place_unknown",
            Words(f"没有找到地方“{text[:40]}”。", f"No place is called “{text[:40]}”."),
            remedy=Words("请写省、市、县区的名称或六位代码。", "Write the name or code of a province, city or county."),
            field="place",
        )
    return codes


def _kinds(text: str) -> tuple[EntityType, ...]:
    if not text.strip():
        return ()
    kinds = kinds_named(text)
    if not kinds:
        known = Words("、".join(kind.name.zh for kind in entity_kinds().values()), ", ".join(entity_kinds()))
        raise Refusal(
            "kind_unknown",
            Words("没有这种机构类型。", "There is no such kind of body."),
            remedy=Words("请选：{known}。", "Choose one of: {known}.").filled(known=known),
            field="kind",
        )
    return kinds


def _page_unknown(page: int, pages: int) -> Refusal:
    return Refusal(
        "page_unknown",
        Words(f"没有第 {page} 页，共 {pages} 页。", f"There is no page {page}; there are {pages}."),
        remedy=Words("请回到第 1 页，或把查询写得更具体。", "Go to page 1, or ask more precisely."),
        field="page",
        status=404,
    )
