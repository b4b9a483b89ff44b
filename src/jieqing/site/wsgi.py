"""The entry for a WSGI server: `granian --interface wsgi jieqing.site.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jieqing.site.settings")
application = get_wsgi_application()
