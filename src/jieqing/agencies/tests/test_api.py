"""The directory over REST: 乙 is an agency in it, 丁 has no account."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from jieqing.agencies import service
from jieqing.agencies.demo import demo_directory
from jieqing.agencies.exchange.writing import csv_chunks
from jieqing.identity.tests import factories as people

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/agencies"
# What may never be said of a law firm (CN-AG-20, 21), as a key or as a word.
RATE = re.compile(
    r"(?<![a-z])(rates?|ratio|scores?|rank(ed|ing)?|percentile|wins?|best|success share)(?![a-z])"
    r"|率|胜诉|排名|评分|最优|最佳|最好",
    re.IGNORECASE,
)
MEDIATION = re.compile(r"mediation|agreed|performed|调解达成|履行")


@pytest.fixture
def ding():
    service.load_demo()
    return Client()


@pytest.fixture
def operator(ding):
    return people.browser(people.operator())


def a_file(listings=None, name="directory.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"".join(csv_chunks(listings or demo_directory(), "zh")), "text/csv")


def keys_and_texts(value: Any) -> Iterator[str]:
    """Every key and every text inside an answer, but names (an agency may be called anything)."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys_and_texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_and_texts(inner)
    elif isinstance(value, str):
        yield value


def test_anyone_may_search(ding):
    found = ding.get(ROOT, {"q": "昆山 法律服务所"}).json()
    assert found["total"] == 2
    assert {x["entity_type"] for x in found["items"]} == {"grassroots_legal_service"}


def test_one_agency_is_given_with_all_its_facts(ding):
    facts = ding.get(f"{ROOT}/demo-001").json()
    expected = demo_directory()[0]
    assert facts["name"] == expected.name
    assert facts["phone"] == expected.phone
    assert facts["licences"][0]["valid_through"] == "2028-03-31"
    assert facts["fee_offers"][0]["pct"] == "9.5"
    assert facts["similar_closed"] == dict(expected.similar_closed)
    assert facts["verified_on"]["licences"] == expected.verified_on["licences"].isoformat()


def test_the_eighteen_indicators_are_given_with_source_and_part(ding):
    rows = ding.get(f"{ROOT}/indicators").json()
    assert len(rows) == 18
    assert [sum(row["part"] == part for row in rows) for part in ("decides", "filters_or_marks", "shown_only")] == [
        12, 5, 1,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "status", "field"),
    [({"place": "桃花源"}, 422, "place"), ({"kind": "x"}, 422, "kind"), ({"page": 99}, 404, "page")],
)
def test_a_refused_question_names_its_field(ding, question, status, field):
    answer = ding.get(ROOT, question)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["field"] == field


def test_an_unknown_agency_is_not_found(ding):
    assert ding.get(f"{ROOT}/demo-999").status_code == 404


def test_no_answer_gives_a_rate_or_a_comparison_of_a_law_firm(ding):
    law_firms = [x.id for x in demo_directory() if x.entity_type == "law_firm"]
    assert len(law_firms) == 100
    for agency_id in law_firms:
        facts = ding.get(f"{ROOT}/{agency_id}").json()
        assert facts.pop("mediations") is None
        assert [text for text in keys_and_texts(facts) if RATE.search(text) or MEDIATION.search(text)] == []


@pytest.mark.parametrize(
    "planted", [{"a": [{"recovery_rate": 1}]}, {"note": "回款率95%"}, [{"rank": 1}], {"x": "Win-rate"}]
)
def test_a_planted_rate_would_be_seen(planted):
    assert [text for text in keys_and_texts(planted) if RATE.search(text)] != []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_export_gives_a_rate_or_a_comparison_of_a_law_firm(ding, kind, language):
    header, *rows = exported(ding, kind, language)
    assert len(rows) == 214
    kinds = header.index("机构类型" if language == "zh" else "kind of body")
    for cells in rows:
        if cells[kinds] in ("律师事务所", "law firm"):
            filled = {title: cell for title, cell in zip(header, cells, strict=True) if cell}
            for title, cell in filled.items():
                assert not MEDIATION.search(title), title
                assert not RATE.search(title), title
                assert not RATE.search(cell), cell


def exported(client: Client, kind: str, language: str) -> list[list[str]]:
    import csv
    import io

    answer = client.get(f"{ROOT}/export.{kind}", {"language": language})
    assert answer.status_code == 200
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if kind == "csv":
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def test_an_export_of_another_kind_is_refused(ding):
    assert ding.get(f"{ROOT}/export.pdf").status_code == 422


def test_ding_may_change_nothing(ding):
    for path in ("import", f"imports/{'0' * 8}-0000-0000-0000-{'0' * 12}/undo"):
        answer = ding.post(f"{ROOT}/{path}", {"file": a_file()})
        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"
    assert ding.get(f"{ROOT}/imports/{'0' * 8}-0000-0000-0000-{'0' * 12}/broken.csv").status_code == 401


def test_an_operator_imports_downloads_what_was_left_out_and_undoes(operator):
    before = operator.get(f"{ROOT}/demo-001").json()
    lines = b"".join(csv_chunks(demo_directory(), "zh")).decode("utf-8-sig").splitlines()
    lines[1] = lines[1].replace("砚舸", "砚改")
    lines[2] = lines[2].replace(",2028-01-31,", ",2028-02-31,")
    file = SimpleUploadedFile("改动.csv", "\r\n".join(lines).encode(), "text/csv")

    report = operator.post(f"{ROOT}/import", {"file": file}).json()
    assert (report["added"], report["changed"], report["unchanged"], report["rejected"]) == (0, 1, 212, 1)
    refused = [problem for problem in report["problems"] if problem["is_refused"]]
    assert [(x["row"], x["column"]["zh"]) for x in refused] == [(3, "执照1有效期至（含当日）")]
    assert operator.get(f"{ROOT}/demo-001").json()["name"] == before["name"].replace("砚舸", "砚改")

    broken = operator.get(f"{ROOT}/imports/{report['change_id']}/broken.csv").content.decode("utf-8-sig").splitlines()
    assert broken[0] == lines[0] + ",问题"
    assert broken[1].startswith("demo-002,")
    assert "2028-02-31" in broken[1]

    assert operator.post(f"{ROOT}/imports/{report['change_id']}/undo").json()["edition"] == report["edition"] + 1
    assert operator.get(f"{ROOT}/demo-001").json() == before


def test_a_trial_changes_nothing(operator):
    one = demo_directory()[:1]
    report = operator.post(f"{ROOT}/import?dry_run=true", {"file": a_file(one)}).json()
    assert report["is_dry_run"]
    assert report["change_id"] is None


def test_a_missing_file_is_refused_by_name(operator):
    answer = operator.post(f"{ROOT}/import")
    assert answer.status_code == 422
    assert "file" in answer.content.decode()
