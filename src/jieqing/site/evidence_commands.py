"""`jieqing evidence export`, `check`, `publish`: packs and the log, from the house's own database.

Who runs these holds the keys of the house: they act for the tenant whose claim it is, and the log says so.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from jieqing.kit.actor import Actor
from jieqing.kit.clock import ticks_ms
from jieqing.kit.refusal import Refusal
from jieqing.kit.terminal import say, say_aside
from jieqing.kit.words import Words
from jieqing.proof.cli import evidence

PATIENCE_MS = 30_000
PAUSE_S = 0.3
DIFFERENT = 1  # exit code where the log is not whole
SEQUENCER = "DATABASE_SEQUENCER_URL"


@evidence.command()
def export(
    claim: Annotated[
        str, typer.Option("--claim", metavar="ID", help="The claim's id, as its page's address shows it.")
    ] = "",
    demo: Annotated[
        bool, typer.Option("--demo", help="A claim of the demo's own story; nothing needs to be running.")
    ] = False,
    output: Annotated[Path, typer.Option("--output", "-o", help="The ZIP to write.")] = Path("pack.zip"),
) -> None:
    """Write the pack that proves a claim's entries, with a summary in Chinese for a court.

    Works beside a running house, whose sequencer seals the newest entries meanwhile. `--demo` without one brings up a
    database, the demo's story, a sequencer and three witnesses of its own, and leaves nothing behind but the pack.
    """
    if bool(claim) == demo:
        raise _say_which()
    _writable(output)
    asked = None if demo else _id(claim)
    with _house(is_demo=demo):
        content, entries = _pack(_owner(asked), asked) if asked else _demo_pack()
    output.write_bytes(content)
    say(
        Words(
            f"已写入 {output}：{entries} 条记录。核对：jieqing evidence verify {output}",
            f"Written to {output}: {entries} entries. To check it: jieqing evidence verify {output}",
        )
    )


@evidence.command()
def check() -> None:
    """Walk the whole log against the database and its published files, and tell the first differences.

    Exit code 0: whole; 1: it is not what was signed. Needs DATABASE_SEQUENCER_URL where the database is not embedded.
    """
    from jieqing.site import house

    with house.database_reached():
        house.set_up()
        from jieqing.evidence.check import check as walk
        from jieqing.proof.trusted import policy
        from jieqing.site.log_places import log_places

        directory = log_places().directory
        found = walk(_sequencer_url(), policy(), directory if directory.is_dir() else None, progress=_tell)
    for difference in found:
        say(difference.words)
    if found:
        raise typer.Exit(DIFFERENT)
    say(Words("日志完好：数据库、签名和公开的文件相符。", "The log is whole: database, signatures and files agree."))


@evidence.command()
def publish(
    anew: Annotated[bool, typer.Option("--anew", help="Write every file again, whatever is there.")] = False,
) -> None:
    """Write the log's public files (C2SP tlog-tiles) from the database; the sequencer does it by itself."""
    from jieqing.site import house

    with house.database_reached():
        house.set_up()
        import psycopg

        from jieqing.evidence.integrating import Broken
        from jieqing.evidence.publishing import Publisher
        from jieqing.proof.trusted import policy
        from jieqing.site.log_places import log_places

        directory = log_places().directory
        with psycopg.connect(_sequencer_url(), autocommit=True, connect_timeout=5) as connection:
            try:
                size = Publisher(directory, policy().text).publish(connection, is_anew=anew)
            except Broken as broken:
                raise _broken(broken.code) from None
    say(Words(f"{directory} 里已公开 {size:,} 条记录。", f"{size:,} entries are published in {directory}."))


@contextmanager
def _house(*, is_demo: bool) -> Iterator[None]:
    """The running house, or the database of this state directory; for a demo without either one of its own."""
    from jieqing.site import house, postgres
    from jieqing.site.state import state_directory

    if not is_demo or os.environ.get("DATABASE_URL") or postgres.addresses(state_directory()):
        with house.database_reached():
            house.set_up()
            yield
        return
    with tempfile.TemporaryDirectory(prefix="jieqing-demo-") as folder, ExitStack() as stack:
        os.environ["JIEQING_STATE"] = folder
        stack.enter_context(house.database_up())
        _tell_the_demo(stack)
        yield


def _tell_the_demo(stack: ExitStack) -> None:
    """Tables, directory, the story; then a sequencer and three witnesses until the stack unwinds."""
    from jieqing.site import house

    house.migrate()
    from jieqing.agencies.service import load_demo
    from jieqing.site.account import keep_operator
    from jieqing.site.demo.story import tell_story
    from jieqing.site.proving import sequencing, witnesses

    say_aside(Words("演示的故事从头讲一遍……", "Telling the demo's story ..."))
    load_demo()
    keep_operator(None)
    tell_story()
    stack.enter_context(witnesses())
    stack.enter_context(sequencing(_sequencer_url()))
    _stamp(_sequencer_url())


