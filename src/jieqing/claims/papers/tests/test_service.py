"""Papers in use: 甲 jia makes them, each leaves its entry, what is typed lies sealed; 丁 ding and 乙 yi get nothing."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from pypdf import PdfReader

from jieqing.claims import service as claims
from jieqing.claims.models import Claim, PaperBatch
from jieqing.claims.papers import batches, service
from jieqing.claims.papers.facts import Chosen, NotKept
from jieqing.claims.tests.grants import granted
from jieqing.claims.tests.told import LENT, OF_JIA, TODAY
from jieqing.documents.pdf import pdf
from jieqing.documents.tests.papers import paper as sample
from jieqing.evidence import log
from jieqing.identity.tests.factories import bing, ding, jia, yi
from jieqing.kit.actor import Actor, system
from jieqing.kit.ids import new_id
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.vault import service as vault

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


def _saved(text: str = OF_JIA, actor: Actor | None = None) -> UUID:
    return claims.save(actor or jia(), text, {}, TODAY).id


def _text(content: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def _events(about: UUID) -> list[str]:
    return [entry.event for entry in log.entries(jia(), about)]


def test_a_paper_names_both_sides_and_leaves_an_entry_that_commits_to_its_bytes():
    claim_id = _saved()
    made = service.make(jia(), claim_id, "D2-soft", "pdf", TODAY)
    assert "云栖" in _text(made.content)
    assert "云栖" not in made.filename
    assert made.gaps
    assert {"claims.paper_made", "vault.value_opened"} <= set(_events(claim_id))
    entry = next(each for each in log.entries(jia(), claim_id) if each.event == "claims.paper_made")
    assert entry.code == "d2-soft"
    body = vault.open_body(jia(), log.Committed(entry.commitment, entry.body_sealed), "check_proof")
    assert body["paper"] == "D2-soft"
    assert len(body["sha256"]) == 64


def test_the_same_claim_makes_the_same_bytes_twice():
    claim_id = _saved()
    for form in ("pdf", "docx"):
        one, other = (service.make(jia(), claim_id, "D2-firm", form, TODAY).content for _ in range(2))
        assert one == other


def test_what_is_typed_lies_sealed_and_fills_its_gap():
    claim_id = _saved()
    service.keep(jia(), claim_id, {"court": "江苏省东台市人民法院", "pay_by": "2026-12-15"})
    service.keep(jia(), claim_id, {"pay_by": ""})
    found = service.read(jia(), claim_id, TODAY)
    assert found.facts.typed == {"court": "江苏省东台市人民法院"}
    assert "claims.paper_facts_kept" in _events(claim_id)
    with acting(jia()), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM claims_claim c")
        assert "东台市人民法院" not in cursor.fetchone()[0]


def test_all_that_cannot_be_read_is_named_and_nothing_is_kept():
    claim_id = _saved()
    typed = {
        "court": "江苏省东台市人民法院", "pay_by": "很快", "e_service": "maybe", "nothing": "x", "debtor_name": "x",
        "schedule": "2026-12-31 两万", "interest_claimed": "-5", "agent": "a\u202eb",
    }  # fmt: skip
    with pytest.raises(NotKept) as no:
        service.keep(jia(), claim_id, typed)
    assert {each.field for each in no.value.each} == set(typed) - {"court"}
    assert service.read(jia(), claim_id, TODAY).facts.typed == {}


def test_offers_open_nothing():
    claim_id = _saved()
    before = _events(claim_id)
    offers = {each.kind.id: each for each in service.offers(jia(), claim_id, TODAY)}
    assert _events(claim_id) == before
    assert offers["D2-soft"].fits
    assert not offers["D10"].fits
    assert not offers["D12"].fits
    assert not offers["D15"].fits
    assert all(each.why for each in offers.values() if not each.fits)


def test_a_held_paper_is_not_made_and_names_its_rule():
    claim_id = _saved()
    service.keep(jia(), claim_id, {"handling": "再不付就曝光"})
    with pytest.raises(service.Held) as no:
        service.make(jia(), claim_id, "D2-soft", "pdf", TODAY)
    assert (no.value.code, no.value.field) == ("paper_held", "handling")
    assert "claims.paper_made" not in _events(claim_id)


@pytest.mark.parametrize(
    ("paper", "form"), [("D99", "pdf"), ("D1", "exe"), ("../D1", "pdf")], ids=["paper", "form", "path"]
)
def test_an_unknown_paper_or_form_is_refused(paper, form):
    claim_id = _saved()
    with pytest.raises(Refusal):
        service.make(jia(), claim_id, paper, form, TODAY)


def test_nobody_else_gets_a_paper_or_types_one():
    claim_id = _saved()
    granted(claim_id, yi())
    for actor in (ding(), yi(), bing()):
        for act in (
            lambda who: service.make(who, claim_id, "D1", "pdf", TODAY),
            lambda who: service.keep(who, claim_id, {"court": "某某法院"}),
            lambda who: service.choose(who, claim_id, []),
            lambda who: service.offers(who, claim_id, TODAY),
            lambda who: service.packet(who, claim_id, ["D1"], TODAY),
            lambda who: service.read(who, claim_id, TODAY),
        ):
            with pytest.raises(Refusal) as no:
                act(actor)
            assert no.value.status in (403, 404)


def test_a_packet_holds_papers_list_and_exhibits_and_names_what_it_cannot_take():
    claim_id = _saved()
    good = claims.attach(jia(), claim_id, pdf(sample()), "送货单.pdf")
    broken = claims.attach(jia(), claim_id, b"%PDF-1.4\n%%EOF", "坏的.pdf")
    service.choose(jia(), claim_id, [Chosen(broken, "没用"), Chosen(good, "已经交货", "copy", "被告签收")])
    made = service.packet(jia(), claim_id, ["D2-soft"], TODAY)
    assert [name for name, _why in made.problems] == ["坏的.pdf"]
    reader = PdfReader(io.BytesIO(made.content))
    titles = [item.title for item in reader.outline if not isinstance(item, list)]
    assert titles == ["催款函（温和）", "证据目录", "证据材料"]
    text = _text(made.content)
    for said in ("已经交货", "被告签收", "1（另附）", "证据第2页", "送货单.pdf", "坏的.pdf"):
        assert said in text
    assert "claims.packet_made" in _events(claim_id)
    assert service.packet(jia(), claim_id, ["D2-soft"], TODAY).content == made.content


def test_a_packet_without_exhibits_or_papers():
    claim_id = _saved()
    assert "证据材料" not in _text(service.packet(jia(), claim_id, ["D2-soft", "D2-soft"], TODAY).content)
    with pytest.raises(Refusal) as no:
        service.packet(jia(), claim_id, [], TODAY)
    assert no.value.field == "paper"


def test_an_exhibit_must_be_attached_to_this_claim():
    claim_id, other = _saved(), _saved(LENT)
    file_id = claims.attach(jia(), other, pdf(sample()), "别的.pdf")
    for wrong in (file_id, new_id()):
        with pytest.raises(Refusal) as no:
            service.choose(jia(), claim_id, [Chosen(wrong)])
        assert no.value.status == 404


def test_an_exhibit_that_was_removed_drops_out_of_the_list():
    claim_id = _saved()
    file_id = claims.attach(jia(), claim_id, pdf(sample()), "送货单.pdf")
    service.choose(jia(), claim_id, [Chosen(file_id, "交货")])
    claims.detach(jia(), claim_id, file_id)
    assert service.read(jia(), claim_id, TODAY).material.exhibits == ()
    assert service.packet(jia(), claim_id, ["D2-soft"], TODAY).problems == ()


def _worked(batch_id: UUID) -> PaperBatch:
    batches.carry_out(system("papers", jia().tenant, roles=("creditor",)), batch_id)
    return batches.batch(jia(), batch_id)


def test_a_batch_makes_one_zip_and_names_what_was_held_back():
    ids = [_saved(), _saved(), _saved(LENT)]
    service.keep(jia(), ids[1], {"handling": "再不付就曝光"})
    batch_id = batches.ask(jia(), "D2-soft", "pdf", ids, TODAY, now=NOW)
    row = _worked(batch_id)
    assert (row.state, row.done_count) == ("done", 3)
    assert row.held_back == {str(ids[1]): "paper_held:CN-CT-06"}
    from jieqing.files import service as files

    name, content_type, content = files.get(jia(), row.file_id, "papers")
    assert (name[-4:], content_type) == (".zip", "application/zip")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert len(archive.namelist()) == 2
        assert "云栖" in _text(archive.read(archive.namelist()[0]))
        assert json.dumps(archive.namelist()).isascii()
    assert _worked(batch_id).file_id == row.file_id  # run twice, it rests


def test_a_batch_whose_job_was_killed_begins_again():
    ids = [_saved()]
    batch_id = batches.ask(jia(), "D2-soft", "docx", ids, TODAY, now=NOW)
    with acting(jia()):
        PaperBatch.objects.filter(id=batch_id).update(state="running", done_count=7)
    row = _worked(batch_id)
    assert (row.state, row.done_count) == ("done", 1)


def test_a_batch_tells_how_far_it_is():
    ids = [_saved() for _ in range(3)]
    told: list[tuple[int, int]] = []
    batches.STEP, before = 2, batches.STEP
    try:
        made = batches.archived(jia(), "D1", "pdf", ids, TODAY, lambda done, of: told.append((done, of)))
    finally:
        batches.STEP = before
    assert told == [(2, 3), (3, 3)]
    assert made.made == 3
    assert batches.archived(jia(), "D1", "pdf", ids, TODAY).content == made.content


def test_a_batch_of_which_all_is_held_back_has_failed():
    claim_id = _saved()
    row = _worked(batches.ask(jia(), "D15", "pdf", [claim_id], TODAY, now=NOW))
    assert (row.state, row.file_id) == ("failed", None)


def test_a_batch_is_its_tenants_alone():
    claim_id = _saved()
    batch_id = batches.ask(jia(), "D1", "pdf", [claim_id], TODAY, now=NOW)
    _worked(batch_id)
    for actor in (ding(), yi()):
        with pytest.raises(Refusal) as no:
            batches.batch(actor, batch_id)
        assert no.value.status == 404
        assert batches.batches(actor) == []
    with pytest.raises(Refusal) as no:
        batches.ask(ding(), "D1", "pdf", [claim_id], TODAY, now=NOW)
    assert no.value.status == 404
    with acting(ding()):
        assert PaperBatch.objects.count() == 0


def test_archives_run_out_and_can_never_be_opened_again():
    claim_id = _saved()
    row = _worked(batches.ask(jia(), "D1", "pdf", [claim_id], TODAY, now=NOW))
    assert batches.clear(jia(), batches.older_than(NOW + timedelta(days=7))) == 0
    assert batches.clear(jia(), batches.older_than(NOW + timedelta(days=7, seconds=1))) == 1
    with pytest.raises(Refusal):
        batches.batch(jia(), row.id)
    assert vault.erased_on(jia(), row.id)


def test_a_batch_without_claims_or_with_too_many_is_refused():
    with pytest.raises(Refusal) as no:
        batches.ask(jia(), "D1", "pdf", [], TODAY, now=NOW)
    assert no.value.field == "claims"


def test_a_deleted_claim_takes_what_was_typed_with_it():
    claim_id = _saved()
    service.keep(jia(), claim_id, {"court": "江苏省东台市人民法院"})
    with acting(jia()):
        sealed = bytes(Claim.objects.get(id=claim_id).paper_facts_sealed)
    claims.delete(jia(), claim_id)
    with pytest.raises(Refusal):
        vault.open(jia(), sealed, "papers")
