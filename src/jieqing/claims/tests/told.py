"""What the cast says in the tests of saved claims. All invented; numbers can't be dialled."""

from datetime import date

TODAY = date(2026, 11, 22)
OF_JIA = (
    "东台市云栖酒店有限公司去年买了我一批灶具，还欠9.6万货款，"
    "约定2025年6月30日前付清，合同和送货单都在，合同编号HT-2025-008。"
)
LENT = "朋友沈某某2024年5月向我借了3万元，写了借条，说好2025年5月还，他住在苏州吴江区，到现在一分没还。"
VAGUE = "有个老板欠我货款，一直不给。"
OF_BING = "我欠朋友8万块钱，2024年3月借的，写了借条，现在还不上了，他天天催我。"
