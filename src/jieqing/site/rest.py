"""What the REST API offers, for people: made from its own description, works without a script."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jieqing.kit.doors import anyone
from jieqing.kit.words import Words
from jieqing.site.api import api

JSON = "application/json"


@anyone
@require_safe
def rest(request: HttpRequest) -> HttpResponse:
    """Every operation with what it takes, and one to try."""
    described = api.get_openapi_schema()
    return render(request, "site/rest.html", {"operations": list(_operations(described)), "root": _root(request)})


def _operations(described: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield {
                "call": f"{method.upper()} {path}",
                "words": Words(operation["description"], operation["summary"]),
                "takes": [*(parameter["name"] for parameter in operation["parameters"]), *_body(operation, described)],
            }


def _body(operation: dict[str, Any], described: dict[str, Any]) -> list[str]:
    """The names of the fields of a JSON body, or of a form."""
    content = operation.get("requestBody", {}).get("content", {})
    for media in content.values():
        schema = media["schema"]
        if "$ref" in schema:
            schema = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return list(schema["properties"])
    return []


def _root(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")
