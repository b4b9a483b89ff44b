"""What each sum of money in a text is: owed, left over, already paid, a total, a fee, a rate, or something else.

The word nearest before a sum decides, unless the words behind it say more (【5500】没有给我, 【3000】一个月).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from jieqing.claims.intake.numerals import Sum
from jieqing.claims.intake.text import Text

Role = Literal["claim", "left", "owed", "lent", "paid", "total", "deposit", "fee", "rate", "share", "other", "bare"]

# Alternatives stand from the specific to the general; the last match before a sum wins.
_BEFORE: Final = re.compile(
    "|".join(
        f"(?P<{role}>{words})"
        for role, words in {
            "fee": r"(?:利息|利钱|本息|违约金|滞纳金|罚息|复利|律师(?:代理)?费|诉讼费|受理费|保全费|公告费|鉴定费|评估费|邮寄费|手续费|罚款|罚金|损失费?"
            r"|精神|抚慰金|(?:补偿|赔偿)金?|误工费|护理费|营养费|逾期费)(?!借)",
            "left": r"还剩下?|剩余|剩下|剩|余款|余下|下余|余额|尾款|尾数|尾账|[尚仍下结]欠|还(?:总共|一共)?欠|目前欠|现(?:在还?)?欠|还差|尚差"
            r"|[未没](?:付|还|支付|归还|偿还|结清?|给付?|收到?)(?:的|款|部分|的?钱)*|(?:还|尚|仍)有",
            "paid": r"[已曾](?:经)?(?:支?付|还|归还|偿还|给付?|结|退|收)(?:了|过|款)?|(?:只|仅|才|先|陆续|分期|中间|后来?|就)(?:是)?(?:支?付|还|归还|偿还|给|结|退|打)(?!剩)(?:了|过)?"
            r"|(?:支?付|还|归还|偿还|给|结算?|退|打|返)(?:了|过|给?我)(?:我们?|他们?|她)?(?:现金)?|收到(?:了|过)?|付(?!款)|结了|扣除|扣了|减去|抵了?",
            "owed": r"拖欠|所欠|欠下|欠条|欠款?|该(?:我|着)|差(?!价|额|不多|点|旅)|借(?:到|给|款|走|出|去|了|的)?|赊(?:了|账|欠)?|贷(?:了|款)?|挪用|骗(?:了|走|取)?|坑了?|拿(?:走|去|了?我)|"
            r"本金|垫(?:付|资|了|的|钱)|挂账|应(?:付|收|支付|还|给)(?:款|账款)?|货款|工程款|运费|工资|薪水|租金|房租|材料款|加工费|货钱|工钱|劳务费|转让费|转让款|股权款",
            "total": r"一共|总共|合计|共计|总计|总额|总价|总款|总金额|合同(?:价款?|金额|总额|总价)|造价|讲好|说好|谈好|谈的|包干价?|价款|全部|前后|累计|金额|共|结算价?款?|小写|大写|折合|是|计|即|为",
            "deposit": r"押金|定金|订金|保证金|预付款?|学费|加盟费|会费|中介费|服务费|意向金|诚意金|充值?|报名费|培训费|首付",
            "rate": r"(?:每|一)个?(?:月|天|日|年|吨|人|平方?米?|亩|小时|季度?|次|车|台|斤)(?:是|的?(?:工资|租金|房租|还|给|付|供))?|(?<!个)月(?:薪|工资|租金?|供|收入|均|息)|日(?:薪|工资)|年薪|底薪|单价|时薪|工资(?:标准|待遇|为)",
            "other": r"价值|房价|收入|彩礼|注册资本|额度|存款|资产|存了|市价|评估|定位|年租金|保额|担保额|买了|花了|买的|卖了?|标的|罚|奖金?|补助|补贴|生活费|成本|利润|亏损?了?|赔了?|到手|首付|房子|车子",
        }.items()
    )
)
_UNPAID: Final = re.compile(
    r"(?:的|块|钱|货|款|运|工|程|余|尾|费|房|租|金|薪|资|押|定|贷|借|债|欠|账|单|据|,|\s|一直|至今|到现在|到|现在|都|还|也|就|仍|迟迟|总|始终|拖着|拖|全|他|她|对方|不|老板|公司|愣是|硬是|死活){0,9}?"
    r"(?:[没未](?:有|能|肯|愿|想)?|不(?:肯|愿|想|予|能)?|拒不|拒绝|要不|收不|拿不|拒)(?:给付?|还|付|结|发|退|收|到|回|支付|归还|偿还|兑现|履行|交)"
)
_OWED_NOUN: Final = re.compile(r"(?:块钱|的)?\s?(?:多|左右)?的?(?:货款|欠款|工程款|借款|欠条|借条|账|外债|债|工资|运费|房租|租金|材料款|货(?!车)|贷款)")
_PAID_BEHIND: Final = re.compile(r"(?:块|的|我|他|是|已经?|早就|都){0,3}(?:付|还|给|结|退)(?:清|掉|过)?了(?!条|张)")
_FEE_BEHIND: Final = re.compile(r"(?:块钱?|的|元){0,2}(?:作为|做为?|当)?(?:利息|违约金|律师费|诉讼费|代理费|手续费|罚款|滞纳金|服务费|保险)")
_DEPOSIT_BEHIND: Final = re.compile(r"(?:块钱?|的|元){0,2}(?:作为|做为?|当)?(?:押金|定金|订金|保证金|学费|加盟费|中介费|预付|首付|会费)")
_RATE_BEHIND: Final = re.compile(r"(?:块钱?|的|元){0,2}\s?(?:/|每|一)\s?个?(?:月|天|日|年|吨|人|平|亩|小时|斤|次|车)(?!半|左右|多|[前后])")
_SHARE_BEHIND: Final = re.compile(r"[^,。;]{0,6}(?:连带|范围内|限额)|的?(?:发票|收据)")
_CLAIM: Final = re.compile(
    r"(?:请求|判令|诉请|责令|要求|判决|诉至|申请)[^。]*?(?:偿还|归还|返还|支付|给付|清偿|退还|还清|付清|还(?!款)|交付|退)[^。;]*$"
)
_LENT: Final = re.compile(
    r"(?:我|本人|我们|我家|我司|原告)[^,。他她]{0,8}?(?:借给|转给?|打给?|汇给?|交|付|垫|投|给|放)[^,。我]{0,10}$"
)
_CLAUSE: Final = re.compile(r"[,。;!?\n、:\s]")


@dataclass(frozen=True, slots=True)
class Played:
    """A sum, its role, the nearest word before it that says so, and the text on both sides of it (to the next sum)."""

    sum: Sum
    role: Role
    cue: str
    before: str
    behind: str


def played(text: Text) -> tuple[Played, ...]:
    """Every sum of the claimant's account with its role, in order."""
    found = tuple(_played(text))
    within = tuple(each for each in found if each.sum.end <= text.account_end)
    return within or found


