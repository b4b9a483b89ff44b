"""Searching and reading the directory, on PostgreSQL."""

import pytest

from jieqing.agencies import queries
from jieqing.agencies.demo import demo_directory
from jieqing.agencies.models import Agency
from jieqing.agencies.records import row
from jieqing.agencies.tests.factories import listing
from jieqing.kit.actor import ANYONE, system
from jieqing.kit.refusal import Refusal

pytestmark = pytest.mark.django_db
OPERATOR = system("operator", roles=["operator"])


def stand(*listings):
    Agency.objects.bulk_create(row(each) for each in listings)


def named(*names):
    """Agencies of these names, with ids and telephones of their own."""
    for number, name in enumerate(names, 1):
        stand(listing(id=f"n-{number}", name=name, phone=f"0000-{number:08d}", registration_code=""))


def names(**question):
    return [found.name for found in queries.search(ANYONE, **question).items]


@pytest.fixture
def directory():
    stand(*demo_directory())


def test_what_is_stored_reads_back_equal(directory):
    assert {x.id: x for x in queries.all_listings(ANYONE)} == {x.id: x for x in demo_directory()}


def test_a_page_is_found_by_its_id_and_an_unknown_id_is_refused(directory):
    assert queries.listing(ANYONE, "demo-007") == demo_directory()[6]
    for unknown in ("demo-999", "", "\x00"):
        with pytest.raises(Refusal) as refused:
            queries.listing(ANYONE, unknown)
        assert refused.value.status == 404


def test_a_name_is_found_in_any_way_of_typing_it():
    named("苏州澄砺律师事务所", "苏州霁衡律师事务所", "盐城嵘旃法律服务所")
    for typed in ("澄砺", "澄礪", "苏州澄砺", "蘇州澄礪律師事務所", " 澄 砺 ", "澄砺律所", "（澄砺）", "砺"):
        assert names(q=typed)[0] == "苏州澄砺律师事务所", typed
        assert len(names(q=typed)) == 1


def test_a_wrong_character_finds_names_that_come_near_and_says_so():
    named("苏州澄砺律师事务所", "苏州霁衡律师事务所")
    for typed in ("澄历", "成砺律师事务所", "砺澄"):
        found = queries.search(ANYONE, q=typed)
        assert [x.name for x in found.items] == ["苏州澄砺律师事务所"], typed
        assert found.is_approximate
    assert not queries.search(ANYONE, q="澄砺").is_approximate


def test_the_place_in_a_line_moves_its_namesake_forward_but_hides_none():
    named("上海澄砺律师事务所", "苏州澄砺律师事务所")
    assert names(q="苏州澄砺") == ["苏州澄砺律师事务所", "上海澄砺律师事务所"]


def test_equal_names_stand_in_the_order_of_their_names_never_of_their_figures():
    stand(
        listing(id="b", name="乙律师事务所", similar_closed={"rent": 999}, upheld_complaints=0, registration_code=""),
        listing(id="a", name="丙律师事务所", similar_closed={}, upheld_complaints=9, registration_code=""),
    )
    assert names(kind="律所") == ["丙律师事务所", "乙律师事务所"]  # by code point


def test_a_place_finds_those_who_serve_it_or_sit_in_it():
    served = {
        "own": listing(id="own", districts=["320583"], place="320583"),
        "city": listing(id="city", districts=["3205"], place="320508"),
        "province": listing(id="province", districts=["32"], place="320106"),
        "seat": listing(id="seat", districts=["320506"], place="320583"),
        "elsewhere": listing(id="elsewhere", districts=["3209"], place="320902"),
        "neighbour": listing(id="neighbour", districts=["320506"], place="320506"),
    }
    for number, each in enumerate(served.values()):
        stand(
            listing(
                **{f: getattr(each, f) for f in ("id", "districts", "place")},
                registration_code="",
                phone=f"0000-{number:08d}",
            )
        )
    in_kunshan = {"own", "city", "province", "seat"}
    for place in ("昆山", "昆山市", "320583", "昆 山", "崑山市", "江苏省苏州市昆山市", "320583 昆山市"):
        assert {x.id for x in queries.search(ANYONE, place=place).items} == in_kunshan, place
    assert {x.id for x in queries.search(ANYONE, q="昆山").items} == in_kunshan
    assert {x.id for x in queries.search(ANYONE, place="苏州").items} == in_kunshan | {"neighbour"}
    assert {x.id for x in queries.search(ANYONE, place="江苏").items} == set(served)


