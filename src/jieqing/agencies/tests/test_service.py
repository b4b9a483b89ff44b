"""Changing the directory: import, suspend, undo."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from jieqing.agencies import queries, service
from jieqing.agencies.demo import demo_directory
from jieqing.agencies.exchange.writing import csv_chunks, xlsx_file
from jieqing.agencies.models import Agency, DirectoryChange
from jieqing.agencies.tests.factories import listing
from jieqing.kit.actor import ANYONE, system
from jieqing.kit.refusal import Refusal
from jieqing.law.registration import registration_code

pytestmark = pytest.mark.django_db
OPERATOR = system("operator", roles=["operator"])
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
JIA = listing(id="jia", name="苏州甲砺律师事务所")
YI = listing(id="yi", name="苏州乙砺律师事务所", registration_code=registration_code("31", "990000", "00009002"))


def csv_of(*listings):
    return b"".join(csv_chunks(listings, "zh"))


def imported(*listings, dry_run=False):
    return service.import_directory(OPERATOR, csv_of(*listings), "名录.csv", dry_run, now=NOW)


def standing():
    return {x.id: x for x in queries.all_listings(ANYONE)}


def test_the_invented_directory_is_loaded_once():
    assert service.load_demo(now=NOW).added == 214
    edition = queries.edition()
    assert service.load_demo(now=NOW).unchanged == 214
    assert queries.edition() == edition
    assert DirectoryChange.objects.count() == 1


def test_loading_again_leaves_what_an_operator_changed():
    service.load_demo(now=NOW)
    service.suspend(OPERATOR, "demo-001", now=NOW)
    service.load_demo(now=NOW)
    assert standing()["demo-001"].registration == "suspended"


def test_an_import_adds_changes_and_leaves_alone():
    assert (imported(JIA, YI).added, queries.edition()) == (2, 1)
    report = imported(replace(JIA, staff=99), YI)
    assert (report.added, report.changed, report.unchanged, report.rejected) == (0, 1, 1, 0)
    assert standing() == {"jia": replace(JIA, staff=99), "yi": YI}


def test_the_same_file_twice_changes_nothing_and_leaves_the_edition():
    first, second = imported(JIA), imported(JIA)
    assert (second.unchanged, second.change_id, second.edition) == (1, None, first.edition)


def test_a_workbook_does_as_well_as_text():
    report = service.import_directory(OPERATOR, xlsx_file([JIA, YI], "en"), "x.xlsx", now=NOW)
    assert report.added == 2
    assert standing() == {"jia": JIA, "yi": YI}


def test_a_trial_counts_and_stores_nothing():
    report = imported(JIA, YI, dry_run=True)
    assert (report.is_dry_run, report.added, report.change_id, report.edition) == (True, 2, None, 0)
    assert standing() == {}
    assert DirectoryChange.objects.count() == 0


def test_broken_rows_are_left_out_kept_as_a_file_and_can_be_corrected():
    data = csv_of(JIA, YI).replace("苏州乙砺律师事务所".encode(), "苏州乙砺讨债公司".encode())
    report = service.import_directory(OPERATOR, data, "名录.csv", now=NOW)
    assert (report.added, report.rejected) == (1, 1)
    assert {(x.row, x.basis) for x in report.problems if x.is_refused} == {(3, "CN-AG-01")}
    name, broken = queries.broken_file(OPERATOR, report.change_id)
    assert name == "名录-未收录.csv"
    corrected = broken.replace("苏州乙砺讨债公司".encode(), "苏州乙砺律师事务所".encode())
    again = service.import_directory(OPERATOR, corrected, name, now=NOW)
    assert (again.added, again.rejected, again.problems) == (1, 0, ())
    assert standing() == {"jia": JIA, "yi": YI}


def test_a_rate_given_for_a_law_firm_is_dropped_and_reported():
    lines = csv_of(JIA).decode("utf-8-sig").splitlines()
    data = f"{lines[0]},回款率\r\n{lines[1]},95%\r\n".encode()
    report = service.import_directory(OPERATOR, data, "x.csv", now=NOW)
    assert report.added == 1
    assert [(x.row, x.column.zh) for x in report.problems if x.basis == "CN-AG-20"] == [(2, "回款率")]
    assert standing() == {"jia": JIA}


def test_the_database_itself_keeps_no_rate_of_a_law_firm():
    from django.db import IntegrityError

    imported(JIA)
    with pytest.raises(IntegrityError, match="law_firm_without_rates"):
        Agency.objects.filter(id="jia").update(mediations=[10, 9, 8])


def test_a_registration_code_of_another_agency_is_refused():
    imported(JIA)
    report = imported(replace(YI, registration_code=JIA.registration_code))
    assert (report.rejected, report.added) == (1, 0)
    assert report.problems[0].column.zh == "统一社会信用代码"


def test_a_row_without_an_id_finds_its_agency_by_the_registration_code():
    imported(JIA)
    report = imported(replace(JIA, id="", staff=77))
    assert (report.added, report.changed) == (0, 1)
    assert standing() == {"jia": replace(JIA, staff=77)}


def test_a_row_without_an_id_does_not_collide_with_the_row_that_has_it():
    imported(JIA)
    moved = replace(JIA, registration_code=YI.registration_code)
    report = imported(moved, replace(JIA, id=""))
    assert (report.changed, report.rejected) == (1, 1)
    assert standing() == {"jia": moved}


def test_undo_puts_everything_back():
    imported(JIA)
    report = imported(replace(JIA, phone="0000-7654321"), YI)
    edition = queries.edition()
    change = service.undo(OPERATOR, report.change_id, now=NOW)
    assert standing() == {"jia": JIA}
    assert queries.edition() > edition
    assert (change.undone_by, change.undone_at) == ("system:operator", NOW)
    assert queries.search(ANYONE, q="7654321").total == 0


def test_changes_are_undone_from_the_latest_backwards():
    first, second = imported(JIA), imported(YI)
    with pytest.raises(Refusal, match="latest"):
        service.undo(OPERATOR, first.change_id, now=NOW)
    service.undo(OPERATOR, second.change_id, now=NOW)
    with pytest.raises(Refusal):
        service.undo(OPERATOR, second.change_id, now=NOW)
    assert [x.can_undo for x in queries.changes(OPERATOR)] == [False, True]
    service.undo(OPERATOR, str(first.change_id), now=NOW)
    assert [x.can_undo for x in queries.changes(OPERATOR)] == [False, False]
    assert standing() == {}


def test_a_suspension_is_a_change_like_any_other():
    imported(JIA)
    suspended = service.suspend(OPERATOR, "jia", now=NOW)
    assert standing()["jia"].registration == "suspended"
    service.reinstate(OPERATOR, "jia", now=NOW)
    assert standing()["jia"].registration == "active"
    assert [(x.verb, x.can_undo) for x in queries.changes(OPERATOR)] == [
        ("reinstate", True), ("suspend", False), ("import", False),
    ]  # fmt: skip
    with pytest.raises(Refusal):
        service.undo(OPERATOR, suspended.change_id, now=NOW)


def test_an_import_with_broken_rows_alone_is_remembered_with_them():
    broken = csv_of(JIA).replace("律师事务所".encode(), "讨债公司".encode())
    first = service.import_directory(OPERATOR, broken, "a.csv", now=NOW)
    second = service.import_directory(OPERATOR, broken, "b.csv", now=NOW)
    assert (first.rejected, second.rejected) == (1, 1)
    assert [x.can_undo for x in queries.changes(OPERATOR)] == [False, False]


def test_an_import_that_took_no_row_does_not_stand_in_the_way_of_undoing():
    taken = imported(JIA)
    service.import_directory(OPERATOR, csv_of(YI).replace("律师事务所".encode(), "讨债公司".encode()), "a.csv", now=NOW)
    assert [x.can_undo for x in queries.changes(OPERATOR)] == [False, True]
    service.undo(OPERATOR, taken.change_id, now=NOW)
    assert standing() == {}


@pytest.mark.parametrize(
    "verb",
    [
        lambda: service.import_directory(ANYONE, csv_of(JIA), "x.csv", now=NOW),
        lambda: service.load_demo(ANYONE, now=NOW),
        lambda: service.suspend(ANYONE, "jia", now=NOW),
        lambda: service.reinstate(ANYONE, "jia", now=NOW),
        lambda: service.undo(ANYONE, "x", now=NOW),
    ],
)
def test_nobody_but_an_operator_changes_the_directory(verb):
    with pytest.raises(Refusal) as refused:
        verb()
    assert refused.value.status == 403
    assert queries.edition() == 0


def test_an_import_larger_than_a_batch_is_whole():
    many = [
        replace(x, id=f"{x.id}-{turn}", registration_code=registration_code("31", "990000", f"{turn:04d}{n:04d}"))
        for turn in range(6)
        for n, x in enumerate(demo_directory())
    ]
    report = imported(*many)
    assert report.added == 6 * 214
    service.undo(OPERATOR, report.change_id, now=NOW)
    assert standing() == {}
