"""The ways that stand in the head of a page, for whom, and which of them the visitor is on."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from jieqing.kit.actor import STAFF_ROLES, Actor, Role
from jieqing.kit.doors import actor_of
from jieqing.kit.words import Words


@dataclass(frozen=True, slots=True)
class Way:
    """A page worth a link, and the roles that have use for it."""

    name: str
    words: Words
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Link:
    """A way as this visitor sees it."""

    url: str
    words: Words
    is_here: bool


def _way(name: str, zh: str, en: str, *roles: Role) -> Way:
    return Way(name, Words(zh, en), frozenset(roles))


# In the order in which they stand.
WAYS = (
    _way("desks:today", "今天", "Today", "creditor", "agency"),
    _way("claims:list", "我的欠款", "My claims", "creditor"),
    _way("claims:ledgers", "台账", "Ledgers", "creditor"),
    _way("claims:overview", "总览", "Overview", "creditor"),
    _way("mandates:sent", "发出的卡片", "Cards sent", "creditor"),
    _way("mandates:inbox", "收到的卡片", "Cards received", "agency"),
    _way("desks:record", "做过什么", "What was done", "compliance", "operator"),
    _way("privacy:requests", "我的权利请求", "My requests", "debtor"),
    _way("health", "运行状况", "Health", "operator"),
    _way("proof:log_desk", "存证日志", "Evidence log", "operator"),
    _way("claims:rates", "利率表", "Rates", "operator", "compliance"),
    _way("agencies:operator", "名录维护", "Directory", "operator"),
    _way("identity:desk", "各方账号", "All accounts", "operator"),
    _way("agencies:listing_claims", "条目认领", "Listings", "operator"),
    _way("mandates:waiting", "等着的卡片", "Cards waiting", "operator"),
    _way("vault:keys", "密钥", "Keys", "operator"),
    _way("notices:operator_mail", "邮件", "Mail", "operator"),
    _way("privacy:operator", "隐私告知", "Privacy notice", "operator"),
    _way("privacy:periods", "保存期限", "Retention", "operator"),
    _way("privacy:desk", "权利请求", "Requests", "operator"),
)


def links(request: HttpRequest) -> list[Link]:
    """The ways for the roles that count in this session, in order."""
    return list(_links(request, _counting(actor_of(request))))


def _links(request: HttpRequest, roles: frozenset[Role]) -> Iterator[Link]:
    match = getattr(request, "resolver_match", None)
    here = match.view_name if match else ""
    for way in WAYS:
        if way.roles & roles:
            yield Link(reverse(way.name), way.words, way.name == here)


def _counting(actor: Actor) -> frozenset[Role]:
    """Staff roles open no door before the second factor, so nothing leads to those doors."""
    return actor.roles if actor.has_second_factor else actor.roles - STAFF_ROLES
