"""The entry for a WSGI server: `granian --interface wsgi jieqing.site.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jieqing.site.settings")
application = get_wsgi_application()
from jieqing.desks.warming import warm_up  # noqa: E402 - the rooms' models need Django to be set up
from jieqing.site.role import refuse_a_mighty_one  # noqa: E402

refuse_a_mighty_one()  # whatever started this process

# A worker takes requests once this module is loaded: load every page's code now, not at somebody's first request.
get_resolver().url_patterns  # noqa: B018
warm_up()