def _demo_pack() -> tuple[bytes, int]:
    """The pack of 甲's first claim."""
    from django.contrib.auth.models import User

    from jieqing.claims import queries as claims
    from jieqing.claims.rules.asking import Asked
    from jieqing.kit.clock import today
    from jieqing.site.demo.cast import enrolled, personas

    jia = personas()["jia"]
    if not User.objects.filter(username=jia.username).exists():
        raise Refusal(
            "no_demo_here",
            Words("这里运行的不是演示，没有演示的故事。", "What runs here is no demo: it has no story of its own."),
            remedy=Words(
                "用 --claim 指定一笔欠款；或用 JIEQING_STATE 指定一个空目录。",
                "Name a claim with --claim, or an empty directory in JIEQING_STATE.",
            ),
            field="demo",
        )
    actor = enrolled(jia)
    found = claims.claims(actor, Asked(order="saved"), today()).items
    if not found:
        raise _no_claim("demo")
    return _pack(actor, found[0].id)


def _pack(actor: Actor, claim_id: UUID) -> tuple[bytes, int]:
    """The pack, once the newest entries are sealed; waits half a minute for that."""
    from jieqing.kit.clock import now
    from jieqing.proof.service import make_pack

    give_up_at, is_told = ticks_ms() + PATIENCE_MS, False
    while True:
        try:
            made = make_pack(actor, "claim", claim_id, now=now())
        except Refusal as no:
            if no.code != "being_sealed" or ticks_ms() > give_up_at:
                raise
            if not is_told:
                say_aside(no.message)
            is_told = True
            time.sleep(PAUSE_S)
        else:
            return made.content, made.entries


def _stamp(sequencer_url: str) -> None:
    """Where no site runs, nobody answers at the demo's time-stamping address: its authority is asked right here."""
    from jieqing.evidence import reading
    from jieqing.evidence.anchors.demo_authority import here
    from jieqing.evidence.anchors.keeping import run_due
    from jieqing.kit.clock import now

    give_up_at = ticks_ms() + PATIENCE_MS
    while (reading.waiting() or not reading.size()) and ticks_ms() < give_up_at:
        time.sleep(PAUSE_S)
    run_due(sequencer_url, now(), [here(Path(os.environ["JIEQING_DEMO_TSA"]))])


def _owner(claim_id: UUID) -> Actor:
    """The house at work for the tenant whose claim it is, or was before it was deleted."""
    from jieqing.identity import queries as identity
    from jieqing.identity.rules.roles import HOUSE
    from jieqing.kit.actor import system
    from jieqing.kit.clock import now
    from jieqing.proof.subjects import admit

    for tenant in identity.all_tenants(system("terminal", HOUSE, roles=("operator",))):
        actor = system("terminal", tenant, roles=("creditor",))
        with suppress(Refusal):
            admit(actor, "claim", claim_id, now())
            return actor
    raise _no_claim("claim")


def _tell(done: int, of: int) -> None:
    typer.echo(f"\r{done:,}/{of:,}", nl=done >= of, err=True)


def _id(typed: str) -> UUID:
    try:
        return UUID(typed.strip())
    except ValueError:
        raise Refusal(
            "claim_id_unreadable",
            Words(f"“{typed[:40]}”不是欠款编号。", f"“{typed[:40]}” is no claim's id."),
            remedy=Words("编号在欠款页的网址里。", "The id stands in the address of the claim's page."),
            field="claim",
        ) from None


def _writable(output: Path) -> None:
    if not output.absolute().parent.is_dir() or output.is_dir():
        raise Refusal(
            "output_unwritable",
            Words(f"写不了 {output}：没有这个目录。", f"{output} cannot be written: there is no such directory."),
            remedy=Words("换一个 -o。", "Choose another -o."),
            field="output",
        )


def _sequencer_url() -> str:
    url = os.environ.get(SEQUENCER)
    if url:
        return url
    raise Refusal(
        "no_sequencer_url",
        Words(f"没有设置 {SEQUENCER}。", f"{SEQUENCER} is not set."),
        remedy=Words(
            "写上以 jieqing_sequencer 角色登录数据库的地址。", "Name the database there, as the role jieqing_sequencer."
        ),
        field=SEQUENCER,
        status=503,
    )


def _say_which() -> Refusal:
    return Refusal(
        "claim_or_demo",
        Words("要取哪一笔的证明？", "Of which claim?"),
        remedy=Words("写 --claim 编号，或者 --demo，二选一。", "Say either --claim ID or --demo."),
        field="claim",
    )


def _no_claim(field: str) -> Refusal:
    return Refusal(
        "claim_not_found",
        Words("没有这笔欠款。", "There is no such claim."),
        remedy=Words("核对编号；它可能已经删除。", "Check the id; it may have been deleted."),
        field=field,
        status=404,
    )


def _broken(code: str) -> Refusal:
    return Refusal(
        "log_broken",
        Words(
            f"日志与签过名的不一致（{code}），不再公开。", f"The log is not what was signed ({code}): not published."
        ),
        remedy=Words(
            "运行 jieqing evidence check，看第一处不同。", "Run `jieqing evidence check` for the first difference."
        ),
        status=503,
    )
