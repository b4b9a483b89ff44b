"""When the debt arose, when it was due, and how long the writer says that it has been owed."""

import re
from typing import Final

from jieqing.claims.intake.draft import Reading, Span
from jieqing.claims.intake.lengths import Length
from jieqing.claims.intake.moments import Moment
from jieqing.claims.intake.text import Text

# A moment that is no day of this debt: births, law suits, weddings, and the two ends of a reckoning of interest.
_FOREIGN_BEHIND: Final = re.compile(
    r"\s?(?:出?生(?![意产活])|登记结婚|结婚|离婚|起诉|诉至|向(?:本|贵|[^,。]{0,12})法?院|立案|受理|开庭|判决|作出|裁定|申请|入职|进入|进公司|进厂|开始(?:工作|上班)|至今在|[之以]?[前后]的?利息|到[^,。;]{0,15}(?:工作|上班|任)"
    r"|[^,。;]{0,10}(?:入职|离职|辞职|辞退)|被(?:判|辞)|成立|注册|去世|死亡|病故|止|[^,。;]{0,4}起?(?:按|计算|计付|计息)|起(?:至|到|计|算|按)|[^,。;]{0,6}(?:终字|初字|号令|年度))"
)
_FOREIGN_BEFORE: Final = re.compile(
    r"(?:生于|出生日期?|计算?至|付至|付到|还至|算至|[截暂](?:止|至|计至|止到|至到)?|利息(?:自|从|由|计算)?[^,。;]{0,6}|(?:逾期|资金)[^,。;]{0,8}(?:自|从)|支付(?:自|从)|并(?:自|从|按)|基数,?(?:自|从)"
    r"|[自从]\D{0,3}\d{4}年\d{1,2}月\d{1,2}日起?[至到]|入职|工龄)\s?[于在:是]?$"
)
_DUE_BEHIND: Final = re.compile(
    r"\s?(?:左右|份)?(?:以前|之前|前|内|底前|到期|止)?[,]?(?:必须|须|应|要|需|会|就|再)?(?:(?:本息|一次性?|全部|全额|分文不少|负责|把[^,。;]{0,6}|将[^,。;]{0,10}|予以|给我|向[^,。;]{0,6}|连本带[利息]){0,2}"
    r"(?:还清|归还|偿还|还款|还钱|付清|结清|付款|支付|结账|结款|到期|给清|给付|给钱|给我|返还|退还|交清|交付|清偿|还(?![有欠剩没在是要能可])|给(?![他她])|付(?!息)|结(?!婚|算|束)))(?!了|过)"
    r"|\s?(?:左右)?(?:之前|以前|底前|前)(?=[,。;\s]|$)|\s?(?:是|为)?(?:说好的?|约定的?|讲好的?)?(?:付款日|还款日|到期日?)"
)
_DUE_BEFORE: Final = re.compile(
    r"(?:还款(?:日期?|期限|时间|期)|归还(?:期限|日期|时间)|到期(?:日|时间)?|付款(?:日期?|期限|时间)|期限[^,。;]{0,4}[至到]|交租日?|应[于在])(?:定)?[是为:于在到至]{0,2}\s?$"
)
_PROMISE: Final = re.compile(r"约定|承诺|保证|答应|说好?|讲好|谈好|限|定[于在]|定好|同意|允诺|应[于在当]|载明|注明|写明|写着|计划|需|打算|推到|延期|宽限|须|到期|期限|借条|欠条|内容")
_SPAN_OF_LOAN: Final = re.compile(r"(?:期限?|借款?时间|借期|用期|期间)[^,。;]{0,8}$")
_ENDS: Final = re.compile(r"\s?(?:起)?\s?(?:至|到|[-~—])\s?$")
_AROSE: Final = re.compile(
    r"借|欠|出具|写下?|立[下写]|打(?:了|过|下|的)?[一张个条]|转(?:账|给|的|了|入|款)|汇|打款|供货|送[货了]|发[货了]|进货|拿货|提货|购[买货](?![^,。]{0,6}保险)|买|赊|签[订了]|签|承[包揽接]|施工|做了?|干|完工|竣工|交货|到货|给我写"
    r"|放|融资|贷|担保|投资|投了?|交了?|收[取了]|欠|拖|转让|合作"
)
_VAGUE: Final = re.compile(r"\s?(?:起|开始|以来|间|[至到][^,。;]{2,12}(?:期间|之间|间|,))")
_RECKONED_FROM: Final = re.compile(r"[自从由]\s?$")
_TERM_BEFORE: Final = re.compile(
    r"(?:(?<!担保)(?<!保证)(?<!租赁)(?<!质保)(?<!合同)(?<!诉讼)期限?|借期|借款期间?|使用|用款|借用|周期|账期|借款时间|还款时间|期|约定|承诺|答应|说好?|讲好|借|用|保证|不超过|周转|拿去)"
    r"[^,。;还欠\d]{0,7}$"
)
_TERM_EXCLUDED: Final = re.compile(r"(?:担保|保证(?:期|责任)|租[赁期]|质保|试用|工期|服务期|合同期|劳动|利息|每|工龄|诉讼|提前)[^,。;]*$")
_TERM_OF_RETURN: Final = re.compile(r"(?:之?[内后])?(?:归还|偿还|还清|还款|还钱|还(?![没未不是在有能要可])|付清|结清)")
_TERM_BEHIND: Final = re.compile(r"(?:[内后]|之[内后]|以内|的?时间|期限?|到期)?[就再便会,]?(?:一次性|全部|连本带[利息])?(?:还|归还|偿还|付|给|结|返|到期|内|后)")
_PAST: Final = re.compile(r"(?:过|拖|欠|逾期|超|已|都|快|没|未|了)[^,。;]{0,3}$")

