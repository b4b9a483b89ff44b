"""What each sum of money in a text is: owed, left over, already paid, a total, a fee, a rate, or something else.

The word nearest before a sum decides, unless the words behind it say more (【5500】没有给我, 【3000】一个月).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal, cast

from jieqing.claims.intake.numerals import Sum
from jieqing.claims.intake.text import Text

Role = Literal[
    "claim",  # asked of a court
    "left",  # what remains: 还剩, 余款, 尚欠
    "owed",  # 欠, 借, 拖欠
    "promised",  # 答应退我, 判他还我
    "due",  # the name of a claim alone: 货款, 运费, 工资
    "total",  # 一共, 合同价
    "paid",  # by the debtor: 付了, 已还
    "lent",  # by the creditor: 我转给他, 投了
    "deposit",  # 押金, 定金, 学费
    "spent",  # 花了, 买
    "damages",  # 赔偿, 医药费
    "fee",  # interest, penalty, costs
    "rate",  # for one month, piece, day
    "share",  # of a guarantor, or a limit
    "other",
    "bare",  # no word says anything
]

# Alternatives stand from the specific to the general; the last match before a sum wins.
_WORDS: Final[dict[str, str]] = {
    "fee": r"(?:利息|利钱|本息|违约金|滞纳金|罚息|复利|律师(?:代理)?费|起?诉讼?费|受理费|保全费|公告费|鉴定费|评估费|邮寄费|手续费|罚款|罚金"
    r"|损失费?|精神|抚慰金|误工费|护理费|营养费|逾期费)(?!借)",
    "left": r"还剩下?|剩余|剩下|剩|余款|余下|下余|余额|余$|尾款|尾数|尾账|[尚仍下结]欠|还(?:总共|一共)?欠|目前欠|现(?:在还?)?欠|[还尚]差"
    r"|[未没](?:付|还|支付|归还|偿还|结清?|给付?|收到?)(?:的|款|部分|的?钱)*|[还尚仍]有",
    "paid": r"[已曾](?:经)?(?:支?付|还|归还|偿还|给付?|(?<!冻)结|退|收)(?:了|过|款)?"
    r"|(?:只|仅|才|先|陆续|分期|中间|后来?|就)(?:是)?(?:支?付|还|归还|偿还|给|结|退|打)(?![剩欠])(?:了|过)?"
    r"|(?:支?付|还|归还|偿还|给|(?<!冻)结算?|退|打|返)(?:了|过|给?我)(?:我们?|他们?|她)?(?:现金)?|收到(?:了|过)?|付(?!款)|减去|抵了?(?!押)",
    "lent": r"(?:扣|划走?)(?:了|走)?我|代偿了?|投(?:资|入)?了|投资款?|投(?=$)|放(?:在|给)?(?:了)?(?:他|她|朋友|公司)|转给了?(?:他|她|对方)?",
    "owed": r"拖欠|所欠|欠下|欠条|欠款?|该(?:我|着)|[借贷]款金额|差(?!价|额|不多|点|旅)|借(?:到|给|款|走|出|去|了|的)?|赊(?:了|账|欠|仔)?|贷(?:了|款)?|融资"
    r"|挪用|骗(?:了|走|取)?|坑了?|拿(?:走|去|了?我(?!的))|打了?[借欠]条|[借欠]条[^,。;]{0,4}金额|抵押(?:金额|了|款)?|本金|垫(?:付|资|了|的|钱)|挂账"
    r"|应(?:付|收|支付|还|给)(?:款|账款)?|押了我",
    "damages": r"(?:补偿|赔偿)金?|赔|医药费|医疗费",
    "total": r"一共|总共|合计|共计|总计|总额|总价|总款|总金额|总货?款|合同(?:价款?|金额|总额|总价)|造价|讲[好定]|说好|谈[好定]的?|包干价?|价款|全部"
    r"|前后|加起来|算下来|累计|金额|共|结算价?款?|小写|大写|折合",
    "deposit": r"(?<!抵)押金|[定订]金|保证金|预付款?|学费|加盟费|会费|中介费|服务费|意向金|诚意金|充值?|报名费|培训费|首付",
    "rate": r"(?:每|一)个?(?:月|天|日|年|吨|人|平方?米?|亩|小时|季度?|次|车|台|斤)(?:是|的?(?:工资|租金|房租|还|给|付|供))?"
    r"|(?<!个)月(?:薪|工资|租金?|供|收入|均|息)|日(?:薪|工资)|年薪|底薪|单价|时薪|工资(?:标准|待遇|为)|平均(?:工资)?|年?租金为",
    "spent": r"花了?|买(?:了|的)?|购买",
    "due": r"货款|工程款|运费|工资|薪水|租金|房租|材料款|加工费|货钱|工钱|劳务费|转让费|转让款|股权款"
    r"|[^,。;\s欠借贷付还给收交退共余尾剩首要存\d的]{1,3}[款费钱]",
    "other": r"价值|房价|收入|彩礼|注册资本|额度|存款|资产|存了|市价|评估|年租金|保额|担保额|卖了?|标的|罚|奖金?|补助|补贴|生活费|成本|利润"
    r"|亏损?了?|到手|到账|冻结|查封|执行到",
}
_BEFORE: Final = re.compile("|".join(f"(?P<{role}>{words})" for role, words in _WORDS.items()))
_NOT_DONE: Final = re.compile(r"(?:协商|要求|让|想|必须|应该|需要?|如果|要|计划|再|每次|说先)[^,。;]{0,6}$")
_PROMISED: Final = re.compile(r"(?:答应|愿意?|同意|承诺|保证|约定|说好?|判)[^,。;]{0,10}$")
_CLAUSE: Final = re.compile(r"[,。;!?\n\s]+")

_SAYER: Final = r"(?:一直|至今|到现在|现在|都|还|也|就|仍|迟迟|总是?|始终|拖着|拖|全|他|她|对方|老板|公司|愣是|硬是|死活|,|\s)"
_NOUN: Final = r"(?:的|块|钱|货|款|运|工|程|余|尾|费|房|租|金|薪|资|押|定|贷|借|债|欠|账|单|据)"
_UNPAID: Final = re.compile(
    rf"(?:{_NOUN}|{_SAYER}){{0,9}}?(?:[没未](?:有|能|肯|愿|想)?|不(?:肯|愿|想|予|能)?|拒不|拒绝|要不|收不|拿不)"
    r"(?:给付?|还|付|结|发|退|收|到|回|支付|归还|偿还|兑现|履行|交)"
)
_AS: Final = r"(?:块钱?|的|元){0,2}(?:作为|做为?|当)?"
_OWED_NOUN: Final = re.compile(
    r"(?:块钱|的)?\s?(?:多|左右)?的?(?:货款|欠款|工程款|借款|[欠借]条|账(?!户)|外债|债|高利贷|工资|运费|房租|租金|材料款|货(?!车)|贷款)"
)
_FEE_BEHIND: Final = re.compile(rf"{_AS}(?:利息|违约金|律师费|诉讼费|代理费|手续费|罚款|滞纳金|服务费|保险)")
_DEPOSIT_BEHIND: Final = re.compile(rf"{_AS}[^,。;没不未]{{0,4}}?(?:押金|[定订]金|保证金|学费|加盟费|中介费|预付|首付|会费|意向金)")
_OTHER_BEHIND: Final = re.compile(
    rf"{_AS}(?:额度|存款|嫁妆|彩礼|房子?(?=$|[,。的])|车子?(?=$|[,。的])|券|底薪|资产|现金券|房产)"
)
_RATE_BEHIND: Final = re.compile(rf"{_AS}\s?(?:/|每|一)\s?个?(?:月|天|日|年|吨|人|平|亩|小时|斤|次|车)(?!半|左右|多|[前后])")
_SHARE_BEHIND: Final = re.compile(r"[^,。;]{0,6}(?:连带|范围内|限额)|的?(?:发票|收据)")
_PAID_BEHIND: Final = re.compile(r"(?:块|的|我|他|是|已经?|早就|都){0,3}(?:付|还|给|结|退)(?:清|掉|过)?了(?!条|张)")
_LENT: Final = re.compile(
    r"(?:我|本人|我们|我家|我司|原告)[^,。他她]{0,8}?(?:借给|转给?|打给?|汇给?|交|付|垫|投|给|放)[^,。我]{0,10}$"
)
_CLAIM: Final = re.compile(
    r"(?:请求(?![^,。]{0,4}未果)|判令|诉请|责令|判决|诉至"
    r"|要求(?=[:,]?\s?(?:[一1][、.])?\s?(?:依法|判|法院|[^,。]{0,8}被告|对方|其|[^,。]{0,6}(?:共同|立即|连带|返还|偿还|归还))))"
    r"[^。]*?(?:偿还|归还|返还|支付|给付|清偿|退还|还清|付清|还(?!款)|交付|退)[^。;]*$"
)


@dataclass(frozen=True, slots=True)
class Played:
    """A sum, its role, the nearest word that says so, and the text of its sentence on both sides (to the next sum)."""

    sum: Sum
    role: Role
    cue: str
    before: str
    behind: str


def played(text: Text) -> tuple[Played, ...]:
    """Every sum of the claimant's account with its role, in order; of a whole judgment where the account has none."""
    found = tuple(_played(text))
    within = tuple(each for each in found if each.sum.end <= text.account_end)
    return _with_remainders(within or found)


