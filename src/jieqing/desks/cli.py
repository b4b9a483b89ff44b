"""Commands of this room: `jieqing match` answers a text before any server exists."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from jieqing.agencies.demo import demo_directory
from jieqing.agencies.exchange.files import read_directory_file
from jieqing.agencies.rules.catalogue import entity_kinds
from jieqing.agencies.rules.listing import Listing
from jieqing.claims.assessment_page import AssessmentView, assessment_view
from jieqing.claims.intake.fields import fields, value_words
from jieqing.desks.answer_json import answer_json
from jieqing.desks.queries import Answer, Question, answer, costs_of
from jieqing.kit.actor import ANYONE
from jieqing.kit.clock import today as clock_today
from jieqing.kit.money import yuan_text
from jieqing.kit.refusal import Refusal
from jieqing.kit.terminal import say, say_aside, terminal_language
from jieqing.kit.words import Language, Words
from jieqing.matching.index import DirectoryIndex
from jieqing.matching.queries import Recommendation


def match(
    text: Annotated[str, typer.Argument(help="What happened, in Chinese; - reads standard input.", show_default=False)],
    today: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="The day to reckon from.", show_default="today")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    directory: Annotated[
        Path | None, typer.Option(help="A directory of agencies, CSV or XLSX.", show_default="the invented demo one")
    ] = None,
) -> None:
    """The claim, what can be asked and until when, what is missing, and three agencies that fit, with reasons and cost.

    Exit code 2 where the text tells of no debt or an input cannot be read; why goes to standard error.
    """
    on = _day(today)
    listings = demo_directory() if directory is None else _from_file(directory, on)
    question = Question(text=sys.stdin.read() if text == "-" else text, today=on, corrections={}, weights={})
    index = DirectoryIndex.build(listings, on)
    found = answer(ANYONE, question, lambda: index)
    if as_json:
        typer.echo(json.dumps(answer_json(found, terminal_language()), ensure_ascii=False))
    else:
        _print(found)


def _print(found: Answer) -> None:
    language = terminal_language()
    say(Words("读到的：", "What was read:"))
    for field in fields().values():
        if field.is_shown and field.id in found.draft.readings:
            value = value_words(field, found.draft.value(field.id))
            typer.echo(f"  {field.name.to(language)}: {value.to(language)}")
    if found.gaps:
        say(Words("还缺：", "Missing:"))
        for gap in found.gaps:
            typer.echo(f"  {gap.question.to(language)}")
    _print_assessment(assessment_view(found.assessment), language)
    if found.match is None:
        say(Words("写的人是欠款的一方：这里不派机构。", "The writer owes the money: no agency is named."))
        return
    listed = found.match.recommendations
    say(Words("符合条件、按所列依据排序：", "These fit, in the order of the grounds listed:") if listed
        else Words("没有符合条件的机构。", "No agency fits."))  # fmt: skip
    for recommendation in listed:
        _print_one(recommendation, found)
    if found.match.mediation:
        say(Words("另一条路，调解：", "Another road, mediation:"))
        for recommendation in found.match.mediation:
            _print_one(recommendation, found)
    for refused in found.match.refused:
        why = " ".join(reason.words.to(language) for reason in refused.reasons)
        say(Words("没有列出 {name}：{why}", "Not listed, {name}: {why}").filled(name=refused.listing.name, why=why))


def _print_assessment(seen: AssessmentView, language: Language) -> None:
    """How much, until when, and the first road."""
    asked, clock, first = seen.asked, seen.limits.clock, seen.roads.first
    if asked.sum:
        say(
            Words("按现有材料可主张：{sum}", "On the papers at hand, you can ask for: {sum}").filled(
                sum=asked.sum.words
            )
        )
    for line in asked.lines:
        rules = " ".join(rule.id for rule in line.basis)
        typer.echo(f"  {line.name.to(language)}: {line.sum.words.to(language)}  {rules}")
    say(Words("{name}：{says}", "{name}: {says}").filled(name=clock.name, says=clock.says))
    if seen.limits.unproven.zh:
        typer.echo(f"  {seen.limits.unproven.to(language)}")
    if first:
        say(Words("先走哪条路：{name}", "Which road first: {name}").filled(name=first.name))
        for words in first.why:
            typer.echo(f"    · {words.to(language)}")


def _print_one(recommendation: Recommendation, found: Answer) -> None:
    listing, language = recommendation.listing, terminal_language()
    kind = entity_kinds()[listing.entity_type].name.to(language)
    typer.echo(f"  {listing.name}  {kind}  {listing.phone}")
    for reason in recommendation.reasons:
        typer.echo(f"    · {reason.words.to(language)}")
    for cost in costs_of(listing, found.need)[:1]:
        sums = {"nothing": cost.nothing_fen, "half": cost.half_fen, "all": cost.all_fen}
        words = Words(
            "    收费：一分没收回 {nothing} 元，收回一半 {half} 元，全部收回 {all} 元",
            "    Cost: nothing recovered ¥{nothing}, half ¥{half}, all ¥{all}",
        )
        say(words.filled(**{key: yuan_text(fen) for key, fen in sums.items()}))


def _from_file(path: Path, on: date) -> tuple[Listing, ...]:
    listings, problems = read_directory_file(path, on)
    for problem in problems:
        say_aside(problem.said)
    return listings


def _day(raw: str | None) -> date:
    if raw is None:
        return clock_today()
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise Refusal(
            "today_unreadable",
            Words("--today 不是日期。", "--today is not a date."),
            remedy=Words("写成 2026-11-22 这样。", "Write it as 2026-11-22."),
            field="today",
        ) from None
