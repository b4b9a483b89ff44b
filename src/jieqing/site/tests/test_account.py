"""The operator's account stands from the start, keeps its password, and sits in the house."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from jieqing.identity.middleware import actor_of_session
from jieqing.identity.rules.roles import HOUSE
from jieqing.kit.refusal import Refusal
from jieqing.site.account import OPERATOR, keep_operator

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def test_the_password_stays_until_another_is_given() -> None:
    keep_operator(PASSWORD)
    user = get_user_model().objects
    assert keep_operator(None) is None
    assert user.get(username=OPERATOR).check_password(PASSWORD)
    assert keep_operator("another horse battery") is None
    assert user.get(username=OPERATOR).check_password("another horse battery")


def test_a_new_account_gets_a_password_that_is_shown_once() -> None:
    made_up = keep_operator(None)
    assert made_up
    assert get_user_model().objects.get(username=OPERATOR).check_password(made_up)
    assert keep_operator(None) is None


@pytest.mark.parametrize("password", ["123456789", "password123"])
def test_a_short_or_common_password_is_refused(password: str) -> None:
    with pytest.raises(Refusal) as refused:
        keep_operator(password)
    assert refused.value.field == "JIEQING_OPERATOR_PASSWORD"


def test_the_operator_signs_in_by_name_and_acts_for_the_house(client: Client) -> None:
    keep_operator(PASSWORD)
    answer = client.post("/account/sign-in/", {"login": OPERATOR, "password": PASSWORD})
    assert answer.status_code == 302
    actor = actor_of_session(client.get("/account/").wsgi_request)
    assert (actor.tenant, actor.roles, actor.has_second_factor) == (HOUSE, {"operator"}, False)
