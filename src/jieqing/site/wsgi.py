"""The entry for a WSGI server: `granian --interface wsgi jieqing.site.wsgi:application`."""

import os
import signal

# granian's workers are forks: until they are loaded they have its own handler, which would only set a mark in the copy.
signal.signal(signal.SIGTERM, signal.SIG_DFL)

from django.core.wsgi import get_wsgi_application  # noqa: E402 - a stop ends the loading from its first line on
from django.urls import get_resolver  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jieqing.site.settings")
application = get_wsgi_application()
from jieqing.desks.warming import warm_up  # noqa: E402 - the rooms' models need Django to be set up
from jieqing.site.role import refuse_a_mighty_one  # noqa: E402

refuse_a_mighty_one()  # whatever started this process

# A worker takes requests once this module is loaded: load every page's code now, not at somebody's first request.
get_resolver().url_patterns  # noqa: B018
warm_up()
