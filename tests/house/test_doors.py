"""Every route has an actor rule (`kit/doors.py`), and the rule holds."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from ninja.operation import PathView

from jieqing.kit.actor import ROLES
from jieqing.kit.doors import API_ROOT
from jieqing.kit.refusal import Refusal

Door = Callable[..., Any]
# The API's own index: django-ninja makes it without asking; it answers 404 or the list of addresses.
OPEN_BY_LIBRARY = {"api-root"}


def _routes(resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[str, Door]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _routes(entry, route)
        elif isinstance(entry, URLPattern) and entry.name not in OPEN_BY_LIBRARY:
            operations = inspect.getclosurevars(entry.callback).nonlocals.get("self") if _is_ninja(entry) else None
            if isinstance(operations, PathView):
                for operation in operations.operations:
                    yield f"{'|'.join(operation.methods)} {route}", operation.view_func
            else:
                yield route, entry.callback


def _is_ninja(entry: URLPattern) -> bool:
    return inspect.isfunction(entry.callback) and entry.callback.__module__ == "ninja.operation"


ROUTES = list(_routes(get_resolver()))
GUARDED = [(route, door) for route, door in ROUTES if getattr(door, "actor_rule", None) != "anyone"]


@pytest.mark.parametrize(("route", "door"), ROUTES, ids=[route for route, _door in ROUTES])
def test_a_route_says_who_may_enter(route: str, door: Door) -> None:
    rule = getattr(door, "actor_rule", "")
    assert rule in ("anyone", "signed_in") or (rule and set(rule.split(",")) <= ROLES), (
        f"mark {route} as kit.doors says"
    )


@pytest.mark.parametrize(("route", "door"), GUARDED, ids=[route for route, _door in GUARDED])
def test_a_stranger_is_turned_away_from_a_guarded_door(route: str, door: Door) -> None:
    path = route.split(" ")[-1]
    request = RequestFactory().post(path)
    if path.startswith(API_ROOT):
        with pytest.raises(Refusal) as refused:
            door(request)
        assert refused.value.status == 401
    else:
        answer = door(request)
        assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_login"))


def test_the_walk_sees_pages_and_operations() -> None:
    assert any(route.startswith("GET /api/") for route, _door in ROUTES)
    assert any("sign-in" in route for route, _door in ROUTES)
    assert GUARDED