def test_those_who_sit_in_the_place_come_first_across_pages(directory):
    first = queries.search(ANYONE, place="苏州")
    pages = [queries.search(ANYONE, place="苏州", page=number).items for number in range(1, first.pages + 1)]
    shown = [x for page in pages for x in page]
    assert len(shown) == len({x.id for x in shown}) == first.total
    sitting = {x.name for x in demo_directory() if x.place.startswith("3205")}
    others = {x.name for x in shown} - sitting
    assert others
    assert [x.name for x in shown] == [*sorted(sitting), *sorted(others)]


def test_a_name_that_is_also_a_place_is_found_as_both():
    named("长安律师事务所")
    assert names(q="长安") == ["长安律师事务所"]


def test_a_line_may_name_place_and_kind(directory):
    found = queries.search(ANYONE, q="昆山 法律服务所")
    assert found.total == 2
    assert {x.entity_type for x in found.items} == {"grassroots_legal_service"}
    assert {x.districts for x in found.items} == {("320583",)}
    assert queries.search(ANYONE, q="Kunshan law firm").kinds == ("law_firm",)


@pytest.mark.parametrize("kind", ["law_firm", "律师事务所", "律所", "Law Firm", "lawfirm"])
def test_a_kind_is_named_in_many_words(directory, kind):
    assert queries.search(ANYONE, kind=kind).total == 100


def test_a_telephone_is_found_by_any_part_of_three_digits(directory):
    wanted = demo_directory()[9]
    digits = "".join(c for c in wanted.phone if c.isdigit())
    for typed in (wanted.phone, digits, digits[3:], f"+86 {digits}", digits[-5:-2] + "  " + digits[-2:]):
        assert wanted in queries.search(ANYONE, q=typed).items, typed


def test_pages_follow_each_other_without_gap_or_repeat(directory):
    first = queries.search(ANYONE)
    assert (first.total, first.pages, first.is_counted_out) == (214, 11, True)
    pages = [queries.search(ANYONE, page=number).items for number in range(1, 12)]
    assert sorted(x.id for page in pages for x in page) == [f"demo-{n:03d}" for n in range(1, 215)]
    shown = [x.name for page in pages for x in page]
    assert shown == sorted(shown)


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({"place": "桃花源"}, "place"),
        ({"kind": "讨债公司"}, "kind"),
        ({"q": "长" * 101}, "q"),
        ({"page": 0}, "page"),
        ({"page": 2}, "page"),
        ({"page": 10**30}, "page"),
    ],
)
def test_a_question_that_cannot_be_answered_names_its_field_and_a_remedy(question, field):
    with pytest.raises(Refusal) as refused:
        queries.search(ANYONE, **question)
    assert refused.value.field == field
    assert refused.value.remedy.zh
    assert refused.value.remedy.en


@pytest.mark.parametrize(
    "q", ["😀😀", "\x00", "%_\\", "'; drop table--", "<script>", "\ud800", "澄\x00砺", "#109", "@32*", "  "]
)
def test_odd_questions_are_answered_without_error(directory, q):
    assert queries.search(ANYONE, q=q).page == 1


def test_signs_only_find_nothing_rather_than_everything(directory):
    assert queries.search(ANYONE, q="😀").total == 0


def test_only_operators_see_the_history_of_changes():
    assert queries.changes(OPERATOR) == ()
    with pytest.raises(Refusal):
        queries.changes(ANYONE)
