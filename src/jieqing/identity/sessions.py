"""How long a session lasts without a visit: half a day for staff, a week for others; not at all once disabled."""

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

from jieqing.kit import clock
from jieqing.kit.actor import STAFF_ROLES
from jieqing.kit.doors import actor_of

NOTED_EVERY_SECONDS = 5 * 60  # a visit is noted no more often: each note is a few writes
SEEN_AT = "seen_at"


class SessionAgeMiddleware:
    """Moves the end of a visitor's session on. Stands below the middleware that makes the actor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and SESSION_KEY in request.session:
            if request.user.is_authenticated:
                _note(request)
            else:  # the account was disabled or its password changed: nothing of this session may come back to life
                request.session.flush()
        return self.get_response(request)


def _note(request: HttpRequest) -> None:
    """Puts the session on its owner's list, also where it was opened in another way than by the sign-in page."""
    now, session = clock.now(), request.session
    lasts_seconds = settings.STAFF_SESSION_AGE if actor_of(request).roles & STAFF_ROLES else settings.SESSION_COOKIE_AGE
    is_fresh = now.timestamp() - session.get(SEEN_AT, 0) < NOTED_EVERY_SECONDS
    if is_fresh and session.get_expiry_age() == lasts_seconds:
        return
    session[SEEN_AT] = now.timestamp()
    session.set_expiry(lasts_seconds)
    UserSession.objects.create_from_request(request)
