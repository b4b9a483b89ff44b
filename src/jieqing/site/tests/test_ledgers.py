"""Ledgers at a terminal: for the tenant of the member who is named, and of nobody else."""

import stat
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from jieqing.claims import queries as claims
from jieqing.claims.portfolio import queries
from jieqing.claims.portfolio.tests.ledgers import PAYMENTS, TODAY, ledger
from jieqing.claims.rules.asking import Asked
from jieqing.evidence import log
from jieqing.identity.tests.factories import bing, ding, jia
from jieqing.identity.tests.visitor import one_of
from jieqing.kit.refusal import Refusal
from jieqing.site import ledgers
from jieqing.vault import service as vault

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _keys_and_store(settings, tmp_path: Path) -> None:
    settings.JIEQING_FILES = str(tmp_path)
    for actor in (jia(), ding(), bing()):
        vault.new_tenant(actor)


def mail(actor) -> str:
    known = User.objects.get(pk=actor.user_id).email
    return str(known or one_of(actor).email)


def total(actor) -> int:
    return len(claims.every(actor, Asked(state="all"), TODAY))


def test_a_ledger_is_imported_for_the_member_who_is_named():
    import_id = ledgers.bring_in(ledger(), "应收.csv", mail(jia()), None, "claims", is_trial=False)
    assert (total(jia()), total(ding())) == (3, 0)
    assert queries.one(jia(), import_id).state == "done"
    assert {entry.actor for entry in log.entries(jia(), import_id)} == {"system:command-line"}
    ledgers.bring_in(PAYMENTS.encode(), "还款.csv", mail(jia()), jia().tenant, "payments", is_trial=False)
    assert queries.imports(jia())[0].done == 2


def test_a_trial_keeps_nothing(capsys):
    ledgers.bring_in(ledger(), "应收.csv", mail(jia()), None, "claims", is_trial=True)
    assert total(jia()) == 0
    assert [found.state for found in queries.imports(jia())] == ["dropped"]
    assert "不详" in capsys.readouterr().out


def test_an_export_is_a_new_file_that_only_its_owner_reads(tmp_path: Path):
    ledgers.bring_in(ledger(), "应收.csv", mail(jia()), None, "claims", is_trial=False)
    for name in ("out.csv", "out.xlsx"):
        to = tmp_path / name
        ledgers.take_out(to, mail(jia()), None, None)
        assert to.stat().st_size > 0
        assert stat.S_IMODE(to.stat().st_mode) == 0o600
        with pytest.raises(Refusal):
            ledgers.take_out(to, mail(jia()), None, None)
    assert "云栖酒店" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    ledgers.take_out(tmp_path / "ding.csv", mail(ding()), None, None)
    assert "云栖酒店" not in (tmp_path / "ding.csv").read_text(encoding="utf-8-sig")


def test_nobodys_address_anothers_tenant_and_who_is_no_creditor_are_refused():
    for email, tenant in (("nobody@example.com", None), ("", None), (mail(jia()), ding().tenant), (mail(bing()), None)):
        with pytest.raises(Refusal):
            ledgers.bring_in(ledger(), "应收.csv", email, tenant, "claims", is_trial=False)
    assert (total(jia()), total(ding())) == (0, 0)