def _with_remainders(found: tuple[Played, ...]) -> tuple[Played, ...]:
    """还有 22万 is a remainder only where something was paid before it."""
    known: list[Played] = []
    for each in found:
        if each.role == "left" and each.cue.endswith("有") and not _OWED_NOUN.match(each.behind):
            if not any(earlier.role == "paid" for earlier in known) and not _UNPAID.match(each.behind):
                each = replace(each, role="other")
        known.append(each)
    return tuple(known)


def _played(text: Text) -> Iterator[Played]:
    edges = [0, *(each.end for each in text.sums)]
    starts = [*(each.start for each in text.sums[1:]), len(text.plain)]
    for each, low, high in zip(text.sums, edges, starts, strict=False):
        before = _sentence_before(text.plain[max(low, each.start - 40) : each.start])
        behind = re.split("[。;!?\n]", text.plain[each.end : min(high, each.end + 24)], maxsplit=1)[0]
        role, cue = _role(before, behind)
        if text.is_pleading and role not in ("fee", "share", "rate", "paid") and _is_claimed(text.plain, each.start):
            role = "claim"
        yield Played(each, role, cue, before, behind)


def _sentence_before(before: str) -> str:
    return re.split("[。;!?\n]", before)[-1]


def _is_claimed(plain: str, at: int) -> bool:
    return _CLAIM.search(_sentence_before(plain[max(0, at - 160) : at].replace(";", ","))) is not None


