"""Pages of people, in both languages: found, switch, invite, join, change, remove, copy, delete; 丁 gets nowhere."""

import json
import time
from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.test import Client

from jieqing.evidence import log
from jieqing.identity import queries, service
from jieqing.identity.tests.factories import actor_in, browser, ding, jia, operator, yi
from jieqing.identity.tests.test_invitations import NOW, invited, mailed
from jieqing.identity.tests.test_members import seat_of
from jieqing.identity.tests.test_tenants import CODE, newcomer, seated
from jieqing.identity.tests.visitor import account, signed_in
from jieqing.kit import clock

pytestmark = pytest.mark.django_db
ROOTS = ["/", "/en/"]


def text_of(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize("root", ROOTS)
def test_somebody_new_is_told_how_to_start(root):
    client = browser(newcomer())
    page = client.get(f"{root}account/")
    assert page.status_code == 200
    assert f"{root}account/found/" in text_of(page)
    assert client.get(f"{root}account/members/").url == f"{root}account/"


@pytest.mark.parametrize("root", ROOTS)
def test_somebody_founds_an_organisation_and_acts_for_it(root):
    client = browser(newcomer())
    typed = {
        "name": "苏州试砺厨具有限公司（虚构）",
        "registration_code": CODE,
        "own_name": "沈砚秋",
        "role": "creditor",
    }
    answer = client.post(f"{root}account/found/", typed)
    assert (answer.status_code, answer.url) == (302, f"{root}account/")
    page = text_of(client.get(f"{root}account/"))
    assert "苏州试砺厨具有限公司（虚构）" in page
    assert "沈**" in page
    assert "沈砚秋" not in page


def test_a_refusal_names_the_field_and_keeps_what_was_typed():
    actor = newcomer()
    client = browser(actor)
    typed = {"name": "试\u202e砺", "registration_code": CODE, "own_name": "沈砚秋", "role": "creditor"}
    answer = client.post("/account/found/", typed)
    assert answer.status_code == 422
    assert 'href="#name"' in text_of(answer)
    assert "沈砚秋" in text_of(answer)
    answer = client.post("/account/found/", typed | {"name": "甲（虚构）", "registration_code": "91"})
    assert 'href="#registration_code"' in text_of(answer)
    assert queries.tenants_of(actor) == []


def test_one_switches_between_ones_own_tenants_alone():
    jia_, ding_ = jia(), ding()
    guest = actor_in(jia_.tenant, "ding")
    client = browser(ding_)
    assert "盐城丁行贸易有限公司（虚构）</span></h2>" in text_of(client.get("/account/"))
    client.post("/account/switch/", {"tenant": str(guest.tenant)})
    assert "苏州甲灶厨具有限公司（虚构）</span></h2>" in text_of(client.get("/account/"))
    client.post("/account/switch/", {"tenant": str(yi().tenant)})
    assert "苏州甲灶厨具有限公司（虚构）</span></h2>" in text_of(client.get("/account/"))
    for nonsense in ("", "x", str(ding_.tenant) + "0"):
        assert client.post("/account/switch/", {"tenant": nonsense}).status_code == 302


@pytest.mark.parametrize("root", ROOTS)
def test_a_manager_invites_and_the_guest_joins(root):
    jia_, client = jia(), browser(jia())
    answer = client.post(f"{root}account/members/", {"email": "guest@example.com", "roles": ["creditor"]})
    assert answer.status_code == 302
    assert "g***@example.com" in text_of(client.get(f"{root}account/members/"))
    (waiting,) = queries.invitations(jia_, clock.now())
    link = f"{root}invitations/{mailed(jia_, waiting.id)}/"
    guest = Client()
    page = text_of(guest.get(link))
    assert "苏州甲灶厨具有限公司（虚构）" in page
    assert "guest@example.com" not in page
    assert f"account/sign-up/?next={root}invitations/" in page
    assert guest.post(link, {"own_name": "沈砚秋"}).status_code == 200  # not signed in: shown once more, nothing done
    user = account("guest@example.com")
    guest.force_login(user)
    assert f"{root}account/invitation/" in text_of(guest.get(f"{root}account/"))
    assert guest.post(link, {"own_name": ""}).status_code == 422
    assert guest.post(link, {"own_name": "沈砚秋"}).url == f"{root}account/"
    page = text_of(guest.get(f"{root}account/members/"))
    assert "沈**" in page
    assert "贾**" in page
    assert guest.get(link).status_code == 410
    assert guest.get(f"{root}invitations/nonsense/").status_code == 404


def test_an_invitation_waits_for_who_signs_up_first():
    jia_ = jia()
    invitation = service.invite(jia_, "guest@example.com", ["creditor"])
    guest = Client()
    guest.get(f"/invitations/{mailed(jia_, invitation)}/")
    secret = mailed(jia_, invitation)
    assert secret not in json.dumps(dict(guest.session.items()))
    session_key = guest.session.session_key
    guest.force_login(account("guest@example.com"))
    assert guest.session.session_key != session_key
    assert guest.post("/account/invitation/", {"own_name": "沈砚秋"}).status_code == 302
    assert len(queries.members(jia_)) == 2


def test_a_guest_with_another_address_is_told_which():
    jia_ = jia()
    _, token = invited(jia_, now=clock.now())
    client = browser(ding())
    session = client.session
    session["invitation"] = token
    session.save()
    answer = client.post("/account/invitation/", {"own_name": "丁未央"})
    assert answer.status_code == 403
    assert "n***@example.com" in text_of(answer)


def test_names_are_masked_until_a_manager_opens_them():
    jia_ = jia()
    clerk = actor_in(jia_.tenant, "clerk", name="文员某")
    client = browser(jia_)
    assert "文员某" not in text_of(client.get("/account/members/"))
    assert "文员某" in text_of(client.post("/account/members/", {"open": "1"}))
    answer = browser(clerk).post("/account/members/", {"open": "1"})
    assert answer.status_code == 403
    assert "贾砚秋" not in text_of(answer)
    assert ("house.refused", "managers_only") in {(e.event, e.code) for e in log.latest(clerk)}


def test_two_browsers_edit_one_member_and_nobodys_choice_is_lost():
    jia_ = jia()
    clerk = actor_in(jia_.tenant, "clerk")
    seat = seat_of(clerk)
    first, second, path = browser(jia_), browser(jia_), f"/account/members/{seat.id}/"
    version = str(seat.version)
    assert first.post(path, {"version": version, "roles": ["creditor", "debtor"]}).status_code == 302
    answer = second.post(path, {"version": version, "roles": ["debtor"], "is_admin": "1"})
    page = text_of(answer)
    assert answer.status_code == 409
    assert page.index("现在是") < page.index("您选的是")
    assert 'value="debtor" checked' in page
    assert 'value="creditor" checked' not in page
    assert f'name="version" value="{seat.version + 1}"' in page
    assert seat_of(clerk).roles == ("creditor", "debtor")
    answer = second.post(path, {"version": str(seat.version + 1), "roles": ["debtor"], "is_admin": "1"})
    assert answer.status_code == 302
    assert seat_of(clerk).roles == ("debtor",)


def test_removing_asks_once_and_ends_the_rights_at_once():
    jia_ = jia()
    clerk = actor_in(jia_.tenant, "clerk")
    theirs, path = browser(clerk), f"/account/members/{seat_of(clerk).id}/"
    assert theirs.get("/account/members/").status_code == 200
    client = browser(jia_)
    assert 'href="#sure"' in text_of(client.post(path, {"remove": "1"}))
    assert client.post(path, {"remove": "1", "sure": "1"}).status_code == 302
    assert theirs.get("/account/members/").url == "/account/"
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("root", ROOTS)
def test_ding_gets_nowhere(root):
    jia_, client = jia(), browser(ding())
    invitation, _ = invited(jia_, now=clock.now())
    path = f"{root}account/members/{seat_of(jia_).id}/"
    assert client.get(path).status_code == 404
    assert client.post(path, {"version": "1", "roles": ["creditor"]}).status_code == 404
    assert client.post(f"{root}account/members/", {"withdraw": str(invitation)}).status_code == 409
    assert client.get(f"{root}operator/members/").status_code == 403
    assert "甲灶" not in text_of(client.get(f"{root}account/members/"))
    stranger = Client()
    for closed in ("account/", "account/members/", "account/found/", "account/delete/", "operator/members/"):
        assert stranger.get(f"{root}{closed}").url.startswith(f"{root}account/sign-in/"), closed
    assert len(queries.members(jia_)) == 1


def test_staff_without_a_second_step_manage_nobody():
    yi_ = replace(yi(), has_second_factor=False)
    client = browser(yi_)
    page = text_of(client.get("/account/members/"))
    assert "second-factor/needed" in page
    assert "/invite" not in page
    answer = client.post("/account/members/", {"email": "x@example.com", "roles": ["agency"]})
    assert answer.url == "/account/second-factor/needed/"


@pytest.mark.parametrize("root", ROOTS)
def test_the_copy_is_a_file(root):
    answer = browser(jia()).post(f"{root}account/export/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert json.loads(answer.content)["tenants"][0]["your_name"] == "贾砚秋"
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("root", ROOTS)
def test_an_account_is_deleted_after_signing_in_afresh_and_typing_the_address(root):
    user = account("gone@example.com")
    client = signed_in(user)
    actor = newcomer("unused")
    actor = replace(actor, user_id=user.pk, who=f"user:{user.pk}")
    service.found_organisation(actor, "甲（虚构）", CODE, "沈砚秋")
    assert "gone@example.com" in text_of(client.get(f"{root}account/delete/"))
    assert 'href="#typed"' in text_of(client.post(f"{root}account/delete/", {"typed": "yes"}))
    assert User.objects.get(pk=user.pk).is_active
    answer = client.post(f"{root}account/delete/", {"typed": "Gone@example.com "})
    assert answer.url == f"{root}account/gone/"
    assert client.get(answer.url).status_code == 200
    assert not User.objects.get(pk=user.pk).is_active
    assert client.get(f"{root}account/").status_code == 302
    assert queries.tenants_of(seated_or_none(actor)) == []


def seated_or_none(actor):
    return actor if not queries.tenants_of(actor) else seated(actor)


def test_an_old_sign_in_is_not_enough_to_delete(settings):
    user = account("gone@example.com")
    client = signed_in(user)
    session = client.session
    for record in (records := session["account_authentication_methods"]):
        record["at"] = time.time() - 3600
    session["account_authentication_methods"] = records
    session.save()
    assert "reauthenticate" in client.get("/account/delete/").url
    answer = client.post("/account/delete/", {"typed": "gone@example.com"})
    assert "reauthenticate" in answer.url
    assert User.objects.get(pk=user.pk).is_active


@pytest.mark.parametrize("root", ROOTS)
def test_an_operator_looks_up_disables_and_enables(root):
    op, jia_ = operator(), jia()
    client, theirs = browser(op), browser(jia_)
    desk = f"{root}operator/members/"
    assert client.get(desk).status_code == 200
    assert client.post(desk, {"email": "nobody@example.com"}).status_code == 404
    page = text_of(client.post(desk, {"email": "JIA@example.com"}))
    assert "苏州甲灶厨具有限公司（虚构）" in page
    assert "贾砚秋" not in page
    act = {"email": "jia@example.com", "user": str(jia_.user_id), "act": "disable"}
    assert 'href="#reason"' in text_of(client.post(desk, act))
    assert client.post(desk, act | {"reason": "冒用他人代码"}).status_code == 200
    assert theirs.get(f"{root}account/").status_code == 302
    assert client.post(desk, act | {"act": "enable", "reason": "核实无误"}).status_code == 200
    assert User.objects.get(pk=jia_.user_id).is_active


def test_an_operator_without_a_second_step_is_sent_to_set_one_up():
    client = browser(replace(operator(), has_second_factor=False))
    assert client.get("/operator/members/").url == "/account/second-factor/needed/"


def test_one_leaves_after_asking_once():
    jia_ = jia()
    clerk = actor_in(jia_.tenant, "clerk")
    client = browser(clerk)
    assert "甲灶" in text_of(client.get("/account/leave/"))
    assert client.post("/account/leave/").status_code == 302
    assert len(queries.members(jia_)) == 1
    assert browser(jia_).post("/account/leave/").status_code == 409
    assert client.get("/account/leave/").url == "/account/"
    assert NOW
