"""甲 takes a proof that jieqing-verify accepts; 丁 gets nothing; what is erased stays proved; codes name nobody."""

import hashlib
import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError

from jieqing.agencies.service import load_demo
from jieqing.claims import service as claims
from jieqing.evidence import log
from jieqing.evidence.holdings import AT_A_TIME, holdings
from jieqing.evidence.tests.little_log import POLICY_TEXT, owner, sequence
from jieqing.identity.tests.factories import actor_in, ding, jia, yi
from jieqing.kit.actor import ANYONE, Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.mandates import queries as cards
from jieqing.mandates import service as card_verbs
from jieqing.mandates.tests.cast import AGENCY_OF_YI
from jieqing.proof import queries, service
from jieqing.proof.rules.codes import digest
from jieqing.proof.tests.sealed import ENTRIES, NOW, PAPER, saved, seal, stamp, trusting
from jieqing_verify.pack import verify_pack

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _log(settings: Any, tmp_path: Path) -> None:
    trusting(settings, tmp_path)


def refused(verb: Any, *args: Any, **named: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        verb(*args, **named)
    return caught.value


def opened_zip(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def codes_of(content: bytes) -> list[tuple[str, str]]:
    return [(line.status, line.code) for line in verify_pack(content, policy=POLICY_TEXT).lines]


def test_a_pack_of_a_claim_is_proved_by_the_verifier_alone(tmp_path: Path) -> None:
    claim_id = saved(jia())
    seal()
    stamp(tmp_path)
    made = service.make_pack(jia(), "claim", claim_id, now=NOW)
    report = verify_pack(made.content, policy=POLICY_TEXT)
    assert report.is_proved, [line.zh for line in report.lines if line.status == "wrong"]
    said = [line.code for line in report.lines]
    assert said.count("entry_in_log") == made.entries == ENTRIES
    assert {"policy_same", "log_signed", "quorum_met", "opened_ok", "subject_same"} <= set(said)
    assert {"timestamp_unrooted", "timestamp_ok"} & set(said)
    assert made.filename.startswith("jieqing-claim-")


def test_what_the_pack_opens_is_what_was_written(tmp_path: Path) -> None:
    claim_id = saved(jia())
    seal()
    files = opened_zip(service.make_pack(jia(), "claim", claim_id, now=NOW).content)
    opened = [json.loads(content) for path, content in files.items() if path.startswith("opened/")]
    bodies = [json.loads(each["body"]["json"]) for each in opened if each["body"]]
    assert any("云栖酒店" in str(body.get("text")) for body in bodies)
    assert {each["about"] for each in opened} == {str(claim_id)}
    assert {each["owner"] for each in opened} == {str(jia().tenant)}
    assert files["summary.pdf"].startswith(b"%PDF-1.7")


def test_the_hash_of_a_paper_stands_in_the_pack_as_its_holder_computes_it() -> None:
    claim_id = saved(jia())
    seal()
    made = service.make_pack(jia(), "claim", claim_id, now=NOW)
    (listed,) = json.loads(opened_zip(made.content)["manifest.json"])["recordings"]
    assert listed["sha256"] == hashlib.sha256(PAPER).hexdigest()
    assert "recording_absent" in [line.code for line in verify_pack(made.content).lines]


def test_making_a_pack_opens_once_for_the_purpose_and_leaves_its_entries() -> None:
    claim_id = saved(jia())
    seal()
    service.make_pack(jia(), "claim", claim_id, now=NOW)
    events = [(entry.event, entry.code) for entry in log.entries(jia(), claim_id)]
    assert events[:2] == [("proof.pack_made", str(ENTRIES)), ("vault.value_opened", "check_proof")]
    assert len(events) == ENTRIES + 2


def test_entries_that_are_not_sealed_yet_are_waited_for_and_never_left_out() -> None:
    claim_id = saved(jia())
    assert refused(service.make_pack, jia(), "claim", claim_id, now=NOW).code == "being_sealed"
    assert queries.state_of(jia(), "claim", claim_id, now=NOW).missing == "place"
    sequence()  # in the tree, and no witness yet
    no = refused(service.make_pack, jia(), "claim", claim_id, now=NOW)
    assert (no.code, no.status) == ("being_sealed", 503)
    assert queries.state_of(jia(), "claim", claim_id, now=NOW).missing == "witnesses"
    assert log.entries(jia(), claim_id)[0].event == "claims.claim_corrected", "nothing was opened"
    seal()
    assert queries.state_of(jia(), "claim", claim_id, now=NOW).waiting == 0
    claims.withdraw(jia(), claim_id)
    assert refused(service.make_pack, jia(), "claim", claim_id, now=NOW).code == "being_sealed"


def test_a_long_history_is_in_the_pack_whole() -> None:
    claim_id = claims.save(jia(), "客户欠我9万6货款。", {}, date(2026, 11, 22)).id
    with acting(jia()):
        for _each in range(AT_A_TIME + 3):
            log.append(jia(), "claims.figures_recomputed", about=claim_id)
    seal()
    made = service.make_pack(jia(), "claim", claim_id, now=NOW)
    assert made.entries == AT_A_TIME + 4
    places = [each.index for each in holdings(jia(), claim_id) if each.index is not None]
    assert places == list(range(places[0], places[0] + AT_A_TIME + 4))
    assert verify_pack(made.content).is_proved


def test_a_colleague_gets_it_too_and_ding_gets_nothing() -> None:
    claim_id = saved(jia())
    seal()
    assert service.make_pack(actor_in(jia().tenant, "jia2"), "claim", claim_id, now=NOW).entries == ENTRIES
    for verb in (service.make_pack, queries.state_of):
        assert refused(verb, ding(), "claim", claim_id, now=NOW).status == 404
    assert refused(service.make_code, ding(), "claim", claim_id, 30, now=NOW).status == 404
    assert holdings(ding(), claim_id) == []
    assert "proof.pack_made" not in {entry.event for entry in log.entries(ding(), claim_id)}


def test_only_claims_and_cards_are_proved_not_whatever_the_log_knows_of() -> None:
    actor = jia()
    assert actor.tenant is not None and holdings(actor, actor.tenant), "the log knows of the tenant's keys"
    seal()
    for kind in ("claim", "contract"):
        for verb, more in ((service.make_pack, ()), (service.make_code, (30,))):
            assert refused(verb, actor, kind, actor.tenant, *more, now=NOW).status == 404


def test_what_was_erased_stays_proved_and_says_since_when() -> None:
    claim_id = saved(jia())
    claims.delete(jia(), claim_id)
    seal()
    made = service.make_pack(jia(), "claim", claim_id, now=NOW)
    manifest = json.loads(opened_zip(made.content)["manifest.json"])
    erased = [row["erased_on"] for row in manifest["entries"]]
    assert len([on for on in erased if on]) == 4, "saved, paper added, corrected, paper removed"
    assert verify_pack(made.content).is_proved
    assert ("unchecked", "erased") in codes_of(made.content)
    assert b"\xe4\xba\x91\xe6\xa0\x96" not in b"".join(opened_zip(made.content).values())
    assert refused(service.make_pack, ding(), "claim", claim_id, now=NOW).status == 404


def test_each_party_of_a_card_proves_its_own_log() -> None:
    load_demo()
    claim_id = saved(jia())
    card_id = card_verbs.send(jia(), claim_id, AGENCY_OF_YI)
    card_verbs.ask(yi(), card_id, cards.card(yi(), card_id, NOW).row.version, "合同是哪年签的？")
    seal()
    of_jia, of_yi = (service.make_pack(who, "contract", card_id, now=NOW) for who in (jia(), yi()))
    events = []
    for made in (of_jia, of_yi):
        files = opened_zip(made.content)
        events.append({json.loads(files[path])["event"] for path in files if path.startswith("entries/")})
        assert verify_pack(made.content, policy=POLICY_TEXT).is_proved
    assert "mandates.card_sent" in events[0] and "mandates.card_asked" not in events[0]
    assert "mandates.card_asked" in events[1] and "mandates.card_sent" not in events[1]
    assert refused(service.make_pack, ding(), "contract", card_id, now=NOW).status == 404


def test_without_a_policy_there_is_no_log_to_prove_from(settings: Any, tmp_path: Path) -> None:
    claim_id = saved(jia())
    settings.LOG_POLICY = str(tmp_path / "nowhere")
    assert refused(service.make_pack, jia(), "claim", claim_id, now=NOW).code == "log_not_set_up"


def test_a_byte_changed_in_the_database_is_never_told_to_be_proved() -> None:
    claim_id = saved(jia())
    code = service.make_code(jia(), "claim", claim_id, 30, now=NOW)
    seal()
    assert queries.looked_up(code, now=NOW)
    with owner() as connection:
        connection.execute("UPDATE evidence.entry SET code = 'paid' WHERE event = 'claims.claim_saved'")
        connection.execute("ALTER TABLE evidence.entry FORCE ROW LEVEL SECURITY")
    assert refused(queries.looked_up, code, now=NOW).code == "entry_contradicts_log"
    assert refused(service.make_pack, jia(), "claim", claim_id, now=NOW).code == "entry_contradicts_log"


def test_a_code_shows_that_the_proof_stands_and_names_nobody() -> None:
    claim_id = saved(jia())
    code = service.make_code(jia(), "claim", claim_id, 30, now=NOW)
    claims.withdraw(jia(), claim_id)  # later: not the reader's to know
    seal()
    shown = queries.looked_up(f" {code.lower()} ", now=NOW)
    assert (shown.kind, len(shown.proven.holdings), [one.name for one in shown.witnesses]) == ("claim", ENTRIES, ["w1"])
    assert all(one.at_s for one in shown.witnesses)
    made = service.public_pack(shown.proven, shown.kind, now=NOW)
    files = opened_zip(made.content)
    assert not [path for path in files if path.startswith(("opened/", "summary"))]
    everything = b"".join(files.values()).decode()
    assert "user:" not in everything and str(jia().tenant) not in everything and "云栖" not in everything
    report = verify_pack(made.content, policy=POLICY_TEXT)
    assert report.is_proved
    assert "not_opened" in [line.code for line in report.lines]


def test_a_code_that_was_taken_back_or_ran_out_leads_nowhere_like_one_that_never_was() -> None:
    claim_id = saved(jia())
    code = service.make_code(jia(), "claim", claim_id, 30, now=NOW)
    seal()
    (row,) = queries.codes(jia(), now=NOW)
    assert refused(queries.looked_up, code, now=NOW + timedelta(days=30)).code == "code_leads_nowhere"
    assert refused(service.revoke_code, ding(), row.id, now=NOW).status == 404
    assert queries.looked_up(code, now=NOW).kind == "claim"
    service.revoke_code(jia(), row.id, now=NOW)
    service.revoke_code(jia(), row.id, now=NOW)
    no, other = (refused(queries.looked_up, one, now=NOW) for one in (code, "0000-0000-0000-0000"))
    assert (no.code, no.status, no.message) == (other.code, other.status, other.message)
    assert [(each.state, each.readings) for each in queries.codes(jia(), now=NOW)] == [("revoked", 1)]
    assert queries.codes(ding(), now=NOW) == []


def test_no_code_is_kept_where_it_could_be_read() -> None:
    claim_id = saved(jia())
    code = service.make_code(jia(), "claim", claim_id, 30, now=NOW)
    with acting(jia()):
        row = service.ProofCode.objects.get()
        kept = " ".join(str(value) for value in vars(row).values())
    assert code not in kept and code.replace("-", "") not in kept
    assert row.first_signs == code[:4]
    assert refused(service.make_code, jia(), "claim", claim_id, 31, now=NOW).field == "days"


def test_the_database_shows_a_code_to_its_tenant_and_to_who_knows_it_alone() -> None:
    code = service.make_code(jia(), "claim", saved(jia()), 30, now=NOW)
    token = digest(code.replace("-", ""))

    def seen(actor: Actor, shown: str = "") -> int:
        with acting(actor, token=shown):
            return service.ProofCode.objects.count()

    assert [seen(jia()), seen(ding()), seen(ANYONE), seen(ANYONE, token), seen(ANYONE, "0" * 64)] == [1, 0, 0, 1, 0]
    service.revoke_code(jia(), queries.codes(jia(), now=NOW)[0].id, now=NOW)
    assert [seen(jia()), seen(ANYONE, token)] == [1, 0]


@pytest.mark.parametrize(
    "change", [{"last_number": 2**40}, {"expires_at": NOW + timedelta(days=9999)}], ids=["more", "longer"]
)
def test_a_code_shows_no_more_and_lasts_no_longer_than_it_was_made_for(change: dict[str, Any]) -> None:
    service.make_code(jia(), "claim", saved(jia()), 30, now=NOW)
    with pytest.raises(IntegrityError), acting(jia()):
        service.ProofCode.objects.update(**change)
