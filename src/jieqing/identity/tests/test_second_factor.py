"""Staff show twice that it is them; a factor is set up, used, lost and reset, and nobody else comes in by that."""

import json
import re
from typing import Any

import pytest
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.webauthn.internal import auth
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from fido2.utils import websafe_encode
from hypothesis import example, given
from hypothesis import settings as trials
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoCaptureOnCommitCallbacks

from jieqing.evidence import log
from jieqing.identity import forms
from jieqing.identity import sign_in as door
from jieqing.identity.factors import Factors
from jieqing.identity.tests.factories import ding, jia, operator, yi
from jieqing.identity.tests.visitor import (
    JIA,
    PASSWORD,
    SoftKey,
    account,
    app_of,
    digits,
    one_of,
    sign_in,
    signed_in,
)
from jieqing.kit.actor import Actor, system
from jieqing.kit.refusal import Refusal

pytestmark = pytest.mark.django_db
SECOND = "/account/second-factor/"
NEEDED = f"{SECOND}needed/"
STAFF_PAGE = "/operator/"
STAFF_ROUTE = "/api/v1/agencies/import"


def _text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def _half_in(user: Any) -> Client:
    """A browser that gave the right password and is asked for the second step."""
    client = Client()
    assert sign_in(client, user.email)["Location"] == f"{SECOND}code/"
    return client


def _is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def _options(answer: Any, kind: str) -> dict[str, Any]:
    """What the page hands its script."""
    data = re.search(r'<script id="js_data" type="application/json">(.*?)</script>', answer.content.decode())
    assert data
    return dict(json.loads(data[1])[kind])


def _add_passkey(client: Client, key: SoftKey, **form: str) -> Any:
    options = _options(client.get(f"{SECOND}passkeys/add/"), "creation_options")
    return client.post(f"{SECOND}passkeys/add/", {"credential": key.made(options), "passwordless": "on", **form})


def webauthn_form(verb: str, user: Any) -> Any:
    if verb == "add":
        return lambda credential: forms.NewPasskey({"credential": json.dumps(credential)}, user=user)
    return lambda credential: forms.PasskeyAlone({"credential": json.dumps(credential)})


def _sign_in_by(key: SoftKey, user_id: int, client: Client) -> Any:
    options = client.get(f"{SECOND}passkeys/sign-in/", headers={"Accept": "application/json"}).json()
    signed = key.signed(options["request_options"], user_id)
    return client.post(f"{SECOND}passkeys/sign-in/", {"credential": signed}, follow=True)


# Staff


def test_staff_without_a_second_factor_are_sent_to_set_one_up_and_told_why() -> None:
    browser = signed_in(one_of(operator()))
    assert browser.get(STAFF_PAGE)["Location"] == NEEDED
    page = browser.get(NEEDED)
    assert "别人的债务" in _text(page)
    assert f"{SECOND}app/" in page.content.decode()
    assert f"{SECOND}passkeys/add/" in page.content.decode()


def test_staff_without_a_second_factor_are_refused_by_rest() -> None:
    answer = signed_in(one_of(operator())).post(STAFF_ROUTE, {"file": SimpleUploadedFile("list.csv", b"id")})
    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_needed")


def test_setting_one_up_opens_the_door_in_the_same_session() -> None:
    browser = signed_in(one_of(operator()))
    browser.get(f"{SECOND}app/")
    wrong = browser.post(f"{SECOND}app/", {"code": "000000"})
    assert "验证码不对" in _text(wrong)
    assert browser.get(STAFF_PAGE).status_code == 302
    secret = browser.session[SECRET_SESSION_KEY]
    assert browser.post(f"{SECOND}app/", {"code": digits(secret)})["Location"] == f"{SECOND}recovery-codes/"
    assert browser.get(STAFF_PAGE).status_code == 200


def test_staff_who_sign_in_with_their_factor_are_let_in() -> None:
    user = one_of(operator())
    app_of(user)
    assert signed_in(user).get(STAFF_PAGE).status_code == 200


def test_a_session_that_was_entered_without_the_factor_opens_no_door_of_staff() -> None:
    user, browser = one_of(operator()), Client()
    app_of(user)
    browser.force_login(user)
    assert browser.get(STAFF_PAGE)["Location"] == NEEDED
    assert "退出后再登录一次" in _text(browser.get(NEEDED))


