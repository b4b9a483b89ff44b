"""Somebody on the host lets a person in again who lost every second factor."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user_model

from jieqing.evidence import log
from jieqing.identity.tests.factories import jia, operator
from jieqing.kit.refusal import Refusal
from jieqing.site.rescue import RESCUER, take_second_factor

pytestmark = pytest.mark.django_db


def with_factor(actor):
    user = get_user_model().objects.get(pk=actor.user_id)
    TOTP.activate(user, generate_totp_secret())
    return user


@pytest.mark.parametrize("by", ["username", "email"])
def test_a_lost_factor_is_taken_and_the_log_keeps_how_the_owner_was_made_sure_of(by):
    user, other = with_factor(operator()), with_factor(jia())
    take_second_factor(f" {getattr(user, by)} ", "called_back")
    assert set(Authenticator.objects.values_list("user_id", flat=True)) == {other.pk}
    (entry,) = [entry for entry in log.latest(RESCUER) if entry.event == "identity.second_factor_reset"]
    assert (entry.actor, entry.code) == ("system:rescue", f"called_back:{user.pk}")


@pytest.mark.parametrize(
    ("login", "proof"), [("nobody@example.com", "called_back"), ("", "called_back"), ("op", "trust me")]
)
def test_an_unknown_account_or_proof_takes_nothing(login, proof):
    with_factor(operator())
    with pytest.raises(Refusal):
        take_second_factor(login, proof)
    assert Authenticator.objects.count() == 1
