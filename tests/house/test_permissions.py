"""Who may enter where: every route × every role, and every route with somebody else's ids (ASVS 8.2.1, 8.2.2).

`permissions.yaml` is written by hand, apart from the doors: a route that is not in it fails, and so does a door that
lets in another than it says.
"""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.http import HttpResponse
from django.test import Client, RequestFactory

from jieqing.identity.tests import factories as cast
from jieqing.identity.tests.factories import browser
from jieqing.kit.actor import ANYONE, ROLES, Actor
from jieqing.kit.refusal import Refusal
from tests.house.test_doors import ROUTES
from tests.house.world import NOWHERE, world

pytestmark = pytest.mark.django_db
LISTED: dict[str, str] = yaml.safe_load(Path(__file__).with_name("permissions.yaml").read_text(encoding="utf-8"))
# Parameters of addresses that name a thing of somebody's; the others name what is public.
OF_A_TENANT = {
    "claim_id",
    "file_id",
    "card_id",
    "notice_id",
    "membership_id",
    "request_id",
    "session_id",
    "change_id",
    "event_id",
    "batch_id",
    "import_id",
    "code_id",
}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\{(\w+)\}")
# A refusal at the door itself; what a room refuses behind it (404, 409, 422 …) is another matter.
# Open to all, and they send on to the first step who begins in the middle.
STEPS_OF_SIGNING_IN = {
    "/operator/sign-in",
    "/account/second-factor/code/",
    "/account/sign-up/code/",
    "/account/second-factor/passkeys/sign-in/",
}
AT_THE_DOOR = ("sign_in_needed", "role_missing", "second_factor_needed")


def _methods(route: str) -> list[str]:
    said, _, _path = route.rpartition(" ")
    return said.split("|") if said else ["GET", "POST"]


def _address(route: str, ids: dict[str, Any]) -> str:
    path = route.rpartition(" ")[2].replace("^", "").replace("$", "").replace("\\Z", "")
    return PARAMETER.sub(lambda name: str(ids[name[1] or name[2]]), path)


def _ask(client: Client, method: str, address: str) -> Any:
    client.raise_request_exception = False
    body = {"content_type": "application/json", "data": {}} if address.startswith("/api/") else {}
    return getattr(client, method.lower())(address, **({} if method in ("GET", "HEAD") else body))


def _is_turned_away(answer: HttpResponse, address: str) -> bool:
    if answer.status_code == 302:
        return "sign-in" in answer["Location"] or (
            "second-factor" in answer["Location"] and "second-factor" not in address
        )
    if answer.status_code in (401, 403):
        return any(code in answer.content.decode() for code in AT_THE_DOOR)
    return False


def _entitled(rule: str) -> set[str]:
    if rule == "anyone":
        return {"stranger", *ROLES}
    return set(ROLES) if rule == "signed_in" else set(rule.split(","))


@cache
def _actors() -> dict[str, Any]:
    return {
        "creditor": cast.jia, "agency": cast.yi, "debtor": cast.bing, "compliance": cast.compliance,
        "operator": cast.operator, "verifier": cast.verifier,
    }  # fmt: skip


def test_the_list_and_the_routes_are_the_same() -> None:
    routes = {route for route, _door in ROUTES}
    assert routes - set(LISTED) == set(), "say in permissions.yaml who may enter"
    assert set(LISTED) - routes == set(), "leads nowhere: strike it"


def test_the_doors_say_what_the_list_says() -> None:
    said = {route: getattr(door, "actor_rule", "") for route, door in ROUTES}
    assert {route: rule for route, rule in said.items() if rule != LISTED.get(route)} == {}


@pytest.mark.parametrize("role", ["stranger", *sorted(ROLES)])
def test_a_role_enters_pages_where_it_is_entitled_and_nowhere_else(role: str) -> None:
    wrong = []
    for route, rule in LISTED.items():
        if "/api/" in route or route in STEPS_OF_SIGNING_IN:
            continue
        address = _address(route, NOWHERE)
        for method in _methods(route):
            # a fresh browser each time: some pages sign out, or take the second factor away
            client = browser(_actors()[role]()) if role != "stranger" else Client()
            is_out = _is_turned_away(_ask(client, method, address), address)
            if is_out == (role in _entitled(rule)):
                wrong.append(f"{role} {'kept out of' if is_out else 'let into'} {method} {address}")
    assert wrong == []


@pytest.mark.parametrize("role", ["stranger", *sorted(ROLES)])
def test_a_role_enters_rest_operations_where_it_is_entitled_and_nowhere_else(role: str) -> None:
    """At the door itself: what a request carries is read before, and may be refused first."""
    actor = _actors()[role]() if role != "stranger" else ANYONE
    wrong = []
    for route, door in ROUTES:
        if "/api/" in route and getattr(door, "actor_rule", "anyone") != "anyone":
            is_out = _refuses(door, actor, route.rpartition(" ")[2])
            if is_out == (role in _entitled(LISTED[route])):
                wrong.append(f"{role} {'kept out of' if is_out else 'let into'} {route}")
    assert wrong == []


def _refuses(door: Callable[..., Any], actor: Actor, path: str) -> bool:
    request: Any = RequestFactory().post(path)
    request.actor = actor
    try:
        door(request)
    except Refusal as no:
        return no.code in AT_THE_DOOR
    except TypeError:  # past the door, and without what the operation takes
        pass
    return False


def test_another_tenants_ids_lead_nowhere(settings: Any, tmp_path: Path) -> None:
    """甲's ids in the hands of 丁, and of every other tenant whose role may use the door: as if they were not there."""
    settings.JIEQING_FILES = str(tmp_path)
    there = world()
    before = there.fingerprint()
    browsers = {role: browser(cast.stranger_as(role)) for role in ("creditor", "agency", "debtor")}
    wrong = []
    for route, rule in LISTED.items():
        if rule == "anyone" or not OF_A_TENANT & {name for pair in PARAMETER.findall(route) for name in pair}:
            continue
        address, nowhere = _address(route, there.ids), _address(route, NOWHERE)
        for role in sorted(_entitled(rule) & set(browsers)):
            for method in _methods(route):
                answer, same = (_ask(browsers[role], method, path) for path in (address, nowhere))
                told = f"{role} {method} {route}: {answer.status_code} as against {same.status_code}"
                if answer.status_code != same.status_code or there.marker in answer.content.decode(errors="replace"):
                    wrong.append(told)
    assert not wrong, "\n".join(wrong)
    assert there.fingerprint() == before, "a stranger changed something"
