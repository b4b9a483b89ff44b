"""So many look-ups from one address in a quarter of an hour, and no more. The address is kept as a keyed digest."""

import hashlib
import hmac
from typing import Final

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

MOST: Final = 60
WINDOW_S: Final = 15 * 60


def count(request: HttpRequest, now_s: float) -> None:
    """Counts this look-up; raises Refusal (429) beyond MOST in a window."""
    address = str(get_adapter().get_client_ip(request))
    digest = hmac.new(settings.SECRET_KEY.encode(), address.encode(), hashlib.sha256).hexdigest()[:32]
    key = f"proof:{int(now_s // WINDOW_S)}:{digest}"
    cache.add(key, 0, WINDOW_S)
    try:
        tried = cache.incr(key)
    except ValueError:  # it ran out between the two
        tried = 1
    if tried > MOST:
        raise Refusal(
            "too_many_lookups",
            Words("从您这里查得太频繁了。", "Too many look-ups came from where you are."),
            remedy=Words("15 分钟后再试。", "Try again in 15 minutes."),
            status=429,
        )
