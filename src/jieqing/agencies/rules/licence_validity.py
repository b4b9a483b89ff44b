"""Whether the licences of a listing let it act."""

from collections.abc import Iterator
from datetime import date, timedelta

from jieqing.agencies.rules.catalogue import EntityKind, licence_names
from jieqing.agencies.rules.form_validity import CONTROL
from jieqing.agencies.rules.listing import Licence, Listing
from jieqing.agencies.rules.problem import Problem
from jieqing.kit.words import Words
from jieqing.law.pack import NotInForce, at

MOST_LICENCES = 3
YEARS = range(1950, 3000)


def licence_problems(listing: Listing, kind: EntityKind, on: date) -> Iterator[Problem]:
    """A licence of its kind that is missing, mistaken or over (CN-AG-02, 02a, 03)."""
    if len(listing.licences) > MOST_LICENCES:
        words = Words(f"执照多于 {MOST_LICENCES} 项。", f"More than {MOST_LICENCES} licences.")
        yield Problem("licences", "", words, Words("只留与办案有关的。", "Keep those that bear on the work."))
    known = licence_names()
    for nth, licence in enumerate(listing.licences):
        if licence.kind not in known:
            words = Words(f"没有执照种类 {licence.kind!r}。", f"There is no kind of licence {licence.kind!r}.")
            remedy = Words("请用名单上的种类。", "Use a kind of the list.")
            yield Problem("licences", kind.basis[0], words, remedy, nth=nth)
        if not licence.number.strip() or len(licence.number) > 60 or CONTROL.search(licence.number):
            words = Words("执照编号缺失或不对。", "The number of a licence is missing or not right.")
            yield Problem("licences", "", words, Words("请照执照填写。", "Copy it from the licence."), nth=nth)
        if licence.valid_until is not None and licence.valid_until.year not in YEARS:
            words = Words("有效期的年份不对。", "The year of its expiry is not right.")
            yield Problem("licences", "", words, Words("请照执照填写。", "Copy it from the licence."), nth=nth)
    own = [licence for licence in listing.licences if licence.kind in {k.id for k in kind.licences}]
    if not own:
        names = Words("、".join(k.name.zh for k in kind.licences), " or ".join(k.name.en for k in kind.licences))
        words = Words("没有本类型须有的执照：{names}。", "The licence of its kind is missing: {names}.")
        remedy = Words("请补上执照种类和编号。", "Add the kind and the number of the licence.")
        yield Problem("licences", kind.basis[0], words.filled(names=names), remedy)
        return
    yield from _licence_ends(own, kind, on)


def _licence_ends(own: list[Licence], kind: EntityKind, on: date) -> Iterator[Problem]:
    limits = {k.id: k.until for k in kind.licences if k.until}
    for licence in own:
        last = _last_day(limits.get(licence.kind, ""), on)
        if last and (licence.valid_until is None or licence.valid_until > last + timedelta(days=1)):
            words = Words(f"过渡期最晚到 {last}。", f"The transition ends on {last} at the latest.")
            remedy = Words("请填写过渡期内的日期，或换发后的证书。", "Give a day within it, or the new certificate.")
            yield Problem("licences", limits[licence.kind], words, remedy)
    if not any(licence.holds_on(on) for licence in own):
        words = Words("执照已过有效期。", "The licence has expired.")
        remedy = Words("收录但不推荐；换证后请更新。", "Listed but not shown as fit; update it when renewed.")
        yield Problem("licences", kind.basis[0], words, remedy, is_refused=False)


def _last_day(rule_id: str, on: date) -> date | None:
    try:
        return at(rule_id, on) if rule_id else None
    except NotInForce:
        return None
