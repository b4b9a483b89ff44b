"""The operator's page of the evidence log."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jieqing.evidence.anchors.sayings import Said, said_of
from jieqing.evidence.asking_words import answer_of
from jieqing.kit.clock import now
from jieqing.kit.doors import operator_only
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.proof.operator_queries import Anchored, Standing, Watcher, standing
from jieqing.proof.rules.plotting import Bar, Hour, bars
from jieqing.proof.trusted import policy

KINDS = {
    "rfc3161": Words("时间戳", "Time stamp"),
    "evm": Words("区块链", "Chain"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A witness, or an anchor before one authority, with the words for what was said last."""

    it: Watcher | Anchored
    kind: Words
    says: Words
    do: Words


@dataclass(frozen=True, slots=True)
class Picture:
    """Bars of one unit width each; `most` is what the highest stands for, `last` the newest value."""

    bars: list[Bar]
    most: int
    last: int


@operator_only
@require_safe
def log_page(request: HttpRequest) -> HttpResponse:
    """Size, checkpoint, witnesses, anchors, lag, and two days by the hour."""
    try:
        trusted = policy()
    except Refusal as refusal:
        return render(request, "proof/operator_log.html", {"refusal": refusal})
    found = standing(trusted, now())
    page = {
        "log": found,
        "fingerprint": trusted.fingerprint,
        "witnesses": [_watcher(each) for each in found.watchers],
        "well": sum(each.is_well for each in found.watchers),
        "anchors": [_anchored(each) for each in found.anchors],
        "grown": _picture(found.hours, [hour.entries for hour in found.hours]),
        "waits": _picture(found.hours, [hour.wait_s or 0 for hour in found.hours]) if _is_sealed(found) else None,
        "busy": [hour for hour in reversed(found.hours) if hour.entries],
    }
    return render(request, "proof/operator_log.html", page)


def _watcher(witness: Watcher) -> Row:
    said = answer_of(witness.code)
    return Row(witness, Words("见证方", "Witness"), said.says, said.do)


def _anchored(anchor: Anchored) -> Row:
    said = said_of(anchor.said) if anchor.said else Said(Words("", ""), Words("", ""))
    return Row(anchor, KINDS[anchor.kind], said.says, said.do)


def _is_sealed(found: Standing) -> bool:
    return any(hour.wait_s is not None for hour in found.hours)


def _picture(hours: tuple[Hour, ...], values: list[int]) -> Picture:
    return Picture(bars(hours, values), max(values, default=0), values[-1] if values else 0)
