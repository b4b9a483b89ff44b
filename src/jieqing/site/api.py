"""The REST API: the rooms' routers under /api/v1, described at /api/v1/openapi.json and, for people, by `rest.py`."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from jieqing.agencies.api import router as agencies
from jieqing.claims.api import router as claims
from jieqing.claims.papers.api import router as papers
from jieqing.claims.portfolio.api import router as ledgers
from jieqing.claims.timeline.api import router as timeline
from jieqing.desks.api import router as desks
from jieqing.kit.doors import anyone
from jieqing.mandates.api import router as cards
from jieqing.site.errors import on_rest

PROBLEM = {
    "type": "object",
    "description": "RFC 9457, with a code, the field that is wrong, the rule it rests on, and what to do instead",
    "properties": {
        **{key: {"type": "string"} for key in ("type", "title", "code", "field", "basis", "remedy")},
        "status": {"type": "integer"},
    },
    "required": ["type", "title", "status", "code", "field", "basis", "remedy"],
}


class DescribedApi(NinjaAPI):
    """Says of every operation that an expected no comes back as a problem."""

    def get_openapi_schema(self, **asked: Any) -> OpenAPISchema:
        described = super().get_openapi_schema(**asked)
        no = {"description": "An expected no", "content": {"application/problem+json": {"schema": PROBLEM}}}
        for methods in described["paths"].values():
            for operation in methods.values():
                operation["responses"]["4XX"] = no
        return described


api = DescribedApi(
    title="Jieqing 结清",
    version="1",
    description="From a creditor's own words to agencies that fit, with reasons and true cost. Money is in fen.",
    urls_namespace="api",
    docs_url=None,  # Swagger UI is 1.7 MB of script that reads out badly
    openapi_url="openapi.json",
    docs_decorator=anyone,
)
on_rest(api)
api.add_router("", desks)
api.add_router("/agencies", agencies)
api.add_router("/claims", claims)
api.add_router("/claims", timeline)
api.add_router("", papers)
api.add_router("/ledgers", ledgers)
api.add_router("/cards", cards)
