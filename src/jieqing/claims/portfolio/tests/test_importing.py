"""A ledger on its way into claims: tried, mapped, regrouped, confirmed, killed and resumed; 丁 sees nothing of it."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from jieqing.claims import queries as claims
from jieqing.claims import service, tasks
from jieqing.claims.models import Claim, ClaimAssessment, ColumnMemory, Import
from jieqing.claims.portfolio import carrying_out, importing, queries
from jieqing.claims.portfolio.refusals import AlreadyHere
from jieqing.claims.portfolio.rules.grouping import Choices
from jieqing.claims.portfolio.tests.ledgers import LINES, TODAY, TOTAL_FEN, ledger, many
from jieqing.claims.rules.asking import Asked
from jieqing.evidence import log
from jieqing.files.queries import listing
from jieqing.identity.tests.factories import bing, ding, jia, yi
from jieqing.kit import clock
from jieqing.kit.actor import Actor, system
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting

pytestmark = pytest.mark.django_db


def clerk(actor: Actor) -> Actor:
    return system("ledger-clerk", actor.tenant)


def given(data: bytes | None = None, actor: Actor | None = None, name: str = "应收.csv"):
    return importing.upload(actor or jia(), data or ledger(), name, TODAY)


def imported(data: bytes | None = None):
    import_id = given(data)
    importing.confirm(jia(), import_id, 1)
    carrying_out.carry_out(clerk(jia()), import_id)
    return import_id


def all_claims(actor: Actor):
    return claims.every(actor, Asked(state="all"), TODAY)


def test_a_trial_says_all_and_makes_no_claim():
    found = queries.one(jia(), given(), opened=True)
    assert (found.state, found.rows, found.errors, found.claims, found.total_fen) == ("read", 4, 1, 3, TOTAL_FEN)
    report = found.report
    assert report is not None
    assert [problem.row for problem in report.problems] == [5]
    assert [column.header for column in report.not_kept] == ["QQ"]
    assert [group.no for group in report.groups] == [2, 4, 6]
    assert all_claims(jia()) == []


def test_samples_are_masked_and_what_is_not_kept_has_none():
    found = queries.one(jia(), given(), opened=True)
    assert found.report is not None
    samples = dict(zip(found.report.headers, found.report.samples, strict=True))
    assert samples["客户名称"] == ("东**", "吴**", "云**")
    assert samples["联系电话"] == ("109****1234",)
    assert samples["QQ"] == ()
    assert samples["业务员"] == ("老**", "小**", "=**")
    assert samples["合同编号"] == ("HT-1", "HT-2", "HT-9")


def test_nothing_of_a_trial_lies_open():
    import_id = given()
    with acting(jia()), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(i)::text FROM claims_import i WHERE id = %s", [import_id])
        row = cursor.fetchone()[0]
    for word in ("云栖", "HT-1", "10900001234", "应收.csv"):
        assert word not in row


def test_confirmed_its_lines_become_claims_with_their_names_sealed():
    imported()
    first = next(claim for claim in all_claims(jia()) if claim.amount_fen == 9_000_000)
    assert (first.state, first.debt_kind, first.debtor_kind, first.due_said) == (
        "open", "trade_receivable", "company", "2025-06-30",
    )  # fmt: skip
    assert (first.masked["debtor_name"], first.masked["debtor_phone"]) == ("东**", "109****1234")
    shown = service.show(jia(), first.id)
    assert shown.lines is not None
    assert [line.row for line in shown.lines.lines] == [2, 3]
    assert "QQ" not in shown.lines.columns
    assert "33445566" not in json.dumps(service.export_all(jia()), default=str)
    with acting(jia()), connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(row_to_json(c)::text, '') FROM claims_claim c")
        rows = cursor.fetchone()[0]
    assert "云栖" not in rows
    assert "HT-1" not in rows


def test_each_claim_has_its_entry_and_its_figures_and_the_rooms_above_are_told_once():
    import_id = imported()
    for claim in all_claims(jia()):
        assert "claims.claim_saved" in [entry.event for entry in log.entries(jia(), claim.id)]
    with acting(jia()):
        current = ClaimAssessment.objects.filter(is_current=True)
        assert {row.because for row in current} == {"imported"}
        assert current.count() == 3
    events = [entry.event for entry in log.entries(jia(), import_id)]
    assert events.count("claims.ledger_imported") == 1
    assert queries.one(jia(), import_id).done == 3


def test_the_file_goes_when_its_lines_are_claims():
    import_id = given()
    assert len(listing(jia(), import_id)) == 1
    importing.confirm(jia(), import_id, 1)
    carrying_out.carry_out(clerk(jia()), import_id)
    assert listing(jia(), import_id) == []


def test_a_confirmed_import_is_a_job_and_confirming_again_is_none():
    import_id = given()
    importing.confirm(jia(), import_id, 1)
    importing.confirm(jia(), import_id, 1)
    jobs = ProcrastinateJob.objects.filter(task_name="claims.carry_out_import")
    assert [job.args["import_id"] for job in jobs] == [str(import_id)]
    tasks.carry_out_import(**jobs[0].args)
    tasks.carry_out_import(**jobs[0].args)
    assert len(all_claims(jia())) == 3


@pytest.mark.parametrize("after", [0, 1, 2], ids=["in the first", "after one", "after two"])
def test_killed_in_the_middle_it_goes_on_and_nothing_is_twice(monkeypatch, after):
    monkeypatch.setattr(carrying_out, "BATCH", 10)
    import_id = given(many(35))
    importing.confirm(jia(), import_id, 1)
    calls = []
    store = carrying_out.log.append_all

    def dies(*args):
        calls.append(1)
        store(*args)
        if len(calls) == after + 1:
            raise SystemExit("killed")

    with monkeypatch.context() as shot, pytest.raises(SystemExit):
        shot.setattr(carrying_out.log, "append_all", dies)
        carrying_out.carry_out(clerk(jia()), import_id)
    found = queries.one(jia(), import_id)
    assert (found.state, found.done) == ("running", 10 * after)
    assert len(all_claims(jia())) == 10 * after
    carrying_out.carry_out(clerk(jia()), import_id)
    found = queries.one(jia(), import_id)
    assert (found.state, found.done) == ("done", 35)
    assert sorted(claim.amount_fen or 0 for claim in all_claims(jia())) == [100_000 + 100 * n for n in range(35)]


def test_two_workers_make_each_claim_once():
    import_id = given()
    importing.confirm(jia(), import_id, 1)
    row, reading = carrying_out._read(clerk(jia()), import_id) or (None, None)
    batches = list(carrying_out._batches(clerk(jia()), row, reading))
    for _ in range(2):
        for batch in batches:
            assert carrying_out._saved(clerk(jia()), import_id, batch)
    assert len(all_claims(jia())) == 3
    assert queries.one(jia(), import_id).done == 3


def test_the_same_file_is_named_whoever_gives_it_again():
    first = given()
    for state in ("read", "done"):
        with pytest.raises(AlreadyHere) as refused:
            given(name="另一个名字.csv")
        assert (refused.value.first, refused.value.status) == (first, 409)
        if state == "read":
            importing.confirm(jia(), first, 1)
            carrying_out.carry_out(clerk(jia()), first)
    assert given(actor=ding()) != first  # another tenant's is another's affair
    assert len(all_claims(jia())) == 3


def test_a_dropped_file_may_come_again():
    first = given()
    importing.drop(jia(), first)
    assert queries.one(jia(), first).has_report is False
    assert listing(jia(), first) == []
    assert given() != first
    with pytest.raises(Refusal) as refused:
        importing.drop(jia(), first)
    assert refused.value.status == 409


@pytest.mark.django_db(transaction=True)
def test_two_users_at_once_give_one_file_once():
    actor = jia()

    def give(_number: int):
        try:
            return importing.upload(actor, ledger(), "应收.csv", TODAY)
        except AlreadyHere as no:
            return no
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(give, range(2)))
    refused = [each for each in results if isinstance(each, AlreadyHere)]
    taken = [each for each in results if not isinstance(each, AlreadyHere)]
    assert len(taken) == 1
    assert [no.first for no in refused] == taken


def test_a_mapping_is_changed_and_remembered_for_the_next_file():
    header = "客户名称,合同编号,金额甲,金额乙"
    first = given(ledger("云栖酒店有限公司,HT-1,500,900", header=header + ",未收余额"))
    importing.drop(jia(), first)
    data = ledger("云栖酒店有限公司,HT-1,500,900,700", header=header + ",未收余额")
    found = queries.one(jia(), given(data))
    assert found.total_fen == 70_000
    by_user = {0: "debtor_name", 1: "contract_no", 2: "outstanding"}
    importing.remap(jia(), found.id, found.version, by_user)
    assert queries.one(jia(), found.id).total_fen == 50_000
    next_month = given(ledger("云栖酒店有限公司,HT-1,333,900,700", header=header + ",未收余额"))
    assert queries.one(jia(), next_month).mapping == by_user
    assert queries.one(jia(), next_month).total_fen == 33_300
    theirs = given(data, actor=ding())
    assert queries.one(ding(), theirs).total_fen == 70_000  # what 甲 taught is 甲's


def test_a_mapping_must_name_fields():
    import_id = given()
    with pytest.raises(Refusal) as refused:
        importing.remap(jia(), import_id, 1, {0: "tenant_id"})
    assert refused.value.code == "choice_unknown"
    with acting(jia()):
        assert not ColumnMemory.objects.exists()


def test_lines_are_regrouped_before_they_are_claims():
    import_id = given()
    importing.choose(jia(), import_id, 1, Choices("invoice", "service_fee", {3: 2}))
    assert queries.one(jia(), import_id).claims == 3
    importing.choose(jia(), import_id, 2, Choices("invoice", "service_fee"))
    assert queries.one(jia(), import_id).claims == 4
    importing.confirm(jia(), import_id, 3)
    carrying_out.carry_out(clerk(jia()), import_id)
    assert {claim.debt_kind for claim in all_claims(jia())} == {"service_fee"}
    assert len(all_claims(jia())) == 4


@pytest.mark.parametrize(
    "choices", [Choices("by moon"), Choices("debtor", "bribe"), Choices(moved={5: 2}), Choices(moved={2: 99})],  # type: ignore[arg-type]
    ids=["by", "kind", "a line with an error", "a line that is not there"],
)  # fmt: skip
def test_choices_that_there_are_not_are_refused(choices):
    import_id = given()
    with pytest.raises(Refusal) as refused:
        importing.choose(jia(), import_id, 1, choices)
    assert refused.value.status == 422
    assert queries.one(jia(), import_id).version == 1


def test_the_second_of_two_browsers_is_told():
    import_id = given()
    importing.choose(jia(), import_id, 1, Choices("debtor"))
    for act in (
        lambda: importing.choose(jia(), import_id, 1, Choices("invoice")),
        lambda: importing.remap(jia(), import_id, 1, {}),
        lambda: importing.confirm(jia(), import_id, 1),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "import_changed_meanwhile"


def test_a_file_without_a_good_line_can_be_seen_but_not_imported():
    import_id = given(ledger("云栖酒店有限公司,HT-1,1,不详,0,2024-12-31,,,"))
    with pytest.raises(Refusal) as refused:
        importing.confirm(jia(), import_id, 1)
    assert refused.value.code == "nothing_to_import"


def test_what_is_no_ledger_leaves_nothing():
    for data in (b"", b"PK\x03\x04 broken", b"\x00\x01\x02"):
        with pytest.raises(Refusal):
            given(data or b" ")
    assert queries.imports(jia()) == []


def test_a_lost_file_breaks_off_with_its_code_and_can_be_undone():
    import_id = given()
    importing.confirm(jia(), import_id, 1)
    with acting(jia()):
        Import.objects.filter(id=import_id).update(file_id=None)
    carrying_out.carry_out(clerk(jia()), import_id)
    found = queries.one(jia(), import_id)
    assert (found.state, found.failed_code) == ("failed", "import_state_wrong")
    importing.drop(jia(), import_id)


def test_a_claim_of_a_ledger_is_corrected_and_taken_back_like_any():
    imported()
    claim = next(claim for claim in all_claims(jia()) if claim.amount_fen == 9_000_000)
    service.correct(jia(), claim.id, 1, {"amount_fen": "8万", "note": "打过电话"})
    assert claims.claim(jia(), claim.id).amount_fen == 8_000_000
    with acting(jia()):
        assert "parts" not in Claim.objects.get(id=claim.id).case
    service.correct(jia(), claim.id, 2, {"amount_fen": None})
    assert claims.claim(jia(), claim.id).amount_fen == 9_000_000
    with acting(jia()):
        assert len(Claim.objects.get(id=claim.id).case["parts"]) == 2
    assert service.show(jia(), claim.id).corrections == {}


def test_a_trial_that_nobody_confirms_is_forgotten_in_time():
    old, fresh = given(), given(many(3))
    with acting(jia()):
        Import.objects.filter(id=old).update(changed_at=clock.now() - timedelta(days=100))
    keeper = system("retention", jia().tenant)
    assert importing.drop_expired(keeper, clock.now() - timedelta(days=90), 10) == 1
    assert [queries.one(jia(), each).state for each in (old, fresh)] == ["dropped", "read"]


def test_a_closed_tenant_leaves_no_ledger():
    imported()
    theirs = given(actor=ding())
    tasks.clear_tenant(event="identity.tenant_closed", to_tenant=str(jia().tenant))
    assert queries.imports(jia()) == []
    assert queries.one(ding(), theirs).state == "read"


@pytest.mark.parametrize("who", [ding, yi, bing])
def test_ding_and_others_see_nothing_of_it(who):
    import_id, stranger = imported(), who()
    assert queries.imports(stranger) == []
    for attempt in (
        lambda: queries.one(stranger, import_id, opened=True),
        lambda: importing.remap(stranger, import_id, 1, {}),
        lambda: importing.choose(stranger, import_id, 1, Choices()),
        lambda: importing.confirm(stranger, import_id, 1),
        lambda: importing.drop(stranger, import_id),
    ):
        with pytest.raises(Refusal) as refused:
            attempt()
        assert refused.value.status in (403, 404)
    assert all_claims(stranger) == []
    if who is not ding:
        with pytest.raises(Refusal) as refused:
            given(actor=stranger)
        assert refused.value.code == "role_missing"


def test_row_level_security_holds_without_the_filters():
    import_id = given()
    ding_ = ding()
    assert not Import.objects.exists()
    with acting(ding_):
        assert not Import.objects.exists()
        assert Import.objects.filter(id=import_id).update(state="done") == 0
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic(), acting(ding_):
        ColumnMemory.objects.create(tenant_id=jia().tenant, headers_hash="x", mapping={}, changed_at=clock.now())


def test_a_job_of_another_tenant_does_nothing():
    import_id = given()
    importing.confirm(jia(), import_id, 1)
    carrying_out.carry_out(clerk(ding()), import_id)
    assert queries.one(jia(), import_id).state == "queued"


def test_the_trial_of_the_front_page_stores_nothing():
    report, reading = importing.dry_run(ledger(*LINES), "应收.csv", TODAY)
    assert (len(report.groups), len(reading.rows)) == (3, 4)
    with acting(jia()):
        assert not Import.objects.exists()


def test_headers_that_nobody_knows_are_the_users_to_explain_and_are_remembered():
    def strange(sum_yuan: int) -> bytes:
        return f"甲项,乙项,丙项\n云栖酒店有限公司,QX-1,{sum_yuan}\n".encode()

    found = queries.one(jia(), given(strange(500)), opened=True)
    assert (found.claims, found.mapping) == (0, {})
    assert found.report is not None
    assert found.report.headers == ("甲项", "乙项", "丙项")
    assert found.report.samples[0] == ("云**",)
    by_user = {0: "debtor_name", 1: "contract_no", 2: "outstanding"}
    importing.remap(jia(), found.id, found.version, by_user)
    assert queries.one(jia(), found.id).total_fen == 50_000
    assert queries.one(jia(), given(strange(700))).total_fen == 70_000


def test_a_process_beside_makes_the_same_claims_ready(monkeypatch):
    """Beyond MANY groups; here the same ledger once for 甲 in this process and once for 丁 by another."""
    monkeypatch.setattr(carrying_out, "BATCH", 10)
    data = many(35)
    imported(data)
    monkeypatch.setattr(carrying_out, "MANY", 0)
    import_id = given(data, actor=ding())
    importing.confirm(ding(), import_id, 1)
    carrying_out.carry_out(clerk(ding()), import_id)
    assert queries.one(ding(), import_id).state == "done"
    made = []
    for actor in (jia(), ding()):
        with acting(actor):
            rows = Claim.objects.filter(tenant_id=actor.tenant).order_by("import_group")
            figures = ClaimAssessment.objects.filter(tenant_id=actor.tenant, is_current=True).order_by("principal_fen")
            cases = [(row.import_group, row.case, row.amount_fen, row.state) for row in rows]
            made.append(
                (cases, list(figures.values_list("principal_fen", "asked_low_fen", "last_day_on", "law_version")))
            )
    assert made[0] == made[1]
    assert len(made[0][0]) == 35