def _role(before: str, behind: str) -> tuple[Role, str]:
    """The role of the sum between the two, and the word before it that says so ('' where none does)."""
    cue = None
    for cue in _BEFORE.finditer(before):
        pass
    if cue and len(_CLAUSE.findall(before, cue.end())) > 1:
        cue = None
    word = cue[0] if cue else ""
    clause = _CLAUSE.split(before)[-1]
    role = _by_clause(cast("Role", cue.lastgroup) if cue else "bare", before, clause)
    return _by_behind(role, word, before, behind), word


def _by_clause(role: Role, before: str, clause: str) -> Role:
    """What the clause in front of a sum makes of the nearest word's role."""
    if role == "paid":
        if _NOT_DONE.search(before):
            return "other"
        if _PROMISED.search(before):
            return "promised"
        if re.search(_WORDS["deposit"], clause):
            return "deposit"
    if role in ("due", "deposit") and re.search(r"[欠赊]|差我|差着|该我", clause):
        return "owed"
    if role == "total" and re.search(rf"(?:{_WORDS['due']})[^,。;]*$", clause):
        return "due"
    if role == "rate" and re.search(r"欠[^,。;还]*$|[没未不][给发付结][^,。;]*$", clause):
        return "owed"
    return role


def _by_behind(role: Role, word: str, before: str, behind: str) -> Role:
    """What the words behind a sum make of its role."""
    if _SHARE_BEHIND.match(behind):
        return "share"
    if role == "fee" or (_FEE_BEHIND.match(behind) and role != "due" and word != "本金"):
        return "fee"
    if _OTHER_BEHIND.match(behind):
        return "other"
    if role not in ("owed", "left") and _DEPOSIT_BEHIND.match(behind):
        return "deposit"
    if _UNPAID.match(behind) and not (role == "rate" and behind.startswith(",")):
        return "left" if role in ("left", "paid") or before.endswith(("还", "尚", "仍")) else "owed"
    if role not in ("owed", "left") and _RATE_BEHIND.match(behind):
        return "rate"
    if _PAID_BEHIND.match(behind):
        return "paid"
    if role in ("paid", "bare", "total", "other") and _LENT.search(before):
        return "lent"
    if role in ("bare", "total", "other", "paid") and _OWED_NOUN.match(behind):
        return "owed"
    return role