def test_removing_the_last_factor_closes_the_door_again() -> None:
    user = one_of(operator())
    app_of(user)
    browser = signed_in(user)
    assert browser.post(f"{SECOND}app/remove/").status_code == 302
    assert browser.get(STAFF_PAGE)["Location"] == NEEDED


def test_others_need_none() -> None:
    assert signed_in(one_of(jia())).get("/account/").status_code == 200


# The app's digits


def test_the_password_alone_does_not_open_an_account_with_an_app() -> None:
    user = account()
    secret = app_of(user)
    browser = _half_in(user)
    assert not _is_in(browser)
    assert browser.get("/account/").status_code == 302
    assert "验证码不对" in _text(browser.post(f"{SECOND}code/", {"code": "000000"}))
    browser.post(f"{SECOND}code/", {"code": digits(secret)})
    assert _is_in(browser)


def test_digits_open_once() -> None:
    user = account()
    secret = app_of(user)
    first, second = _half_in(user), _half_in(user)
    shown = digits(secret)
    first.post(f"{SECOND}code/", {"code": shown})
    second.post(f"{SECOND}code/", {"code": shown})
    assert (_is_in(first), _is_in(second)) == (True, False)


def test_five_wrong_digits_close_the_second_step_for_a_while() -> None:
    user = account()
    secret = app_of(user)
    browser = _half_in(user)
    for number in range(5):
        browser.post(f"{SECOND}code/", {"code": f"00000{number}"})
    assert "一刻钟" in _text(browser.post(f"{SECOND}code/", {"code": digits(secret)}))
    assert not _is_in(browser)


def test_wrong_digits_leave_an_entry_of_the_account() -> None:
    user = account()
    app_of(user)
    _half_in(user).post(f"{SECOND}code/", {"code": "000000"})
    entries = log.latest(operator())
    assert ("identity.sign_in_failed", f"user:{user.pk}", "incorrect_code") in [
        (entry.event, entry.actor, entry.code) for entry in entries
    ]


def test_a_reset_password_does_not_get_round_the_second_step(client: Client) -> None:
    user = account()
    app_of(user)
    client.post("/account/password/reset/", {"email": JIA})
    link = re.findall(r"https?://[^/\s]+(\S+)", mail.outbox[-1].body)[0]
    form = client.get(link)["Location"]
    client.post(form, {"password1": "lantern pepper window", "password2": "lantern pepper window"})
    assert not _is_in(client)
    assert sign_in(client, JIA, "lantern pepper window")["Location"] == f"{SECOND}code/"


def test_secrets_do_not_stand_open_in_the_database(settings: Any) -> None:
    user = account()
    secret = app_of(user)
    kept = Authenticator.objects.get(user=user).data["secret"]
    assert secret not in json.dumps(kept)
    assert Factors().decrypt(kept) == secret
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = (
        [settings.SECRET_KEY],
        "another key, as long as a key should be",
    )
    assert Factors().decrypt(kept) == secret
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(ValueError, match="JIEQING_SECRET_KEY"):
        Factors().decrypt(kept)


def test_the_password_is_asked_again_before_a_factor_is_set_up_unless_it_was_typed_just_now() -> None:
    browser = signed_in(account())
    assert browser.get(f"{SECOND}app/").status_code == 200
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": 1.0}]
    session.save()
    for page in ("app/", "passkeys/add/", "recovery-codes/new/"):
        assert browser.get(SECOND + page)["Location"].startswith("/account/reauthenticate/")


# Recovery codes


def _codes(browser: Client) -> list[str]:
    return re.findall(r"<code>(\d{8})</code>", browser.get(f"{SECOND}recovery-codes/").content.decode())


@pytest.mark.django_db(transaction=True)
def test_a_recovery_code_stands_in_for_the_app_once() -> None:
    user = account()
    browser = signed_in(user)
    browser.get(f"{SECOND}app/")
    browser.post(f"{SECOND}app/", {"code": digits(browser.session[SECRET_SESSION_KEY])})
    assert mail.outbox[-1].subject == "结清：验证器已设置"
    codes = _codes(browser)
    assert len(set(codes)) == 10
    first, second = _half_in(user), _half_in(user)
    first.post(f"{SECOND}code/", {"code": codes[0]})
    second.post(f"{SECOND}code/", {"code": codes[0]})
    assert (_is_in(first), _is_in(second)) == (True, False)
    assert set(_codes(browser)) == set(codes[1:])
    assert codes[1] in browser.get(f"{SECOND}recovery-codes/file/").content.decode()


