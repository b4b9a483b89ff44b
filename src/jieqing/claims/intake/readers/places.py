"""Where the debtor is, else where the debt arose; and where the creditor is. The creditor's own place never wins.

A name counts as a place when it is official, or when what stands around it says so; short names that are first of all
common words (和平, 大方, 公安) count only directly behind a place that holds them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from jieqing.claims.intake.draft import Reading, Span
from jieqing.claims.intake.lexicon import lexicon, read_rows
from jieqing.claims.intake.readers.pleading import Party, Pleading
from jieqing.claims.intake.readers.turn import is_by_debtor, tells_of_debt
from jieqing.claims.intake.text import Text
from jieqing.law.divisions import divisions
from jieqing.law.place_names import RANKS, Called, names, ranked

# The delta, where the product is at home: its counties are known by their short names alone.
_DELTA = ("31", "32", "33", "34")
SHORT = 250
READ_LENGTH = 4000  # In a longer text the place stands in its first pages.


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    name: str
    meanings: tuple[Called, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place the text names: its finest code, its characters, and how likely it is the debtor's (below 0: not)."""

    code: str
    start: int
    end: int
    certainty: float
    weight: float = 0.0


def read(text: Text) -> dict[str, Reading]:
    """`province`, `city`, `district`, `place_code` of the debtor or the debt; `creditor_place_code`."""
    plain = text.plain
    if text.suit is not None:
        debtor, creditor = _of_pleading(plain, text.suit)
    else:
        debtor, creditor = _of_telling(text)
    readings = _levels(debtor) if debtor else {}
    if creditor:
        readings["creditor_place_code"] = Reading(creditor.code, (Span(creditor.start, creditor.end),), 0.8)
    return readings


def _levels(place: Place) -> dict[str, Reading]:
    division = divisions()[place.code]
    spans = (Span(place.start, place.end),)
    found = {"place_code": place.code, "province": division.province, "city": division.city}
    found["district"] = division.district or ""
    return {key: Reading(value, spans, place.certainty) for key, value in found.items() if value}


# -- complaints and judgments ------------------------------------------------------------------------------------------


def _of_pleading(plain: str, suit: Pleading) -> tuple[Place | None, Place | None]:
    debtor = next((found for party in suit.of("debtor") if (found := _address(plain, party))), None)
    creditor = next((found for party in suit.of("creditor") if (found := _address(plain, party))), None)
    if debtor is None and not creditor:
        debtor = _of_facts(plain, suit)
    return debtor, creditor


def _address(plain: str, party: Party) -> Place | None:
    """The place of a party: where they live now, else where they are registered, else the place in their name."""
    found = places(plain, party.start, party.end, trusted=True)
    if not found:
        return None
    for cue in ("现住", "经常居住", "住"):
        at = plain.find(cue, party.start, party.end)
        behind = [place for place in found if at >= 0 and 0 <= place.start - at <= 12]
        if behind:
            return behind[0]
    return found[0]


def _of_facts(plain: str, suit: Pleading) -> Place | None:
    """No party has an address: the place in the debtor's name, of the premises, or of the labour arbitration.

    Where the debtor is sued, banks with is no evidence of where the debtor is.
    """
    words = lexicon("places.yaml")
    for place in places(plain, suit.head_end, min(len(plain), READ_LENGTH)):
        before = plain[max(0, place.start - 8) : place.start]
        if words["fact_before"].search(before) or words["fact_after"].match(plain, place.end):
            return place
    return None


# -- people telling ----------------------------------------------------------------------------------------------------


def _of_telling(text: Text) -> tuple[Place | None, Place | None]:
    plain = text.plain
    found = places(plain, 0, min(len(plain), READ_LENGTH))
    if not found or not tells_of_debt(text):
        return None, None
    by_debtor = is_by_debtor(text)
    weighed = [_weighed(plain, place, by_debtor) for place in found]
    best = max(weighed, key=lambda place: (place.weight, -place.start))
    own = next((place for place in weighed if place.weight < 1 and _is_own(plain, place)), None)
    if best.weight < 0 and lexicon("places.yaml")["local_debtor"].search(plain):
        return best, best
    # In a long story a place without a word about the debtor beside it is scenery.
    needed = 0.0 if len(plain) < SHORT else 2.0
    return (_finest(best, weighed) if best.weight >= needed else None), own


def _finest(best: Place, weighed: list[Place]) -> Place:
    """The same place named more closely elsewhere in the text (盐城 … 东台)."""
    inside = [p for p in weighed if p.code != best.code and p.code.startswith(best.code) and p.weight >= 0]
    return max(inside, key=lambda place: place.weight) if inside else best


