"""What the frame of every page needs to know."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url

from jieqing.kit.doors import language_of


def every_page(request: HttpRequest) -> dict[str, object]:
    """`is_demo`, and where the same page stands in the other language."""
    other = "zh-hans" if language_of(request) == "en" else "en"
    return {"is_demo": settings.IS_DEMO, "other_language_url": translate_url(request.get_full_path(), other)}
