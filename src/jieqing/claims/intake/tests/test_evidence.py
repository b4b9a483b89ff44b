"""What the writer can show; what is denied, planned or in other hands."""

import pytest

from jieqing.claims.intake.tests.told import told


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("货款三万，写了欠条盖了手印", ("iou",)),
        ("货款三万，有采购合同和对账单", ("contract", "statement")),
        ("借他两万，微信转的账，聊天里他承认过，有聊天记录", ("transfer", "chat")),
        ("押金两千，收据我有，不退", ("receipt",)),
        ("货款三万，发票都开给他了，送货单有他签字", ("invoice", "delivery_note")),
        ("运费三千没给，回单都在我手里", ("delivery_note",)),
        ("工程款两万没给，结算单是他签的", ("statement",)),
        ("欠我工资，没签合同，有打卡记录", ("other_doc",)),
        ("货款两万，他写过还款承诺书", ("other_doc",)),
        ("工程款要不回来，有老板签字", ("other_doc",)),
    ],
)
def test_names_what_can_be_shown(text: str, kinds: tuple[str, ...]) -> None:
    found = told(text)
    assert found["evidence"] == kinds
    assert found["has_written_evidence"] is True


@pytest.mark.parametrize(
    "text",
    [
        "没签合同，工程款没给",
        "借他两万，借条也没打",
        "货款三万全凭口头，啥证明都没有",
        "未签订劳动合同，工资不发",
        "货款一万，白条都没打一张",
        "房东没跟我签合同，押金不退",
        "借他两万没好意思让他打条",
    ],
)
def test_knows_when_there_is_nothing_in_writing(text: str) -> None:
    found = told(text)
    assert found["has_written_evidence"] is False
    assert "evidence" not in found


@pytest.mark.parametrize(
    "text",
    [
        "货款三万一直不给",
        "借他两万，想让他补一份欠条，怎么写",
        "欠我货款好几万，还没对过账",
        "车贷还清了押金不退，当时买车的合同也没有给我",
        "老板不结算完工款，拖着工资",
        "公司辞退我，解除劳动合同怎么补偿工资",
    ],
)
def test_a_paper_that_is_planned_or_elsewhere_says_neither(text: str) -> None:
    assert "has_written_evidence" not in told(text)


def test_a_witness_is_evidence_but_nothing_in_writing() -> None:
    found = told("借他两万没打条子，我老婆和邻居可以作证，有证人")
    assert (found["evidence"], found["has_written_evidence"]) == (("witness",), False)
