"""Numbers and sums of money as people write them: 3万3, 二百一十多万, 38.65万, ¥91,280, 柒拾贰万元整, 两三万, 6k.

`sums(plain)` finds every sum of money; `number(words)` reads one numeral. Hedged sums carry their lower bound.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

MOST: Final = 300  # no debt is told with more sums; what lies beyond is an attack or a ledger
DIGITS: Final = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    **{"○": 0, "弌": 1, "两": 2, "俩": 2, "弍": 2, "仨": 3, "参": 3, "弎": 3},
}
UNITS: Final = (("亿", 10**8), ("万wW", 10**4), ("千仟kK", 1000), ("百佰", 100), ("十拾", 10))

_D: Final = "".join(DIGITS)
_ARABIC: Final = r"(?:\d{1,3}(?:,\d{3}){1,5}(?!\d)|\d{1,18})(?:\.\d{1,6})?"
# Words that claim the digit before them, so that it is no tenth of the unit before it: 两万三年了, 三万一直不还.
_CLAIMS: Final = (
    r"[个年月天日号次分张笔人家周季期成折点口名辆台套位条份件方角厘股审倍部间群者手开班楼度回趟阵遍"
    r"%‰/、.-]|把(?!块)|块[砖地]|(?<=一)[直再毛旦般边样律致概共起些下味并定切]"
)
_HEDGE: Final = r"多(?![次个年月天人])|余(?![款额下欠的数])|好?几(?![次个年月天人])|来(?=[万千百亿块元])|把(?=块|元|来)"
_RUN: Final = (
    rf"(?<![几数])(?:{_ARABIC}|[{_D}十拾廿卅]|(?<=[上近])[百千万]|[百千万](?=把[块元来]))"
    rf"(?:个(?=亿|[wW万](?![a-z]))|[十拾廿卅百佰千仟万亿]|(?<=[\d个])[wWkK](?![a-zA-Z])"
    rf"|(?<![万千仟百佰wWkK\d])[{_D}](?!\s?(?:{_CLAIMS}))"
    rf"|(?<=[wW万千]零)\d{{1,4}}(?!\s?(?:{_CLAIMS}))|(?<=[万千仟百佰wWkK])(?:\d{{1,9}}|[{_D}])(?![二两三四五六七八九]?\s?(?:{_CLAIMS}))(?:\.\d{{1,6}})?|{_HEDGE}){{0,24}}"
)
_SPOT: Final = re.compile(rf"(?:(?<!\d)|(?<=某\d))\d|[¥{_D}十拾廿卅百千万]")
_SUM: Final = re.compile(
    rf"(?P<mark>¥\s?)?"
    rf"(?:(?P<low>\d+(?:\.\d+)?|[{_D}])\s?(?P<dash>[-~—–到至、])\s?)?(?P<run>{_RUN})"
    rf"(?P<unit>\s?(?:元人民币|元(?![旦月宵素])|圆(?![满形])|块钱|块(?![地砖田板牌布玉肉石])|人民币|RMB))?"
    rf"(?:(?<=[元圆])(?:(?P<jiao>[\d{_D}])角)?(?:零?(?P<fen>[\d{_D}])分(?![之利期]))?)?"
)
_BEFORE: Final = re.compile(
    r"(?:(?<![违合预特制大节])约|大约|大概|大致|将近|接近|差不多|估计|估摸着?|至少|最少|起码|超过|超|不到|不足|不止|左右|近|快|小|足有|(?<![账面条单纸加以合])上(?!是))"
    r"(?:是|有|为)?(?:人民币|¥)?\s?$"
)
_AFTER: Final = re.compile(
    r"\s?[整正]?\s?(?:左右|上下|出头|开外|以上|挂零|有余|朝上|的样子|这样子|\+|[多余](?![次个年月天人款额下欠的数]))"
)
# What follows a bare count of thousands that is not money: 两万平方米, 一千多人, 三千株.
_COUNTED: Final = re.compile(
    r"多?\s?(?:平(?!台)方?|㎡|亩|吨|公?斤|公里|米|[个件套台辆箱瓶桶袋盒匹双樘桌趟字次户头棵株份步名张页年倍点里册支枚片月号日天期岁届度%‰]|只(?![有是能到给付还剩收把肯结拿打])|人(?!民币)|条(?!子)|本(?![金息])|分之|小时|"
    r"立方|元旦|美元|美金|港币|港元|欧元|日元|英镑|块[砖地板]|[a-zA-Z])"
)
_CUE: Final = re.compile(
    r"(?:[一每]个?[月天年吨车台次人件套只副箱斤亩米方桌趟]|[欠借还付给差剩余贷款金费资钱共计额交收转押了退花骗是为赔投拿打价垫支发租薪有到币下条据:(]|RMB|[欠借差给还付](?:我们?|他们?|她|你|对方)|小写)\s?$"
)
# 配件加工时7650,: a figure between a word and the end of its clause.
_NAMED: Final = re.compile(r"[\u4e00-\u9fff](?<![第号楼栋室房路年月日弄单元线])\s?$")
_ALONE: Final = re.compile(r"(?=[,。;!?\s]|$)")
# 已付款800,000.00 in a column; 过了11天没打,27500 as a clause of its own.
_GROUPED: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d\d)?|\d{3,}\.\d\d")
_OPENS_CLAUSE: Final = re.compile(r"(?:^|[,。;!?\s])\s?$")
# 2023贷款就还完了: a bare figure that could be a year is money only right behind a word of debt.
_YEARLIKE: Final = re.compile(r"19[5-9]\d|20(?:0[1-9]|[12]\d|3[0-5])")
_OWED_CUE: Final = re.compile(r"(?:[欠借差]|[欠借差](?:我们?|他们?|她|你|对方|了)|欠款|货款|借款)\s?$")
_UNPAID: Final = re.compile(
    r"\s?(?:一直|还|都|也|仍|至今|到现在|平台|公司|老板|块|的){0,2}(?:[没未不](?:有|肯)?[给付还结退发交]|[^,。;\d]{0,3}(?:[款费租]|[资本押定订证保]金|工资|工钱|货钱))"
)
_NOT_SUM: Final = re.compile(r"(?:电话|手机|联系方式|QQ|qq|微信号?|号码|账号|卡号|编号|第|No\.?)[:是]?\s?$")


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of money at [start, end) of the text; `fen` is the lower bound where `is_approx`."""

    start: int
    end: int
    fen: int
    is_approx: bool


