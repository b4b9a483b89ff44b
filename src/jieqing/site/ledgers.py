"""Ledgers at a terminal on the host: imported and exported for the tenant of one member."""

import os
from pathlib import Path
from uuid import UUID

from django.contrib.auth import get_user_model

from jieqing.claims.portfolio import carrying_out, exporting, importing, queries
from jieqing.claims.portfolio.queries import Seen
from jieqing.identity.queries.seats import membership_in_force
from jieqing.identity.rules.roles import as_roles
from jieqing.kit.actor import Actor, system
from jieqing.kit.clock import today
from jieqing.kit.money import yuan_text
from jieqing.kit.refusal import Refusal
from jieqing.kit.terminal import say, terminal_language
from jieqing.kit.words import Words

JOB = "command-line"


def bring_in(data: bytes, filename: str, email: str, tenant: UUID | None, kind: str, *, is_trial: bool) -> UUID:
    """Tries a file for that member's tenant, says what was read and, unless it is a trial, imports it here and now.

    The id of the import. Raises Refusal as `importing.upload` does, and for nobody's address.
    """
    actor = clerk_of(email, tenant)
    import_id = importing.upload(actor, data, filename, today(), kind="payments" if kind == "payments" else "claims")
    found = queries.one(actor, import_id, opened=True)
    _tell(found)
    if is_trial:
        importing.drop(actor, import_id)
        say(Words("只是试读，什么都没有存。", "A trial: nothing was kept."))
        return import_id
    importing.confirm(actor, import_id, found.version)
    carrying_out.carry_out(actor, import_id)  # the job that waits for it finds it done
    done = queries.one(actor, import_id)
    say(Words("导入了 {n} 笔，编号 {id}。", "{n} imported, as {id}.").filled(n=done.done, id=import_id))
    return import_id


def take_out(to: Path, email: str, tenant: UUID | None, import_id: UUID | None) -> None:
    """Writes the ledgers of that member's tenant, own columns and ours, to a new .csv or .xlsx file."""
    if to.suffix not in (".csv", ".xlsx") or to.exists():
        raise Refusal(
            "target_unfit",
            Words("导出到一个还没有的 .csv 或 .xlsx 文件。", "Export to a .csv or .xlsx file that is not there yet."),
            remedy=Words("换个文件名。", "Give another name."),
            field="to",
        )
    actor = clerk_of(email, tenant)
    table = exporting.sheet(actor, today(), terminal_language(), import_id=import_id)
    with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        if to.suffix == ".xlsx":
            file.write(exporting.xlsx_file(table))
        else:
            file.writelines(exporting.csv_chunks(table))
    say(Words("写好了：{name}", "Written: {name}").filled(name=to.name))


def clerk_of(email: str, tenant: UUID | None) -> Actor:
    """The house acting for a creditor's tenant: that of this member, who need not be there. Raises Refusal (404)."""
    user = (
        get_user_model().objects.filter(email__iexact=email.strip(), is_active=True).first() if email.strip() else None
    )
    seat = membership_in_force(user.pk, tenant) if user else None
    if seat is None or (tenant is not None and seat.tenant_id != tenant):
        raise Refusal(
            "account_unknown",
            Words(
                "没有这样的账号，或者它不在那个单位。", "There is no such account, or it has no seat in that tenant."
            ),
            remedy=Words("写债权人登录用的邮箱。", "Give the e-mail address that the creditor signs in with."),
            field="as",
            status=404,
        )
    return system(JOB, seat.tenant_id, as_roles(seat.roles) & {"creditor"})


def _tell(found: Seen) -> None:
    assert found.report is not None
    language = terminal_language()
    said = Words("读懂 {n} 行，成 {m} 笔，合计 {sum} 元。", "{n} lines read, which are {m}, {sum} yuan in all.")
    say(said.filled(n=found.rows, m=found.claims, sum=yuan_text(found.total_fen)))
    for problem in found.report.problems:
        where = Words("第 {row} 行“{column}”：{why}", "row {row} {column}: {why}")
        say(
            where.filled(
                row=problem.row,
                column=problem.column,
                why=f"{problem.reason.to(language)} {problem.remedy.to(language)}",
            )
        )
    for column in found.report.not_kept:
        say(Words("不留“{header}”：{why}", "not kept {header}: {why}").filled(header=column.header, why=column.why))
    for payment in found.report.payments:
        if payment.claim_id is None:
            say(Words("第 {row} 行的还款没对上", "the payment of row {row} was not matched").filled(row=payment.row))
