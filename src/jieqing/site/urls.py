"""Addresses. Chinese pages stand at /, English ones below /en/; machines find theirs at fixed places."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView

from jieqing.kit.doors import anyone
from jieqing.site.api import api
from jieqing.site.demo.views import personas_page, time_stamp
from jieqing.site.health import health, healthz, readyz
from jieqing.site.metrics import metrics
from jieqing.site.rest import rest

handler400 = "jieqing.site.errors.bad_request"
handler403 = "jieqing.site.errors.permission_denied"
handler404 = "jieqing.site.errors.page_not_found"
handler429 = "jieqing.identity.throttle.too_many_attempts"  # allauth looks it up here
handler500 = "jieqing.site.errors.server_error"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("api/v1/", api.urls),
    path("", include("jieqing.proof.log_urls")),
    path("demo/tsa", time_stamp, name="demo_time_stamp"),
    *i18n_patterns(
        path("", include("jieqing.desks.urls")),
        path("", include("jieqing.proof.urls")),
        path("", include("jieqing.claims.urls")),
        path("", include("jieqing.mandates.urls")),
        path("", include("jieqing.agencies.urls")),
        path("", include("jieqing.files.urls")),
        path("", include("jieqing.vault.urls")),
        path("", include("jieqing.privacy.urls")),
        path("", include("jieqing.notices.urls")),
        path("operator/health/", health, name="health"),
        path("rest/", rest, name="rest"),
        path("demo/", personas_page, name="personas"),
        path("", include("jieqing.identity.people_urls")),
        path("", include("jieqing.identity.urls")),
        path("operator/sign-in", anyone(RedirectView.as_view(pattern_name="account_login", query_string=True))),
        prefix_default_language=False,
    ),
]
