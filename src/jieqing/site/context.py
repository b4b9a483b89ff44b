"""What the frame of every page needs to know."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from jieqing.kit.doors import actor_of, language_of
from jieqing.notices.queries import unread_count
from jieqing.privacy.queries.notice import standing
from jieqing.site.navigation import links
from jieqing.site.templatetags.words import speak

ENGLISH = "/en"


def every_page(request: HttpRequest) -> dict[str, object]:
    """The page's language, whether this is a demo, the same page in the other language, two addresses much linked to.

    Also sets the language that the page speaks.
    """
    language, path = language_of(request), request.get_full_path()
    speak(language)
    return {
        "language": language,
        "navigation": lambda: links(request),
        "unread_notices": lambda: unread_count(actor_of(request)),  # asked only where it is shown
        "notice_standing": lambda: standing(actor_of(request)),
        "is_demo": settings.IS_DEMO,
        "other_language_url": path.removeprefix(ENGLISH) if language == "en" else ENGLISH + path,
        # {% url %} takes 60 µs: for these, thirty times a page
        "law_url": reverse("desks:law"),
        "agencies_url": reverse("agencies:search"),
    }
