"""Too many attempts: said in words, with the time to wait. allauth counts them (settings: ACCOUNT_RATE_LIMITS)."""

from typing import NoReturn

from django.http import HttpRequest

from jieqing.identity import traces
from jieqing.identity.spoken import messages
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

# The longest window of ACCOUNT_RATE_LIMITS: whatever the limit was, after it the way is open again.
LONGEST_WAIT_MINUTES = 15


def too_many_attempts(request: HttpRequest) -> NoReturn:
    """handler429 of the site's addresses: allauth calls it inside its views, so the refusal becomes a page."""
    match = request.resolver_match
    traces.limited(match.url_name or "" if match else "")
    raise Refusal(
        "too_many_attempts",
        messages()["rate_limited"],
        remedy=Words("{n} 分钟后一定可以再试。", "After {n} minutes at the latest you can try again.").filled(
            n=LONGEST_WAIT_MINUTES
        ),
        status=429,
    )