_AGE_BEFORE: Final = re.compile(
    r"(?:拖欠?|欠|赖|逾期|超期|超过|催|讨|追|躲|账龄|账期过|打赢|失联|联系不上|不接|打不通|没[有]?(?:给|付|还|发|结|交)|[未不](?:付|给|还|发|交|结)|要账?|等|压|完工?|交货|验收|说了|推了?|磨了?|耗)"
    r"(?:[^,。;\d]{0,5}(?:了|已|都|有|快)|我们?|着我?|他|我司|了我们?|官司|电话|,?到现在|至今|下来|,?已经)?(?:已经?|都|快|整整|将近|大概|差不多|有|足足|近|超过|至少|约|前后)*$"
)
_AGE_BEHIND: Final = re.compile(
    r"(?:(?:了|多)?(?:左右|以上|时间|过去|的时间|下来)*(?:了[,\s]*(?:一直|还|都|仍|他|她|对方|老板|公司|至今|到现在|我|也|又|总|就|始终|迟迟|才|根本|电话|人|,|\s)*)?|的?(?:工资|薪水|薪|房租|租金|货款|工钱|钱|运费|生活费|物业费)(?:一直|还|都|至今|也|到现在)*)(?:一直|还|都|也)?"
    r"(?:[没未]有?(?:给|付|还(?!是)|支付|归还|发|结|交|退|收|拿到|动静|下文|音|消息|人影|到账|钱)|不(?:给|还|付|发|结|交|退|接|见|肯|理)|拖|欠|推|说|要不|分文|没?联系(?:不|过|上)|没见|打不通|躲|赖)"
)
# 一年零三个月了,螺栓款还没结: a clause of its own before the one that says what is not paid.
_AGE_ALONE: Final = re.compile(r"多?了[,\s][^,。;了]{0,16}?(?:还|都|仍|一直|也|就|总)?(?:[没未]有?(?:给|付|还|结|发|退)|不(?:给|还|付|发|结|退)|拖|欠|要不)")
_OPENS: Final = re.compile(r"(?:^|[,\s])(?:都|快|已经?|到现在|至今|现在)*$")
_AGO: Final = re.compile(r"(?:多|左右)?(?:之前|以前|前)(?![^,。;]{0,12}(?:结婚|离婚|担保|保证|工伤|上班))[,]?[^,。;]{0,10}?(?:借|欠|放|贷(?:款|了)|投资|拿(?:了|走|我)|干的|做的|卖|送的|垫|抵押)")
_WAGES: Final = re.compile(r"(?:的|,)?(?:工资|薪水|薪|房租|租金|工钱|加班费|物业费|生活费|货款|运费|提成)")
_AGE_EXCLUDED: Final = re.compile(r"(?:(?<![逾超])期限?|[是要都先会]压|分手|离[厂职开婚]|去世|认识|怀孕|住院?|养|休|约定|说好?|答应|承诺|每|提前|租了?|签了?|入职|工作了?|上班|结婚|分居|试用期?|保证|担保|借期|交了|付了|还了|给了|干了|做了|请了?|再|等|第|过|租期|满|年龄|今年)[^,。;欠拖]{0,4}$")
_NOT_AGE: Final = re.compile(r"\s?(?:内|之内|以内|后(?!来)|之后|以后|期|一[付签交结租]|岁|前[,]?[^。;]{0,6}(?:结婚|离婚|认识)|付一次|期间|的?(?:合同|借期|租期|期限)|一次)")


_DEBTLIKE: Final = re.compile(
    r"欠|借(?!口)|拖|[没未不](?:有|肯|愿|能)?(?:给|还|付|结|支付|发|退|交)|讨|催|追[讨债要]|要[不回]|退(?:款|钱|还)|工程|担保|货款|到期"
)


def read(text: Text) -> dict[str, Reading]:
    """`debt_date` and `due_date` (ISO, possibly partial: YYYY, YYYY-MM) and `ageing_months` (a number)."""
    found: dict[str, Reading] = {}
    if text.moments and _DEBTLIKE.search(text.plain):
        arose, due = _arose(text), _due(text)
        if arose:
            found["debt_date"] = _reading(arose.iso, arose)
        if due is None:
            due_reading = _by_term(text, arose)
            if due_reading:
                found["due_date"] = due_reading
        else:
            found["due_date"] = _reading(due.iso, due)
    if text.lengths and (age := owed_for(text)):
        found["ageing_months"] = Reading(age.as_months, (Span(age.start, age.end),), 0.9)
    return found