def number(words: str) -> Decimal | None:
    """The value of one numeral ('12', '十二', '半', '两三' → 2), or None where there is no lower bound ('几')."""
    if words == "半":
        return Decimal("0.5")
    try:
        return _value(words)[0]
    except ValueError:
        return None


def sums(plain: str) -> tuple[Sum, ...]:
    """The sums of money in folded text, in order, at most MOST. 几十万 has no lower bound and is none."""
    found: list[Sum] = []
    behind = 0
    for spot in _SPOT.finditer(plain):
        at = spot.start()
        # A name made anonymous ends in a digit that is no part of the sum behind it: 张某138000元 is 张某1 and 38000元.
        if at < behind or (at and plain[at - 1] == "某"):
            continue
        if len(found) == MOST:
            break
        match = _SUM.match(plain, at)
        if match is None:
            continue
        behind = match.end()
        read = _sum(plain, match)
        if read is None:
            continue
        if found and read.fen > found[-1].fen and plain[found[-1].end : read.start] in ("-", "~", "—", "到", "至"):
            low = found.pop()
            read = Sum(low.start, read.end, low.fen, True)
        found.append(read)
    return tuple(found)


def _sum(plain: str, match: re.Match[str]) -> Sum | None:
    run, start, end = match["run"], match.start("run"), match.end()
    is_marked = bool(match["mark"] or match["unit"])
    if not is_marked and not _is_bare_sum(plain, run, start, match.end("run")):
        return None
    try:
        value, is_approx = _value(run)
    except ValueError:
        return None
    if (run == "一" and match["unit"] == "块") or value <= 0:
        return None
    if match["low"]:
        low = _low(match["low"], match["dash"], run, value)
        if low is not None:
            value, is_approx, start = low, True, match.start("low")
    value += Decimal(_digit(match["jiao"])) / 10 + Decimal(_digit(match["fen"])) / 100
    if match["mark"]:
        start = match.start("mark")
    before = _BEFORE.search(plain, max(0, start - 8), start)
    after = _AFTER.match(plain, end)
    if after:
        end = after.end()
    return Sum(start, end, int(value * 100), is_approx or bool(before or after))


