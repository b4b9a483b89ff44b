"""Addresses of signing in and of one's own account. The names are allauth's: it looks its own pages up by them."""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.webauthn import views as passkey
from django.urls import path, re_path

from jieqing.identity import sign_in_views as ours
from jieqing.identity.views import hub
from jieqing.kit.doors import anyone, signed_in

SECOND = "account/second-factor/"
urlpatterns = [
    path("account/", hub.hub, name="account_home"),
    path("account/sign-in/", anyone(account.login), name="account_login"),
    path("account/sign-out/", anyone(account.logout), name="account_logout"),
    path("account/sign-up/", anyone(account.signup), name="account_signup"),
    path("account/sign-up/code/", anyone(account.email_verification_sent), name="account_email_verification_sent"),
    path("account/disabled/", anyone(account.account_inactive), name="account_inactive"),
    path("account/reauthenticate/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("account/email/", signed_in(account.email), name="account_email"),
    path("account/password/", signed_in(account.password_change), name="account_change_password"),
    path("account/password/first/", signed_in(account.password_set), name="account_set_password"),
    path("account/password/reset/", anyone(account.password_reset), name="account_reset_password"),
    path("account/password/reset/sent/", anyone(account.password_reset_done), name="account_reset_password_done"),
    path(
        "account/password/reset/done/",
        anyone(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^account/password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        anyone(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("account/sessions/", signed_in(ours.Sessions.as_view()), name="usersessions_list"),
    path("account/sessions/<int:session_id>/end/", signed_in(ours.end_session), name="session_end"),
    path(SECOND, signed_in(factor.index), name="mfa_index"),
    path(f"{SECOND}needed/", signed_in(ours.second_factor_needed), name="second_factor_needed"),
    path(f"{SECOND}code/", anyone(factor.authenticate), name="mfa_authenticate"),
    path(f"{SECOND}code/again/", signed_in(factor.reauthenticate), name="mfa_reauthenticate"),
    path(f"{SECOND}app/", signed_in(ours.ActivateApp.as_view()), name="mfa_activate_totp"),
    path(f"{SECOND}app/remove/", signed_in(ours.DeactivateApp.as_view()), name="mfa_deactivate_totp"),
    path(f"{SECOND}recovery-codes/", signed_in(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        f"{SECOND}recovery-codes/new/", signed_in(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"
    ),
    path(
        f"{SECOND}recovery-codes/file/", signed_in(recovery.download_recovery_codes), name="mfa_download_recovery_codes"
    ),
    path(f"{SECOND}passkeys/", signed_in(passkey.list_webauthn), name="mfa_list_webauthn"),
    path(f"{SECOND}passkeys/add/", signed_in(ours.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path(f"{SECOND}passkeys/sign-in/", anyone(passkey.login_webauthn), name="mfa_login_webauthn"),
    path(f"{SECOND}passkeys/again/", signed_in(ours.PasskeyOnceMore.as_view()), name="mfa_reauthenticate_webauthn"),
    path(f"{SECOND}passkeys/<int:pk>/", signed_in(passkey.edit_webauthn), name="mfa_edit_webauthn"),
    path(f"{SECOND}passkeys/<int:pk>/remove/", signed_in(ours.RemovePasskey.as_view()), name="mfa_remove_webauthn"),
]