def _weighed(plain: str, place: Place, by_debtor: bool) -> Place:
    """The place weighed by what stands around it: above 0 the debtor's or the debt's, below 0 the writer's."""
    words = lexicon("places.yaml")
    before, after = plain[max(0, place.start - 18) : place.start], plain[place.end : place.end + 40]
    weight = 1.0
    own = words["creditor_before_strong"].search(before) or (
        words["creditor_native"].search(before) and after[:1] in ("人", "的", "这", "厂")
    )
    if own:
        leaves = words["from_to"].match(after) or not words["site_after"].match(after)
        weight = -1.0 if leaves else 1.0
    elif words["creditor_before_weak"].search(before):
        weight = 1.2 if words["site_after"].match(after) else 0.4
    elif words["creditor_after"].match(after) or words["creditor_trade"].search(before):
        weight = 0.3
    elif place.start == 0 and words["self_told"].match(after):
        weight = 0.9
    if by_debtor:
        weight = 2.0 if weight != 1.0 else 0.5 if words["debtor_before_strong"].search(before) else weight
    if weight >= 1:
        weight += 3 * bool(words["debtor_before_strong"].search(before)) + bool(words["debtor_before"].search(before))
        weight += bool(words["debtor_after"].match(after)) + bool(words["owes_after"].match(after))
    if words["from_to"].match(after) or (before.endswith("从") and words["way_after"].match(after)):
        weight = min(weight, 0.5) if weight > 0 else weight
    if words["forum_before"].search(before) and words["forum_after"].match(after):
        weight = -1.0
    if words["elsewhere_after"].match(after) or (before.endswith("是") and after[:1] == "人"):
        weight = min(weight, 0.2)
    return Place(place.code, place.start, place.end, place.certainty, weight)


def _is_own(plain: str, place: Place) -> bool:
    words = lexicon("places.yaml")
    before, after = plain[max(0, place.start - 14) : place.start], plain[place.end : place.end + 20]
    return bool(
        words["creditor_before_strong"].search(before)
        or words["creditor_before_weak"].search(before)
        or words["creditor_native"].search(before)
        or words["creditor_after"].match(after)
    )


# -- finding places ----------------------------------------------------------------------------------------------------


def places(plain: str, start: int, end: int, trusted: bool = False) -> list[Place]:
    """The places named in characters [start, end), each with its finest code; neighbours that nest are one place.

    `trusted`: the characters are an address, where every name that is no common word is a place.
    """
    mentions = list(_mentions(plain, start, end))
    if not mentions:
        return []
    around = _sure_codes(plain, mentions)
    found: list[Place] = []
    for index, mention in enumerate(mentions):
        last = found[-1] if found else None
        if last and mention.start - last.end <= 1 and plain[last.end : mention.start] in ("", "的", " ", ","):
            inner = _within(mention, last.code)
            if inner is not None:
                found[-1] = Place(inner, last.start, mention.end, max(last.certainty, 0.95))
                continue
        follower = mentions[index + 1] if index + 1 < len(mentions) else None
        holder = _holding(mention, follower)
        code, certainty = (holder, 0.95) if holder else _alone(plain, mention, around, trusted)
        if code:
            found.append(Place(code, mention.start, mention.end, certainty))
    return found


def _holding(mention: _Mention, follower: _Mention | None) -> str:
    """The meaning of a name that holds the name directly behind it (滨海 八滩); '' where none does."""
    if follower is None or follower.start != mention.end:
        return ""
    inner = [meaning.code for meaning in follower.meanings]
    return next((m.code for m in mention.meanings if any(code.startswith(m.code) for code in inner)), "")


def _mentions(plain: str, start: int, end: int) -> Iterator[_Mention]:
    index, called = _index(), names()
    at = start
    while at < end - 1:
        for name in index.get(plain[at : at + 2], ()):
            if plain.startswith(name, at) and at + len(name) <= end:
                mention = _Mention(at, at + len(name), name, called[name])
                yield _with_rank(plain, mention, end)
                at += len(name) - 1
                break
        at += 1


def _with_rank(plain: str, mention: _Mention, end: int) -> _Mention:
    """The name together with a rank it once had: 大丰 in 大丰市 is the county that bore that rank."""
    rank = plain[mention.end : mention.end + 1]
    if not rank or rank not in RANKS or mention.end >= end or mention.meanings[0].kind != "short":
        return mention
    meanings = ranked(mention.name)
    return _Mention(mention.start, mention.end + 1, mention.name + rank, meanings) if meanings else mention


@cache
def _index() -> dict[str, tuple[str, ...]]:
    """Names by their first two characters, the longest first."""
    index: dict[str, list[str]] = {}
    for name in names():
        index.setdefault(name[:2], []).append(name)
    return {key: tuple(sorted(found, key=len, reverse=True)) for key, found in index.items()}


@cache
def _weak_names() -> frozenset[str]:
    row = next(row for row in read_rows("places.yaml") if row["id"] == "weak_names")
    return frozenset(row["words"].split())


