"""The REST API: the rooms' routers under /api/v1, described at /api/v1/openapi.json and, for people, by `rest.py`."""

from ninja import NinjaAPI

from jieqing.agencies.api import router as agencies
from jieqing.desks.api import router as desks
from jieqing.kit.doors import anyone
from jieqing.site.errors import on_rest

api = NinjaAPI(
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