# Passkeys


def test_a_passkey_opens_the_account_alone_and_counts_as_a_second_factor() -> None:
    user, key = one_of(operator()), SoftKey()
    browser = signed_in(user)
    assert _add_passkey(browser, key, name="办公室电脑")["Location"] == f"{SECOND}recovery-codes/"
    assert browser.get(STAFF_PAGE).status_code == 200
    elsewhere = Client()
    _sign_in_by(key, user.pk, elsewhere)
    assert _is_in(elsewhere)
    assert elsewhere.get(STAFF_PAGE).status_code == 200


@pytest.mark.parametrize(("root", "words"), [("/", "不是在本站设置的"), ("/en/", "was not set up on this site")])
def test_a_passkey_of_another_site_is_refused_with_the_remedy(root: str, words: str) -> None:
    user, key = account(), SoftKey()
    _add_passkey(signed_in(user), key)
    key.site, stranger = "elsewhere.example", Client()
    options = stranger.get(f"{root}account/second-factor/passkeys/sign-in/", headers={"Accept": "application/json"})
    signed = key.signed(options.json()["request_options"], user.pk)
    answer = stranger.post(f"{root}account/second-factor/passkeys/sign-in/", {"credential": signed}, follow=True)
    assert words in _text(answer)
    assert not _is_in(stranger)


def test_behind_tls_a_passkey_signed_on_another_page_is_refused(settings: Any) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
    user, key = account(), SoftKey(origin="https://testserver")
    _add_passkey(signed_in(user), key)
    phished, honest = Client(), Client()
    key.origin = "https://testserver.elsewhere.example"
    assert "不是在本站设置的" in _text(_sign_in_by(key, user.pk, phished))
    key.origin = "https://testserver"
    _sign_in_by(key, user.pk, honest)
    assert (_is_in(phished), _is_in(honest)) == (False, True)


def test_a_passkey_of_another_site_cannot_be_added() -> None:
    user = account()
    browser = signed_in(user)
    answer = _add_passkey(browser, SoftKey("elsewhere.example"))
    assert (answer.status_code, answer.content.decode().count('role="alert"') > 0) == (200, True)
    assert not Authenticator.objects.filter(user=user).exists()


def _bent(whole: dict[str, Any]) -> st.SearchStrategy[Any]:
    """The answer of a browser, with one part of it gone or replaced by rubbish."""
    rubbish = st.one_of(
        st.none(), st.integers(), st.text(max_size=9), st.lists(st.integers(), max_size=2), st.just({}),
        st.binary(max_size=200).map(websafe_encode),
    )  # fmt: skip
    inner = st.sampled_from(sorted(whole["response"])).flatmap(
        lambda key: rubbish.map(lambda value: {**whole, "response": {**whole["response"], key: value}})
    )
    outer = st.sampled_from(sorted(whole)).flatmap(lambda key: rubbish.map(lambda value: {**whole, key: value}))
    gone = st.sampled_from(sorted(whole)).map(lambda key: {k: v for k, v in whole.items() if k != key})
    return st.one_of(inner, outer, gone, rubbish)


@pytest.mark.parametrize("verb", ["add", "sign-in"])
def test_a_broken_passkey_is_refused_and_never_breaks_the_page(verb: str) -> None:
    user, key = account(), SoftKey()
    browser = signed_in(user)
    options = _options(browser.get(f"{SECOND}passkeys/add/"), "creation_options")
    form, made = webauthn_form(verb, user), json.loads(key.made(options))
    whole = made if verb == "add" else {**made, "response": json.loads(key.signed(options, user.pk))["response"]}
    request = RequestFactory().post("/")
    request.session, request.user = browser.session, user
    state = request.session[auth.STATE_SESSION_KEY]

    @trials(deadline=None)
    @given(_bent(whole))
    @example("not a credential")
    @example(0)
    @example(False)
    @example({"id": 1})
    @example({"id": "AA", "response": {}})
    @example({**whole, "rawId": 2**40})
    @example({**whole, "response": {**whole["response"], "clientDataJSON": 2**40}})
    @example({**whole, "response": {**whole["response"], "authenticatorData": 2**40}})
    def refused(credential: Any) -> None:
        with context.request_context(request):
            request.session[auth.STATE_SESSION_KEY] = state
            assert not form(credential).is_valid() or credential["response"] == made["response"]

    refused()


