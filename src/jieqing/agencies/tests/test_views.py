"""The directory's pages: 丁 reads them, an operator keeps the directory with them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jieqing.agencies import queries, service
from jieqing.agencies.demo import demo_directory
from jieqing.agencies.exchange.writing import csv_chunks
from jieqing.agencies.tests.test_api import RATE
from jieqing.identity.tests import factories as people
from jieqing.kit.actor import ANYONE

pytestmark = pytest.mark.django_db


@pytest.fixture
def ding():
    service.load_demo()
    return Client()


@pytest.fixture
def operator(ding):
    return people.browser(people.operator())


@pytest.mark.parametrize("prefix", ["/", "/en/"])
def test_every_agency_has_a_page_with_its_number_and_no_rate_where_it_is_a_law_firm(ding, prefix):
    for agency in demo_directory()[::9]:
        page = ding.get(f"{prefix}agencies/{agency.id}/")
        assert page.status_code == 200
        text = page.content.decode()
        assert agency.phone in text
        assert agency.name in text
        if agency.entity_type == "law_firm":
            main = text[text.index("<main") : text.index("</main>")]
            assert not RATE.search(main), RATE.search(main)


def test_a_search_that_is_refused_keeps_what_was_typed(ding):
    page = ding.get("/agencies/", {"q": "澄砺", "place": "桃花源"})
    assert page.status_code == 422
    assert "桃花源" in page.content.decode()
    assert "澄砺" in page.content.decode()


def test_an_operator_tries_imports_and_undoes(operator):
    lines = b"".join(csv_chunks(demo_directory(), "zh")).decode("utf-8-sig").splitlines()
    lines[1] = lines[1].replace("律师事务所（虚构）", "讨债公司（虚构）")
    lines[2] = lines[2].replace("0000-", "0001-")

    def sent(act):
        file = SimpleUploadedFile("名录.csv", "\r\n".join(lines).encode(), "text/csv")
        return operator.post("/operator/", {"file": file, "act": act}).content.decode()

    edition = queries.edition()
    for act in ("try", "import"):
        said = sent(act)
        assert "名称" in said
        assert "明令禁止" in said
        assert (queries.edition() == edition) == (act == "try")
    change = queries.changes(service.SYSTEM)[0]
    assert f"/api/v1/agencies/imports/{change.id}/broken.csv" in said
    assert queries.listing(ANYONE, "demo-002").phone.startswith("0001-")
    assert operator.post("/operator/", {"undo": str(change.id)}).status_code == 302
    assert queries.listing(ANYONE, "demo-002") == demo_directory()[1]


def test_a_file_of_no_use_gets_an_answer_with_a_remedy(operator):
    page = operator.post("/operator/", {"file": SimpleUploadedFile("x.csv", b"\x00\x01"), "act": "try"})
    assert page.status_code == 422
    assert "CSV" in page.content.decode()


def test_ding_is_sent_to_sign_in(ding):
    assert ding.get("/operator/").status_code == 302
    assert ding.post("/operator/", {"undo": "x"}).status_code == 302