def _is_bare_sum(plain: str, run: str, start: int, end: int) -> bool:
    """Whether a numeral without currency is money: thousands that count nothing else, or behind a word of debt."""
    if _COUNTED.match(plain, end) or _NOT_SUM.search(plain, max(0, start - 8), start):
        return False
    if any(unit in run for unit in "万千仟亿wWkK"):
        return True
    figure = run.rstrip("多余来几")
    is_figure = figure.isdigit() and 3 <= len(figure) <= 8 and figure[0] != "0"
    if is_figure and _YEARLIKE.fullmatch(figure):
        return _OWED_CUE.search(plain, max(0, start - 4), start) is not None
    if _GROUPED.fullmatch(figure):
        return True
    if is_figure and _ALONE.match(plain, end):
        is_clause = 4 <= len(figure) <= 7 and _OPENS_CLAUSE.search(plain, max(0, start - 2), start)
        if is_clause or _NAMED.search(plain, max(0, start - 2), start):
            return True
    return (is_figure or "百" in run) and bool(
        _CUE.search(plain, max(0, start - 4), start) or _UNPAID.match(plain, end)
    )


def _low(low: str, dash: str, run: str, high: Decimal) -> Decimal | None:
    """The lower end of 2-3万, 两到三万, 2、3万, 1000-5000元; None where the digit before is something else."""
    value = _value(low)[0]
    lead = _value(re.split("[十百千万亿wWkK]", run)[0] or "1")[0]
    if dash == "、" and not (value < 10 and value + 1 == lead and lead != high):
        return None
    if lead != high:
        value *= high / lead
    return value if high / 20 < value < high else None


def _digit(char: str | None) -> int:
    return 0 if not char else int(char) if char.isdigit() and char.isascii() else DIGITS[char]


def _value(run: str) -> tuple[Decimal, bool]:
    """A numeral's value (lower bound) and whether it is hedged; raises ValueError where it has none."""
    run = run.replace("廿", "二十").replace("卅", "三十").replace("个", "")
    for chars, unit in UNITS:
        at = max(run.rfind(char) for char in chars)
        if at >= 0:
            head, is_approx = _value(run[:at]) if at else (Decimal(1), False)
            rest, is_rest_approx = _tail(run[at + 1 :], unit)
            return head * unit + rest, is_approx or is_rest_approx
    bare = run.rstrip("多余来几好把")
    if not bare:
        raise ValueError(run)
    if bare[0].isdigit() and bare.isascii():
        return Decimal(bare.replace(",", "")), bare != run
    digits = [_digit(char) for char in bare]
    is_pair = len(digits) == 2 and (digits[1] == digits[0] + 1 or digits == [3, 5])
    value = digits[0] if is_pair else int("".join(map(str, digits)))
    return Decimal(value), is_pair or bare != run


def _tail(rest: str, unit: int) -> tuple[Decimal, bool]:
    """What stands behind a unit: 3万【3】 is tenths of it, 三万【零五】 is not, 三万【多】 hedges."""
    if not rest:
        return Decimal(0), False
    if rest[0] in "多余来几好把":
        return Decimal(0), True
    if rest[0] in "零〇○0" and len(rest) > 1:
        return _value(rest.lstrip("零〇○0"))
    value, is_approx = _value(rest)
    is_lone = len(rest) == 1 or (is_approx and len(rest) == 2)
    return (value * unit / 10 if is_lone and value < 10 else value), is_approx