@pytest.mark.parametrize("name", ["a\u202egnp", "line\nbreak", "zero\u200bwidth", "x" * 41])
def test_a_passkeys_name_hides_nothing_and_is_short(name: str) -> None:
    user, key = account(), SoftKey()
    browser = signed_in(user)
    _add_passkey(browser, key)
    passkey = Authenticator.objects.get(user=user, type="webauthn")
    assert browser.post(f"{SECOND}passkeys/{passkey.pk}/", {"name": name}).status_code == 200
    passkey.refresh_from_db()
    assert passkey.data["name"] == "通行密钥 1"
    assert browser.post(f"{SECOND}passkeys/{passkey.pk}/", {"name": "办公室电脑"}).status_code == 302


def test_ding_cannot_rename_or_remove_jias_passkey() -> None:
    user = one_of(jia())
    _add_passkey(signed_in(user), SoftKey())
    passkey = Authenticator.objects.get(user=user, type="webauthn")
    stranger = signed_in(one_of(ding()))
    assert stranger.get(f"{SECOND}passkeys/{passkey.pk}/").status_code == 404
    assert stranger.post(f"{SECOND}passkeys/{passkey.pk}/remove/").status_code == 404


# A factor that is lost


def _reset(actor: Actor, user_id: int | None, reason: str = "seen_in_person") -> None:
    assert user_id
    door.reset_second_factor(actor, user_id, reason)


def test_an_operator_resets_a_lost_factor() -> None:
    user = one_of(yi())
    app_of(user)
    browser = signed_in(user)
    _reset(operator(), user.pk)
    assert not Authenticator.objects.filter(user=user).exists()
    assert browser.get("/account/").status_code == 302
    codes = [entry.code for entry in log.latest(operator()) if entry.event == "identity.second_factor_reset"]
    assert codes == [f"seen_in_person:{user.pk}"]


def test_the_owner_hears_of_the_reset_by_mail_and_on_the_page(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    user = one_of(yi())
    with django_capture_on_commit_callbacks(execute=True):
        _reset(operator(), user.pk)
    assert mail.outbox[-1].to == [user.email]
    assert "两步验证" in mail.outbox[-1].body
    assert "second step" in mail.outbox[-1].body
    jobs = ProcrastinateJob.objects.filter(task_name="notices.tell").values_list("args", flat=True)
    assert list(jobs) == [{"event": "identity.second_factor_reset", "to_user": str(user.pk)}]


@pytest.mark.parametrize("who", [jia, yi, ding])
def test_nobody_else_resets_a_factor(who: Any) -> None:
    user = one_of(operator())
    app_of(user)
    with pytest.raises(Refusal) as refused:
        _reset(who(), user.pk)
    assert refused.value.code == "role_missing"
    assert Authenticator.objects.filter(user=user).exists()


def test_an_operator_without_a_second_factor_resets_none() -> None:
    op = operator()
    with pytest.raises(Refusal) as refused:
        _reset(Actor(op.who, op.tenant, op.roles, op.user_id, has_second_factor=False), jia().user_id)
    assert refused.value.code == "role_missing"


def test_an_operator_cannot_reset_the_own_factor() -> None:
    with pytest.raises(Refusal) as refused:
        _reset(operator(), operator().user_id)
    assert refused.value.code == "own_factor"


def test_it_must_be_said_how_the_owner_was_made_sure_of() -> None:
    with pytest.raises(Refusal) as refused:
        _reset(operator(), jia().user_id, "she sounded honest")
    assert (refused.value.code, refused.value.field) == ("reason_missing", "reason")


def test_an_unknown_account_is_named() -> None:
    with pytest.raises(Refusal) as refused:
        _reset(operator(), 987_654)
    assert refused.value.code == "account_unknown"


def test_the_host_resets_the_last_operators_factor() -> None:
    user = one_of(operator())
    app_of(user)
    _reset(system("cli", operator().tenant, ["operator"]), user.pk, "on_the_host")
    assert sign_in(Client(), user.email, PASSWORD)["Location"] == "/account/"
