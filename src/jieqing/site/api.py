"""The REST API: the rooms' routers under /api/v1, with its description at /api/v1/openapi.json and /api/v1/docs."""

from ninja import NinjaAPI, Swagger

from jieqing.agencies.api import router as agencies
from jieqing.desks.api import router as desks
from jieqing.kit.doors import anyone
from jieqing.site.errors import on_rest

api = NinjaAPI(
    title="Jieqing 结清",
    version="1",
    description="From a creditor's own words to agencies that fit, with reasons and true cost. Money is in fen.",
    urls_namespace="api",
    docs=Swagger(),
    docs_url="docs",
    openapi_url="openapi.json",
    docs_decorator=anyone,
)
on_rest(api)
api.add_router("", desks)
api.add_router("/agencies", agencies)
