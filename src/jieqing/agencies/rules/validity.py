"""Whether a listing may stand in the directory, and what is marked of it."""

from collections.abc import Iterator
from datetime import date

from jieqing.agencies.rules.catalogue import EntityKind, entity_kinds, matter_kinds
from jieqing.agencies.rules.folding import folded
from jieqing.agencies.rules.form_validity import form_problems
from jieqing.agencies.rules.licence_validity import licence_problems
from jieqing.agencies.rules.listing import Listing
from jieqing.agencies.rules.offer_validity import offer_problems
from jieqing.agencies.rules.problem import Problem
from jieqing.agencies.rules.publicity import publicity_problems
from jieqing.kit.words import Words
from jieqing.law.pack import at


def problems(listing: Listing, on: date) -> tuple[Problem, ...]:
    """Everything wrong with the listing on that day, gravest first (CN-AG-01, 02, 03, 05, 08, 09, 12, 20, 21; form)."""
    kind = entity_kinds().get(listing.entity_type)
    if kind is None:
        known = "、".join(entity_kinds())
        words = Words(
            f"机构类型 {listing.entity_type!r} 不在名单上。", f"Kind of body {listing.entity_type!r} is not listed."
        )
        remedy = Words(f"请用其中之一：{known}。", f"Use one of: {known}.")
        return (Problem("entity_type", "CN-AG-02", words, remedy),)
    found = [
        *_name(listing, kind, on),
        *licence_problems(listing, kind, on),
        *_work(listing, kind),
        *offer_problems(listing, on),
        *publicity_problems(listing),
        *form_problems(listing),
    ]
    return tuple(sorted(found, key=lambda problem: not problem.is_refused))


def is_refused(listing: Listing, on: date) -> bool:
    """Whether the listing may not stand in the directory."""
    return any(problem.is_refused for problem in problems(listing, on))


def _name(listing: Listing, kind: EntityKind, on: date) -> Iterator[Problem]:
    name = folded(listing.name)
    if not name:
        yield Problem("name", "", Words("没有名称。", "There is no name."), Words("请填写名称。", "Give the name."))
    for word in at("CN-AG-01", on):
        if folded(word) in name:
            words = Words(
                f"名称含有“{word}”。这类机构已被明令禁止。", f"The name says “{word}”. Such bodies are banned."
            )
            remedy = Words("不能收录；请核对营业执照上的名称。", "It cannot be listed; check the name on its licence.")
            yield Problem("name", "CN-AG-01", words, remedy)
            break
    if "律师" in name and not kind.may_be_called_lawyer:
        words = Words("不是律师事务所，名称却含有“律师”。", "It is no law firm, yet its name says 律师 (lawyer).")
        yield Problem("name", "CN-AG-12", words, Words("请核对类型或名称。", "Check its kind or its name."))
    wanted = kind.name_contains
    if (
        wanted
        and not any(word in name for word in wanted.words)
        and wanted.unless not in {x.kind for x in listing.licences}
    ):
        word = "、".join(wanted.words)
        words = Words(f"这类机构的名称应含有“{word}”。", f"The name of such a body contains “{word}”.")
        yield Problem("name", wanted.basis, words, Words("请核对名称。", "Check the name."))


def _work(listing: Listing, kind: EntityKind) -> Iterator[Problem]:
    for matter in (*listing.matters, *listing.similar_closed):
        if matter not in matter_kinds():
            words = Words(f"没有欠款种类 {matter!r}。", f"There is no kind of matter {matter!r}.")
            yield Problem("matters", "", words, Words("请用名单上的种类。", "Use a kind of the list."))
    for matter in listing.matters:
        barred, doubtful = kind.outside.get(matter), kind.doubtful.get(matter)
        if barred or doubtful:
            name = matter_kinds()[matter].name
            words = Words("{kind}不能受理{name}。", "A {kind} may not take: {name}.")
            if doubtful:
                words = Words(
                    "{kind}能否受理{name}，须由专人判断。", "A person decides whether a {kind} may take: {name}."
                )
            remedy = Words("请从受理种类里去掉它。", "Take it off the matters.")
            yield Problem(
                "matters", barred or doubtful or "", words.filled(kind=kind.name, name=name), remedy, bool(barred)
            )
    if not listing.matters:
        words = Words("没有写明受理哪些欠款。", "It says no matter that it takes.")
        yield Problem("matters", "", words, Words("至少写一种。", "Name at least one."))
    if kind.may_litigate and not listing.named_lawyer:
        words = Words("没有写明承办人。", "Nobody is named for the case.")
        remedy = Words("补上承办人姓名和执业证。", "Add the person's name and certificate.")
        yield Problem("named_lawyer", "", words, remedy, is_refused=False)