def _played(text: Text) -> Iterator[Played]:
    edges = [0, *(each.end for each in text.sums)]
    starts = [*(each.start for each in text.sums[1:]), len(text.plain)]
    for each, low, high in zip(text.sums, edges, starts, strict=False):
        before = _after_sentence(text.plain[max(low, each.start - 40) : each.start])
        behind = text.plain[each.end : min(high, each.end + 24)]
        behind = re.split("[。;!?\n]", behind, maxsplit=1)[0]
        role, cue = _role(before, behind)
        if role not in ("fee", "share", "rate") and text.is_pleading and _is_claimed(text.plain, each.start):
            role = "claim"
        yield Played(each, role, cue, before, behind)


def _after_sentence(before: str) -> str:
    return re.split("[。;!?\n]", before)[-1]


def _is_claimed(plain: str, at: int) -> bool:
    sentence = _after_sentence(plain[max(0, at - 160) : at].replace(";", ","))
    return _CLAIM.search(sentence) is not None


def _role(before: str, behind: str) -> tuple[Role, str]:
    cue = None
    for cue in _BEFORE.finditer(before):
        pass
    role = cue.lastgroup if cue else "bare"
    word = cue[0] if cue else ""
    if _SHARE_BEHIND.match(behind):
        return "share", word
    if role == "fee" or _FEE_BEHIND.match(behind):
        return "fee", word
    if _DEPOSIT_BEHIND.match(behind):
        return "deposit", word
    if _UNPAID.match(behind):
        return ("left" if role in ("left", "paid") or before.endswith(("还", "尚", "仍")) else "owed"), word
    if role == "rate" and re.search("欠|没[给发付结]|[未不][给发付结]", before):
        return "owed", word
    if _RATE_BEHIND.match(behind) and role not in ("owed", "left"):
        return "rate", word
    if _PAID_BEHIND.match(behind):
        return "paid", word
    if role == "left" and word in ("还有", "尚有", "仍有") and not _OWED_NOUN.match(behind):
        return "other", word
    if role in ("paid", "bare", "total", "other") and _LENT.search(before):
        return "lent", word
    if role in ("bare", "total", "other", "paid") and _OWED_NOUN.match(behind):
        return "owed", word
    return role, word  # type: ignore[return-value]