def _reading(iso: str, moment: Moment) -> Reading:
    return Reading(iso, (Span(moment.start, moment.end),), 0.6 if moment.is_guessed else 0.9)


def _before(text: Text, at: int, window: int = 24) -> str:
    """The text before a place, from the start of its sentence."""
    return re.split("[。;!?\n]", text.plain[max(0, at - window) : at])[-1]


def _behind(text: Text, at: int, window: int = 40) -> str:
    return re.split("[。;!?\n]", text.plain[at : at + window], maxsplit=1)[0]


def _is_foreign(text: Text, moment: Moment) -> bool:
    if text.is_pleading and _RECKONED_FROM.search(_before(text, moment.start)) and text.plain[moment.end :].startswith("起"):
        return not re.match(r"起?(?:陆续|多次|先后|开始)", text.plain[moment.end :])
    return bool(
        _FOREIGN_BEHIND.match(text.plain, moment.end) or _FOREIGN_BEFORE.search(_before(text, moment.start))
    )


def _is_due(text: Text, moment: Moment) -> bool:
    before, behind = _before(text, moment.start), _behind(text, moment.end)
    if _DUE_BEFORE.search(before):
        return not re.match(r"\s?(?:至|到|[-~—])", behind)
    if not (match := _DUE_BEHIND.match(behind)):
        return False
    return "前" in match[0] or "到期" in match[0] or "日" in match[0] or _PROMISE.search(before) is not None


def _due(text: Text) -> Moment | None:
    """The first day by which payment was agreed."""
    for i, moment in enumerate(text.moments):
        if moment.start >= text.account_end:
            break
        before = _before(text, moment.start)
        if i and _ENDS.search(before) and _SPAN_OF_LOAN.search(_before(text, text.moments[i - 1].start)):
            return moment
        if not _FOREIGN_BEFORE.search(before) and _is_due(text, moment):
            return moment
    return None


def _arose(text: Text) -> Moment | None:
    """The first day on which the debt arose, made more exact where a later mention repeats it."""
    certain: list[Moment] = []
    vague: list[Moment] = []
    for moment in text.moments:
        if moment.start >= text.account_end:
            break
        before = _before(text, moment.start)
        if re.search(r"(?:约定|说好?|讲好|合同[^,。;]{0,4}写)[^,。;]{0,6}$", before):
            continue
        if _is_foreign(text, moment) or _is_due(text, moment) or (certain or vague) and _ENDS.search(before):
            continue
        behind = _behind(text, moment.end, 30)
        if not (_AROSE.search(behind) or re.search(r"[借欠][^,。;]{0,12}$", before)):
            continue
        (vague if _VAGUE.match(behind) else certain).append(moment)
    for moments in (certain, vague):
        if moments:
            first = moments[0]
            return next((m for m in moments if m.iso.startswith(first.iso) and len(m.iso) > len(first.iso)), first)
    return None


def _by_term(text: Text, arose: Moment | None) -> Reading | None:
    """The day of the loan and its stated term (借期一年, 说半年还)."""
    if arose is None:
        return None
    for length in text.lengths:
        if length.start >= text.account_end:
            break
        before, behind = _before(text, length.start, 14), _behind(text, length.end, 10)
        if _TERM_EXCLUDED.search(before) or _PAST.search(before):
            continue
        is_term = _TERM_OF_RETURN.match(behind) or re.search(r"(?:借|款|用)期|期限|借款时间", before) or (
            _TERM_BEFORE.search(before) and _TERM_BEHIND.match(behind)
        )
        if not is_term:
            continue
        base = next((m for m in reversed(text.moments) if m.end <= length.start and not _is_foreign(text, m)), arose)
        days = length.days + (15 if length.months % 1 else 0)
        iso = base.later(int(length.months), days)
        if iso:
            return Reading(iso, (Span(base.start, base.end), Span(length.start, length.end)), 0.85)
    return None


def owed_for(text: Text) -> Length | None:
    """The length of time for which the writer says that the debt has been owed, chased, or left unpaid."""
    for length in text.lengths:
        if length.start >= text.account_end:
            break
        before, behind = _before(text, length.start, 14), _behind(text, length.end, 16)
        if _NOT_AGE.match(behind):
            continue
        if _AGO.match(behind):
            return length
        if _AGE_EXCLUDED.search(before):
            continue
        is_wages = _WAGES.match(behind) is not None
        if is_wages and length.months < 1:
            continue
        if not length.days and _OPENS.search(before) and _AGE_ALONE.match(behind):
            return length
        if _AGE_BEFORE.search(before) or (not length.days and _AGE_BEHIND.match(behind)):
            return length
    return None
