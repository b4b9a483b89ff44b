"""Django's start: every event finds its handlers."""

from django.apps import AppConfig

from jieqing.kit import announce
from jieqing.site.wiring import HANDLERS


class Site(AppConfig):
    """The top floor."""

    name = "jieqing.site"

    def ready(self) -> None:
        announce.wire(HANDLERS)