def _within(mention: _Mention, holder: str) -> str | None:
    """What the name means behind a place that holds it ('' codes stay with the holder: 昆山 张浦 is 昆山)."""
    for meaning in mention.meanings:
        if meaning.code.startswith(holder) or (len(meaning.code) < 6 and meaning.code == holder):
            return meaning.code
    return None


def _sure_codes(plain: str, mentions: list[_Mention]) -> list[str]:
    """Codes that need no help: names with one meaning that are no common words."""
    return [
        mention.meanings[0].code
        for mention in mentions
        if mention.name not in _weak_names() and _one_line(mention.meanings) and _is_place(plain, mention)
    ]


def _one_line(meanings: tuple[Called, ...]) -> bool:
    """Whether all meanings nest in the first (恩施 the prefecture holds 恩施 the city)."""
    return all(other.code.startswith(meanings[0].code) for other in meanings)


def _alone(plain: str, mention: _Mention, around: list[str], trusted: bool) -> tuple[str, float]:
    """What the name means without a neighbour: (code, certainty), or ('', 0) where nothing supports it."""
    near = [m for m in mention.meanings if any(m.code.startswith(code) or code.startswith(m.code) for code in around)]
    near = [m for m in near if not m.within or any(code.startswith(m.within) for code in around)]
    if mention.name in _weak_names():
        if mention.name in _BARE_ZONES and _is_zone(plain, mention):
            return mention.meanings[0].code, 0.6
        if _is_told_at_home(plain, mention):
            return mention.meanings[0].code, 0.6
        helped = [m for m in near if any(len(code) >= 4 and m.code.startswith(code) for code in around)]
        return (helped[0].code, 0.7) if helped and _is_told(plain, mention) else ("", 0.0)
    if not trusted and not _is_place(plain, mention):
        return "", 0.0
    if _one_line(mention.meanings):
        return mention.meanings[0].code, 0.95
    if near:
        return near[0].code, 0.9
    return _likeliest(mention)


# 园区 without a city is the one of Suzhou, where the product is at home; other industrial parks carry their own name.
_BARE_ZONES = frozenset({"园区"})


def _is_zone(plain: str, mention: _Mention) -> bool:
    before = plain[max(0, mention.start - 1) : mention.start]
    return before in ("", "在", "到", "是", "，", ",", "、", "。", " ", "给", "州") and _is_told(plain, mention)


def _is_told_at_home(plain: str, mention: _Mention) -> bool:
    """Whether a county of the delta whose short name is a common word is told as a place: 在平湖开厂."""
    first, words = mention.meanings[0], lexicon("places.yaml")
    if len(mention.meanings) > 1 or first.kind != "short" or len(first.code) < 6 or not first.code.startswith(_DELTA):
        return False
    before = plain[max(0, mention.start - 1) : mention.start]
    return bool(words["before_place"].search(before) and words["told_after"].match(plain, mention.end))


def _likeliest(mention: _Mention) -> tuple[str, float]:
    """Of several places of one name: a province before its city, and a county of the delta before those elsewhere."""
    first = mention.meanings[0]
    if len(first.code) == 2 or (len(first.code) == 4 and first.kind == "full"):
        return first.code, 0.8
    home = [m for m in mention.meanings if m.code.startswith(_DELTA) and m.kind in ("short", "full", "town")]
    if len(home) == 1 and not any(len(m.code) == 4 for m in mention.meanings):
        return home[0].code, 0.6
    return "", 0.0


def _is_place(plain: str, mention: _Mention) -> bool:
    """Whether the name is a place here: official names and those of the delta are, others need a place's setting."""
    if lexicon("places.yaml")["not_places_after"].match(plain, mention.end):
        return False
    if lexicon("places.yaml")["words_across"].match(plain, max(0, mention.start - 1), mention.end):
        return False
    first = mention.meanings[0]
    if first.kind in ("full", "former") and len(mention.name) > 2:
        return True
    at_home = any(m.kind in ("short", "other", "town") and m.code.startswith(_DELTA) for m in mention.meanings)
    if len(first.code) == 2 or at_home:
        return not _is_in_a_name(plain, mention)
    return _is_told(plain, mention)


def _is_told(plain: str, mention: _Mention) -> bool:
    words = lexicon("places.yaml")
    before = plain[max(0, mention.start - 1) : mention.start]
    if before and before in "在住" and len(mention.meanings[0].code) == 4:
        return True  # 在保定…: a city behind 在 needs no more.
    return bool(words["before_place"].search(before) and words["after_place"].match(plain, mention.end))


_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)


def _is_in_a_name(plain: str, mention: _Mention) -> bool:
    """Whether the name is a given name (李东海): a surname before it that is no end of another word."""
    before = plain[max(0, mention.start - 2) : mention.start]
    return (
        before[-1:] in _SURNAMES and (len(before) < 2 or before[0] in "，。,;；、：: \n原被告叫是和与向找")
    ) and mention.name[-1] not in "省市县区镇"
